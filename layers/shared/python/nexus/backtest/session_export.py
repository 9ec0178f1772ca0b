"""Put a session's record together so that `replay` can make its decisions again."""

from collections.abc import Sequence

from nexus.backtest.exports import RecordedDesk, RecordedSession
from nexus.backtest.models import StrategyChoice
from nexus.kernel.ids import digest
from nexus.trading.automatic import Record
from nexus.trading.decision import decision_hash
from nexus.trading.market import Candle, Tick
from nexus.trading.session import Session


def recorded_session(
    session: Session,
    symbol: str,
    records: Sequence[Record],
    decimals: int,
    candles: Sequence[Candle],
    warm_ticks: Sequence[Tick],
    ticks: Sequence[Tick],
) -> RecordedSession:
    """Export what a session decided on one symbol; `records` are in the order they were made."""
    own = [each for each in records if each.outcome.request.symbol == symbol]
    loaded = warm_ticks[-1].epoch if warm_ticks else 0
    return RecordedSession(
        plan=session.settings.plan(symbol),
        strategies=tuple(
            StrategyChoice(each.name, each.parameters, each.weight)
            for each in session.settings.strategies
        ),
        decimals=decimals,
        candles=tuple(candles),
        warm_ticks=tuple(warm_ticks),
        ticks=tuple(tick for tick in ticks if tick.epoch > loaded),
        desks=tuple(_desk(each) for each in own),
        hash=chain_of(own),
    )


def chain_of(records: Sequence[Record]) -> str:
    """Name decisions in order by one value, as the session counted them."""
    chain = ""
    for record in records:
        chain = digest(chain, decision_hash(record.outcome.decision))
    return chain


def _desk(record: Record) -> RecordedDesk:
    desk, epoch = record.desk, record.outcome.decision.tick_epoch
    return RecordedDesk(
        epoch=epoch or 0,
        at=desk.at,
        account=desk.account,
        terms=desk.terms,
        instrument=desk.instrument,
        quotes=desk.quotes,
        session=desk.session,
    )
