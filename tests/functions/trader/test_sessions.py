"""An automatic session on the twin: it trades, outlives a kill, and is replayed."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from nexus import bootstrap_engine
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.store import Put, Query
from nexus.backtest.exports import RecordedSession, read_recorded, write_recorded
from nexus.backtest.replay import replay
from nexus.backtest.session_export import SessionExporter
from nexus.kernel.account import Account
from nexus.kernel.clock import system_clock
from nexus.trading.models import TradeStatus
from nexus.trading.session import (
    Session,
    SessionLimits,
    SessionSettings,
    SessionStatus,
    StopReason,
    WeighedStrategy,
)
from nexus.trading.staking import StakingKind, StakingPlan
from tests.functions.environment import use_environment
from tests.functions.trader.desk import TestDesk
from tests.functions.trader.stage import Stage, eventually

SYMBOL = "1HZ100V"
# A market that rises makes these agree within seconds, whatever it did before.
EAGER = (
    WeighedStrategy("breakout", {"channel": 5, "min_break": 0.0, "full_break": 0.1}),
    WeighedStrategy("momentum"),
    WeighedStrategy("scalping", {"window": 10, "min_z": 0.0, "full_z": 0.5}),
)


@dataclass
class Owner:
    """Somebody with a paper account and sessions on it."""

    account: Account
    engine: bootstrap_engine.AutomaticTrading

    def start(self, limits: SessionLimits) -> Session:
        settings = SessionSettings(
            symbols=(SYMBOL,),
            strategies=EAGER,
            expiry_minutes=1,
            staking=StakingPlan(StakingKind.FIXED, Decimal("5.00")),
            limits=limits,
        )
        place = self.account.user_id, self.account.account_id
        created = self.engine.desk.create(*place, settings)
        return self.engine.desk.start(*place, created.session_id)

    def now(self, session: Session) -> Session:
        return self.engine.sessions.session(session.account_id, session.session_id)

    def is_let_go(self, session: Session) -> bool:
        return session.session_id not in {name for _, name in self.engine.sessions.of_shard(0)}


@pytest.fixture
def owner(desk: TestDesk, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Owner:
    use_environment(monkeypatch, stage.aws)
    account = desk.paper_account()
    stage.store.write(Put(keys.profile(account.user_id), {"country": "NG"}))
    engine = bootstrap_engine.automatic_trading(stage.store, [stage.queue_url], lambda _: True)
    return Owner(account, engine)


@pytest.mark.timeout(420)
def test_a_session_trades_through_a_kill_and_is_replayed(owner: Owner, stage: Stage) -> None:
    stage.broker.control("POST", "/scripts", symbol=SYMBOL, direction="rise", seconds=300)
    session = owner.start(SessionLimits(Decimal("100.00"), max_open_trades=2, max_trades=3))
    eventually(lambda: owner.now(session).trades >= 1, 100, "a first trade")

    stage.trader.kill()
    stage.start_trader()
    stopped = eventually(
        lambda: owner.now(session) if owner.now(session).stopped_at else None, 150, "the stop"
    )
    eventually(lambda: owner.is_let_go(session), 100, "the last trade's end")

    ended = owner.now(session)
    kept, _ = owner.engine.decisions.page(ended.account_id, None, 100, None)
    accepted = [each for each in kept if each.decision.accepted]
    assert (stopped.stop_reason, ended.trades) == (StopReason.TRADES_LIMIT, 3)
    assert len(accepted) == 3
    assert len({each.decision.tick_epoch for each in accepted}) == 3
    assert ended.result == sum(_profits(owner, ended), Decimal(0))
    export = SessionExporter(owner.engine.decisions, owner.engine.tape)
    recorded = eventually(lambda: _whole(export, ended), what="the tape's end")
    again = replay(read_recorded(write_recorded(recorded)))
    assert again.decisions == ended.decisions
    assert again.is_same


def test_a_session_stops_by_its_time_without_a_trade(owner: Owner, stage: Stage) -> None:
    stage.broker.control("POST", "/scripts", symbol=SYMBOL, direction="flat", seconds=120)
    session = owner.start(SessionLimits(Decimal("100.00"), max_minutes=1))

    eventually(lambda: owner.now(session).status is SessionStatus.STOPPED, 80, "the stop")

    assert owner.now(session).stop_reason is StopReason.TIME_LIMIT


def _profits(owner: Owner, session: Session) -> list[Decimal]:
    user_id, account_id = session.user_id, session.account_id
    by_account = Query("trades", account_id, index="by_account")
    rows = owner.engine.ledger.store.query(by_account).items
    trades = [owner.engine.ledger.trade(user_id, str(row["trade_id"])) for row in rows]
    return [t.profit or Decimal(0) for t in trades if t.status is not TradeStatus.CANCELLED]


def _whole(export: SessionExporter, ended: Session) -> RecordedSession | None:
    recorded = export(ended, SYMBOL, system_clock())
    return recorded if recorded.hash == ended.hashes[SYMBOL] else None
