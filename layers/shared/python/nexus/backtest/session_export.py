"""Put a session's record together so that `replay` can make its decisions again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from nexus.backtest.exports import RecordedDesk, RecordedSession
from nexus.backtest.models import StrategyChoice
from nexus.kernel.clock import to_epoch
from nexus.kernel.errors import Denied
from nexus.kernel.ids import digest
from nexus.trading.automatic import Record
from nexus.trading.decision import decision_hash
from nexus.trading.market import Tick
from nexus.trading.session import Opening, Session

_SLACK = timedelta(minutes=1)
_LONGEST = timedelta(days=2)


class Decisions(Protocol):
    """A session's decisions with what they were made from, oldest first."""

    def of_session(
        self, account_id: str, session_id: str, since: datetime, until: datetime
    ) -> list[Record]: ...


class Tape(Protocol):
    """What sessions began with, and the ticks since; kept for a day."""

    def opening(self, symbol: str, session_id: str) -> Opening | None: ...

    def ticks(self, symbol: str, since: int, until: int) -> tuple[Tick, ...]: ...


@dataclass(frozen=True)
class SessionExporter:
    """Put together from the tables what a replay needs."""

    decisions: Decisions
    tape: Tape

    def __call__(self, session: Session, symbol: str, at: datetime) -> RecordedSession:
        """Export what a session decided on one symbol, up to the last minute that is on tape.

        Raises Denied once the broker's ticks may no longer be kept.
        """
        began = session.started_at or session.created_at
        opening = self.tape.opening(symbol, session.session_id)
        if opening is None:
            said = "The broker's ticks are kept for 24 hours, and for sessions that started"
            raise Denied("REPLAY_EXPIRED", said)
        records = self.decisions.of_session(
            session.account_id, session.session_id, began - _SLACK, session.stopped_at or at
        )
        since = opening.ticks[-1].epoch if opening.ticks else to_epoch(began)
        ticks = self.tape.ticks(symbol, since, to_epoch(session.stopped_at or at) + 1)
        return recorded_session(session, symbol, records, opening, ticks)

    def chain(self, session: Session, symbol: str) -> str:
        """Chain every decision on record of one symbol of a session, on tape or not."""
        began = session.started_at or session.created_at
        until = session.stopped_at or began + _LONGEST
        place = session.account_id, session.session_id
        records = self.decisions.of_session(*place, began - _SLACK, until)
        return chain_of([each for each in records if each.outcome.request.symbol == symbol])


def recorded_session(
    session: Session,
    symbol: str,
    records: Sequence[Record],
    opening: Opening,
    ticks: Sequence[Tick],
) -> RecordedSession:
    """Write down one symbol of a session; `records` are in the order they were made."""
    last = ticks[-1].epoch if ticks else 0
    loaded = opening.ticks[-1].epoch if opening.ticks else 0
    own = [each for each in records if each.outcome.request.symbol == symbol]
    own = [each for each in own if _epoch(each) <= last]
    return RecordedSession(
        plan=session.settings.plan(symbol),
        strategies=tuple(
            StrategyChoice(each.name, each.parameters, each.weight)
            for each in session.settings.strategies
        ),
        decimals=opening.decimals,
        candles=opening.candles,
        warm_ticks=opening.ticks,
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
    desk = record.desk
    return RecordedDesk(
        epoch=_epoch(record),
        at=desk.at,
        account=desk.account,
        terms=desk.terms,
        instrument=desk.instrument,
        quotes=desk.quotes,
        session=desk.session,
    )


def _epoch(record: Record) -> int:
    return record.outcome.decision.tick_epoch or 0
