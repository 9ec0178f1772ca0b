"""Run a recorded session or backtest again, offline, and compare the hash of its decisions."""

from dataclasses import dataclass

from nexus.backtest.event_engine import run_events
from nexus.backtest.exports import Recorded, RecordedDesk, RecordedRun, RecordedSession
from nexus.backtest.market import chained
from nexus.kernel.clock import from_epoch
from nexus.trading.decision import decision_hash
from nexus.trading.engine import Desk, Engine
from nexus.trading.market_state import MarketState
from nexus.trading.strategies import STRATEGIES
from nexus.trading.strategies.tuning import as_numbers


@dataclass(frozen=True)
class Replay:
    """The hash that was recorded, the one found now, and how many decisions were made."""

    expected: str
    found: str
    decisions: int

    @property
    def is_same(self) -> bool:
        """Every decision is the same, byte for byte."""
        return self.expected == self.found


def replay(recorded: Recorded) -> Replay:
    """Make the decisions again with the code of today."""
    if isinstance(recorded, RecordedRun):
        run = run_events(recorded.settings, recorded.series)
        return Replay(recorded.hash, run.hash, len(run.decided))
    return _replay_session(recorded)


def _replay_session(recorded: RecordedSession) -> Replay:
    state = _market(recorded)
    engine = Engine(recorded.plan, state.on_tick)
    desks = {desk.epoch: desk for desk in recorded.desks}
    found, count = "", 0
    for tick in recorded.ticks:
        desk = desks.get(tick.epoch)
        if desk is None:
            state.on_tick(tick, from_epoch(tick.epoch))
            continue
        outcome = engine.pipeline(tick, _desk(desk))
        if outcome is not None:
            found, count = chained(found, decision_hash(outcome.decision)), count + 1
    return Replay(recorded.hash, found, count)


def _market(recorded: RecordedSession) -> MarketState:
    strategies = [
        STRATEGIES[choice.name].new(as_numbers(choice.name, choice.parameters))
        for choice in recorded.strategies
    ]
    state = MarketState(recorded.plan.symbol, recorded.decimals, strategies)
    state.load(recorded.candles, recorded.warm_ticks)
    return state


def _desk(recorded: RecordedDesk) -> Desk:
    return Desk(
        recorded.at,
        recorded.account,
        recorded.terms,
        recorded.instrument,
        recorded.quotes,
        recorded.session,
    )
