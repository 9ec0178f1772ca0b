"""Sessions on the real tables: one decision per tick, exact limits, replayed to the same hash."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from nexus.backtest.exports import read_recorded, write_recorded
from nexus.backtest.replay import replay
from nexus.backtest.session_export import recorded_session
from nexus.kernel.account import AccountStatus
from nexus.kernel.change import account_change
from nexus.kernel.clock import from_epoch, to_epoch
from nexus.kernel.errors import Conflict, Denied, Malformed
from nexus.kernel.ids import new_ulid
from nexus.trading.models import TradeStatus
from nexus.trading.service import ExecuteTrade, TradeDenied
from nexus.trading.session import (
    SessionLimits,
    StopReason,
    WeighedStrategy,
)
from nexus.trading.staking import StakingKind, StakingPlan
from tests.factories import NOW, a_request
from tests.functions.engine.stage import SYMBOL, Stage, Walk, played, settings


def test_votes_become_one_trade_with_its_decision_on_record(stage: Stage) -> None:
    session = stage.ask(stage.session())

    kept, _ = stage.engine.decisions.page(stage.account_id, session.session_id, 10, None)
    assert session.trades == 1
    assert list(session.open_trades.values()) == [Decimal("5.00")]
    assert [each.decision.accepted for each in kept] == [True]
    assert kept[0].decision.enforced
    trade_id = next(iter(session.open_trades))
    assert stage.engine.ledger.trade(stage.user_id, trade_id).status is TradeStatus.PENDING


def test_asking_again_on_the_same_tick_buys_nothing_twice(stage: Stage) -> None:
    session = stage.session(limits=SessionLimits(Decimal("50.00"), max_open_trades=5))

    with ThreadPoolExecutor(4) as pool:
        views = [stage.view()] * 4
        list(pool.map(lambda view: stage.ask(session, view), views))

    assert len(stage.engine.ledger.account(stage.account_id).open_trades) == 1
    assert stage.engine.sessions.session(stage.account_id, session.session_id).trades == 1


def test_a_refusal_is_kept_once_per_candle_and_on_each_change_of_reason(stage: Stage) -> None:
    session = stage.ask(stage.session())
    for _ in range(3):
        stage.advance(1)
        session = stage.ask(session)
    stage.advance(60)
    session = stage.ask(session)

    assert session.reasons == {"ACCEPTED": 1, "SESSION_OPEN_TRADES": 2}


def test_a_session_stops_when_its_next_stake_does_not_fit_in_its_loss_limit(stage: Stage) -> None:
    session = stage.session(limits=SessionLimits(max_loss=Decimal("12.00")))
    for _ in range(2):
        session = stage.settle(stage.ask(session), won=False)
        stage.advance(61)

    assert session.result == Decimal("-10.00")
    assert session.stop_reason is StopReason.LOSS_LIMIT
    assert stage.engine.trade(stage.account_id, session.session_id, stage.view()) is None


def test_a_session_stops_on_profit_on_time_and_with_its_account(stage: Stage) -> None:
    won = stage.session(limits=SessionLimits(Decimal("20.00"), take_profit=Decimal("4.00")))
    won = stage.settle(stage.ask(won), won=True)
    timed = stage.session(limits=SessionLimits(Decimal("20.00"), max_minutes=5))
    stage.advance(5 * 60)
    timed = stage.keep(timed)
    halted = stage.session()
    account = stage.engine.ledger.account(stage.account_id)
    after = replace(account, status=AccountStatus.HALTED, halted_at=stage.now)
    stage.engine.ledger.commit_account(account_change(account, after, stage.now))
    halted = stage.keep(halted)

    reasons = [each.stop_reason for each in (won, timed, halted)]
    assert reasons == [StopReason.TAKE_PROFIT, StopReason.TIME_LIMIT, StopReason.ACCOUNT_HALTED]


def test_a_paused_or_stopped_session_buys_nothing(stage: Stage) -> None:
    session = stage.session()
    desk, place = stage.engine.desk, (stage.user_id, stage.account_id, session.session_id)
    desk.pause(*place)
    assert stage.engine.trade(stage.account_id, session.session_id, stage.view()) is None

    desk.resume(*place)
    desk.stop(*place)
    assert stage.engine.trade(stage.account_id, session.session_id, stage.view()) is None
    with pytest.raises(Denied):
        desk.resume(*place)
    assert session.session_id not in {name for _, name in stage.engine.sessions.of_shard(0)}


def test_a_second_session_on_an_account_is_refused_by_name(stage: Stage) -> None:
    stage.session()

    with pytest.raises(Malformed) as refused:
        stage.session()

    assert (refused.value.code, refused.value.fields[0].field) == ("SESSION_OVERLAP", "account_id")


def test_wrong_settings_are_each_named(stage: Stage) -> None:
    wrong = settings(
        symbols=(SYMBOL, "NOWHERE"),
        strategies=(WeighedStrategy("breakout", {"channel": 1.0}), WeighedStrategy("tarot")),
        staking=StakingPlan(StakingKind.FIXED, Decimal("0.10")),
        limits=SessionLimits(max_loss=Decimal("0.00")),
        hours=("nine to five",),
    )

    with pytest.raises(Malformed) as refused:
        stage.engine.desk.create(stage.user_id, stage.account_id, wrong)

    fields = {error.field for error in refused.value.fields}
    assert {"symbols", "strategies.1", "staking.stake", "limits.max_loss", "hours"} <= fields


def test_a_session_is_replayed_to_the_same_hash_also_after_a_restart(stage: Stage) -> None:
    plan = settings(
        limits=SessionLimits(Decimal("5000.00"), max_open_trades=2),
        strategies=tuple(map(WeighedStrategy, ("breakout", "momentum", "scalping"))),
    )
    created = stage.engine.desk.create(stage.user_id, stage.account_id, plan)
    session = stage.engine.desk.start(stage.user_id, stage.account_id, created.session_id)
    market = Walk(session)

    session = played(stage, market)

    tick_epochs = market.ticks[0].epoch, market.ticks[-1].epoch
    stage.engine.tape.keep(market.ticks, stage.now)
    records = stage.engine.decisions.of_session(
        stage.account_id, session.session_id, NOW, stage.now + timedelta(hours=1)
    )
    ticks = stage.engine.tape.ticks(SYMBOL, *tick_epochs)
    recorded = recorded_session(session, SYMBOL, records, market.opening, ticks)
    again = replay(read_recorded(write_recorded(recorded)))

    late = [each for each in records if each.desk.at > from_epoch(market.ticks[450].epoch)]
    assert len(late) > 2
    assert len(set(session.reasons)) > 1
    assert recorded.hash == session.hashes[SYMBOL]
    assert again.decisions == session.decisions
    assert again.is_same


def test_no_interleaving_of_hand_and_session_passes_a_limit(stage: Stage) -> None:
    account = stage.engine.ledger.account(stage.account_id)
    limits = replace(account.limits, daily_loss_limit=Decimal("42.00"), max_open_trades=6)
    tightened = account_change(account, replace(account, limits=limits), NOW)
    stage.engine.ledger.commit_account(tightened)
    session = stage.session(limits=SessionLimits(Decimal("17.00"), max_open_trades=9))
    stage.engine.market.put_view(stage.view())

    def by_hand(number: int) -> None:
        request = a_request("6.00", account_id=stage.account_id, user_id=stage.user_id)
        ExecuteTrade(
            stage.engine.trade.pricing, stage.engine.ledger, stage.engine.trade.queue, new_ulid
        )(request, f"key-{number}")

    def by_session(number: int) -> None:
        view = replace(stage.view(), tick_epoch=to_epoch(NOW) - number % 12)
        stage.engine.trade(stage.account_id, session.session_id, view)

    def attempt(number: int) -> None:
        with suppress(TradeDenied, Conflict):
            (by_hand if number % 2 else by_session)(number)

    for turn in range(3):
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(attempt, range(24 * turn, 24 * turn + 24)))

    after = stage.engine.ledger.account(stage.account_id)
    ran = stage.engine.sessions.session(stage.account_id, session.session_id)
    in_session = set(ran.open_trades)
    assert in_session < set(after.open_trades)
    assert Decimal("30.00") < after.exposure <= Decimal("42.00")
    assert len(after.open_trades) <= 6
    assert ran.trades == len(in_session)
    assert sum(ran.open_trades.values()) <= Decimal("17.00")
    assert after.balance == account.balance - after.exposure
