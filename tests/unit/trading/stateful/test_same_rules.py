"""Each reason code by hand (the API's way) and in a session, through the real use cases."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from nexus.kernel.account import Account, AccountKind, AccountStatus, Limits
from nexus.trading.automatic import TradeForSession
from nexus.trading.models import TradeRequest, TradeType
from nexus.trading.service import ExecuteTrade, Pricing, TradeDenied
from nexus.trading.session import (
    Session,
    SessionLimits,
    SessionSettings,
    SessionStatus,
    WeighedStrategy,
)
from nexus.trading.staking import StakingKind, StakingPlan
from tests.factories import NOW, an_account
from tests.unit.trading.stateful.world import Shelf, World

STAKE = Decimal("10.00")
REAL: dict[str, Any] = {"kind": AccountKind.REAL}
OPEN = {f"T{number}": Decimal("1.00") for number in range(10)}
RESTING = Limits(cooldown_losses=2)

ACCOUNTS: Mapping[str, Account] = {
    "ACCOUNT_HALTED": an_account(status=AccountStatus.HALTED, halted_at=NOW),
    "ACCOUNT_FROZEN": an_account(status=AccountStatus.FROZEN),
    "LINK_EXPIRED": an_account(status=AccountStatus.NEEDS_RELINK),
    "SELF_EXCLUDED": an_account(excluded_until=NOW + timedelta(days=1)),
    "OUTSIDE_TRADING_HOURS": an_account(limits=Limits(trading_hours=("22:00-02:00",))),
    "COOLDOWN": an_account(limits=RESTING, consecutive_losses=2, last_loss_at=NOW),
    "ACCOUNT_RECONCILING": an_account(buying="T0", **REAL),
    "INSUFFICIENT_BALANCE": an_account("9.99"),
    "MAX_EXPOSURE_EXCEEDED": an_account(open_trades={"T0": Decimal("10.01")}, **REAL),
    "MAX_OPEN_TRADES": an_account(open_trades=OPEN),
    "CONSECUTIVE_LOSSES": an_account(consecutive_losses=5),
    "DAILY_LOSS_LIMIT": an_account(day_result=Decimal("-90.01")),
    "DAILY_TAKE_PROFIT": an_account(
        limits=Limits(daily_take_profit=Decimal("5.00")), day_result=Decimal("5.00")
    ),
    "STAKE_OUT_OF_RANGE": an_account(limits=Limits(min_stake=Decimal("10.01"))),
}
MISHAPS = {
    "KILL_SWITCH": "is_stopped",
    "MARKET_CLOSED": "is_closed",
    "STALE_FEED": "is_silent",
    "QUOTE_UNAVAILABLE": "is_unpriced",
}
SESSIONS: Mapping[str, dict[str, Any]] = {
    "SESSION_SCHEDULE": {"hours": ("22:00-02:00",)},
    "SESSION_TIME_LIMIT": {"max_minutes": 10},
    "SESSION_TRADES_LIMIT": {"max_trades": 3},
    "SESSION_OPEN_TRADES": {"open_trades": {"T1": Decimal("1.00")}},
    "SESSION_TAKE_PROFIT": {"take_profit": Decimal("5.00"), "result": Decimal("5.00")},
    "SESSION_LOSS_LIMIT": {"result": Decimal("-15.01")},
}


def _world(code: str) -> World:
    world = World(ACCOUNTS.get(code, an_account()))
    if code in MISHAPS:
        setattr(world, MISHAPS[code], True)
    if code == "COUNTRY_NOT_ALLOWED":
        world.held, world.is_abroad = an_account(**REAL), True
    if code == "MAX_PAYOUT_EXCEEDED":
        world.most_payout = Decimal("19.49")
    return world


def _pricing(world: World) -> Pricing:
    return Pricing(world, world, world.clock, world.pause, lambda _: not world.is_abroad)


def _by_hand(world: World, minutes: int = 1) -> str:
    execute = ExecuteTrade(_pricing(world), world, world, lambda _: "T9")
    request = TradeRequest("U1", "A1", "R_100", TradeType.RISE, STAKE, minutes)
    try:
        execute(request, "key")
    except TradeDenied as denied:
        return denied.code
    return "ACCEPTED"


def _in_a_session(world: World, minutes: int = 1, **changes: Any) -> str:
    session = _session(minutes, **changes)
    world.held_sessions[session.session_id] = session
    shelf = Shelf(world)
    ask = TradeForSession(_pricing(world), shelf, world, world, lambda _: "T9")
    view = world.market_view()
    asked = ask("A1", "S1", replace(view, tick_epoch=view.tick_epoch - 60 * world.is_silent))
    assert asked is not None
    assert asked.record is not None
    return asked.record.outcome.decision.code or "ACCEPTED"


def _session(minutes: int, **changes: Any) -> Session:
    names = ("max_minutes", "max_trades", "take_profit")
    limits = SessionLimits(Decimal("25.00"), **{n: changes[n] for n in names if n in changes})
    settings = SessionSettings(
        symbols=("R_100",),
        strategies=tuple(map(WeighedStrategy, ("breakout", "momentum", "scalping"))),
        expiry_minutes=minutes,
        staking=StakingPlan(StakingKind.FIXED, STAKE),
        limits=limits,
        hours=changes.get("hours", ()),
    )
    return Session(
        session_id="S1",
        account_id="A1",
        user_id="U1",
        settings=settings,
        created_at=NOW,
        status=SessionStatus.RUNNING,
        started_at=NOW - timedelta(minutes=10),
        trades=3,
        result=changes.get("result", Decimal("0.00")),
        open_trades=changes.get("open_trades", {}),
    )


def test_what_no_rule_refuses_is_bought_either_way() -> None:
    assert _by_hand(_world("")) == _in_a_session(_world("")) == "ACCEPTED"


@pytest.mark.parametrize(
    "code", [*ACCOUNTS, *MISHAPS, "COUNTRY_NOT_ALLOWED", "MAX_PAYOUT_EXCEEDED"]
)
def test_a_rule_holds_by_hand_and_in_a_session(code: str) -> None:
    assert _by_hand(_world(code)) == code
    assert _in_a_session(_world(code)) == code


def test_a_duration_that_is_not_offered_is_refused_either_way() -> None:
    assert _by_hand(_world(""), 60) == _in_a_session(_world(""), 60) == "DURATION_NOT_OFFERED"


@pytest.mark.parametrize("code", SESSIONS)
def test_a_session_obeys_its_own_rules_and_a_trade_by_hand_does_not(code: str) -> None:
    assert _in_a_session(_world(""), **SESSIONS[code]) == code
    assert _by_hand(_world("")) == "ACCEPTED"
