from decimal import Decimal
from typing import Any

import pytest

from nexus.adapters.dynamodb.changes import Change, events_of
from nexus.adapters.dynamodb.serialization import to_item
from nexus.kernel.account import Account, AccountKind, AccountStatus, Limits
from nexus.kernel.events import JsonValue
from nexus.trading.models import TradeStatus
from tests.factories import NOW, a_trade, an_account


def account_item(account: Account) -> dict[str, Any]:
    return {**to_item(account), "sort": "ACCOUNT"}


def names(table: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[str]:
    return [event.name for event in events_of(Change(table, before, after, NOW))]


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (TradeStatus.OPEN, "TradeOpened"),
        (TradeStatus.WON, "TradeSettled"),
        (TradeStatus.LOST, "TradeSettled"),
        (TradeStatus.SOLD, "TradeSettled"),
        (TradeStatus.CANCELLED, "TradeSettled"),
        (TradeStatus.REJECTED, "TradeRejected"),
    ],
)
def test_a_new_status_of_a_trade_is_an_event(status: TradeStatus, name: str) -> None:
    before, after = to_item(a_trade()), to_item(a_trade(status=status))

    (event,) = events_of(Change("trades", before, after, NOW))

    assert (event.event_id, event.subject) == (f"T1#{name}", "A1")


@pytest.mark.parametrize("status", [TradeStatus.SUBMITTING, TradeStatus.UNKNOWN])
def test_steps_on_the_way_are_no_events(status: TradeStatus) -> None:
    assert names("trades", to_item(a_trade()), to_item(a_trade(status=status))) == []


def test_a_change_within_a_status_is_no_event() -> None:
    trade = to_item(a_trade(status=TradeStatus.OPEN))

    assert names("trades", trade, {**trade, "entry_spot": "1234.56"}) == []


def test_a_guard_beside_the_trades_is_no_event() -> None:
    assert names("trades", None, {"user_id": "U1", "trade_id": "IDEMP#g"}) == []


def test_an_item_that_expired_is_no_event() -> None:
    assert names("trades", to_item(a_trade(status=TradeStatus.WON)), None) == []


def test_money_in_an_event_has_two_decimals() -> None:
    after = {**to_item(a_trade(status=TradeStatus.WON)), "profit": "9.5"}

    (event,) = events_of(Change("trades", None, after, NOW))

    assert (event.data["profit"], event.data["stake"]) == ("9.50", "10.00")


@pytest.mark.parametrize(
    ("kind", "before", "after", "name"),
    [
        (AccountKind.DEMO, AccountStatus.ACTIVE, AccountStatus.HALTED, ["TradingHalted"]),
        (AccountKind.DEMO, AccountStatus.HALTED, AccountStatus.ACTIVE, ["TradingResumed"]),
        (AccountKind.DEMO, None, AccountStatus.ACTIVE, []),
        (AccountKind.REAL, None, AccountStatus.ACTIVE, ["BrokerAccountLinked"]),
        (AccountKind.DERIV_DEMO, None, AccountStatus.ACTIVE, ["BrokerAccountLinked"]),
        (
            AccountKind.REAL,
            AccountStatus.ACTIVE,
            AccountStatus.UNLINKED,
            ["BrokerAccountUnlinked"],
        ),
        (AccountKind.REAL, AccountStatus.UNLINKED, AccountStatus.ACTIVE, ["BrokerAccountLinked"]),
        (AccountKind.REAL, AccountStatus.ACTIVE, AccountStatus.NEEDS_RELINK, ["BrokerLinkExpired"]),
        (AccountKind.REAL, AccountStatus.ACTIVE, AccountStatus.FROZEN, ["AccountFrozen"]),
        (AccountKind.REAL, AccountStatus.NEEDS_RELINK, AccountStatus.ACTIVE, ["BrokerLinkRenewed"]),
        (AccountKind.REAL, AccountStatus.NEEDS_RELINK, AccountStatus.HALTED, ["BrokerLinkRenewed"]),
        (AccountKind.REAL, AccountStatus.HALTED, AccountStatus.NEEDS_RELINK, ["BrokerLinkExpired"]),
        (AccountKind.REAL, AccountStatus.FROZEN, AccountStatus.ACTIVE, ["AccountThawed"]),
        (AccountKind.REAL, AccountStatus.FROZEN, AccountStatus.HALTED, ["AccountThawed"]),
        (AccountKind.REAL, AccountStatus.HALTED, AccountStatus.FROZEN, ["AccountFrozen"]),
        (AccountKind.REAL, AccountStatus.ACTIVE, AccountStatus.ACTIVE, []),
    ],
)
def test_what_an_accounts_status_means(
    kind: AccountKind, before: AccountStatus | None, after: AccountStatus, name: list[str]
) -> None:
    was = account_item(an_account(kind=kind, status=before)) if before else None

    assert names("accounts", was, account_item(an_account(kind=kind, status=after))) == name


def test_two_halts_of_an_account_are_two_events() -> None:
    active = account_item(an_account())
    halts = [
        account_item(an_account(status=AccountStatus.HALTED, version=version)) for version in (3, 9)
    ]

    ids = {events_of(Change("accounts", active, halt, NOW))[0].event_id for halt in halts}

    assert len(ids) == 2


def test_a_halt_says_whether_losses_caused_it() -> None:
    active = account_item(an_account())
    halted = an_account(status=AccountStatus.HALTED, consecutive_losses=5)

    (event,) = events_of(Change("accounts", active, account_item(halted), NOW))

    assert event.data["is_streak"] is True


def test_a_changed_limit_is_told_with_what_it_was() -> None:
    before = account_item(an_account())
    limits = Limits(max_stake=Decimal("50.00"))

    (event,) = events_of(
        Change("accounts", before, account_item(an_account(limits=limits, version=4)), NOW)
    )

    assert (event.name, event.event_id) == ("LimitChanged", "A1#4#LimitChanged")
    was, now = event.data["before"], event.data["after"]
    assert isinstance(was, dict)
    assert isinstance(now, dict)
    assert was["limits"] != now["limits"] == {**_plain_limits(), "max_stake": "50.00"}


def _plain_limits() -> dict[str, JsonValue]:
    limits: dict[str, JsonValue] = to_item(an_account())["limits"]
    return limits


def test_ledger_entries_and_frames_are_no_events() -> None:
    assert names("accounts", None, {"account_id": "A1", "sort": "LEDGER#000000000001"}) == []


def test_a_profile_becomes_a_sign_up_without_the_address() -> None:
    profile = {
        "user_id": "U1",
        "kind": "PROFILE",
        "username": "ada",
        "email": "ada@example.com",
        "country": "NG",
    }

    (event,) = events_of(Change("users", None, profile, NOW))

    assert event.name == "UserSignedUp"
    assert "ada@example.com" not in str(event.data)


def test_a_changed_profile_and_other_records_of_a_user_are_no_events() -> None:
    profile = {"user_id": "U1", "kind": "PROFILE", "username": "ada"}

    assert names("users", profile, {**profile, "country": "KE"}) == []
    assert names("users", None, {"user_id": "U1", "kind": "SESSION#1"}) == []


def test_a_security_record_is_a_security_event() -> None:
    record = {"user_id": "U1", "kind": "SECURITY#1", "security_event": "refresh token re-used"}

    assert names("users", None, record) == ["SecurityEventRecorded"]


def test_counters_and_clicks_are_no_events() -> None:
    assert names("referrals", None, {"referrer_id": "P1#1", "referred_id": "COUNTER"}) == []
    assert names("referrals", None, {"referrer_id": "P1#1", "referred_id": "CLICK#1"}) == []
    assert names("commissions", None, {"beneficiary": "P1#1", "source": "COUNTER"}) == []


def test_a_stopped_session_is_told_once_with_its_reason() -> None:
    record = {
        "account_id": "A1",
        "decision_id": "D1",
        "user_id": "U1",
        "session_stopped": "S1",
        "stop_reason": "loss_limit",
        "stopped_at": "2026-11-24T12:00:00.000Z",
        "result": "-20.00",
        "trades": Decimal(4),
        "open_trades": Decimal(0),
    }

    (event,) = events_of(Change("decisions", None, record, NOW))

    assert (event.event_id, event.name) == ("S1#SessionStopped", "SessionStopped")
    assert (event.data["stop_reason"], event.data["result"]) == ("loss_limit", "-20.00")
    assert events_of(Change("decisions", record, record, NOW)) == ()


def a_backtest(status: str, **more: Any) -> dict[str, Any]:
    return {
        "user_id": "U1",
        "backtest_id": "B1",
        "name": "",
        "status": status,
        "settings": {"symbol": "R_100"},
        "ended_at": "2026-11-24T08:00:00Z",
        **more,
    }


@pytest.mark.parametrize("status", ["done", "failed", "cancelled"])
def test_a_backtest_that_ends_is_one_event(status: str) -> None:
    (event,) = events_of(Change("backtests", a_backtest("running"), a_backtest(status), NOW))

    assert (event.event_id, event.subject) == ("B1#BacktestFinished", "U1")
    assert (event.data["status"], event.data["symbol"]) == (status, "R_100")


def test_progress_of_a_backtest_and_its_other_items_are_no_events() -> None:
    running, active = a_backtest("running"), {"user_id": "U1", "backtest_id": "ACTIVE"}

    assert names("backtests", running, running) == []
    assert names("backtests", a_backtest("done"), a_backtest("done")) == []
    assert names("backtests", None, active) == []


def test_a_finished_backtest_says_what_it_found() -> None:
    found = {"trades": Decimal(12), "net": "-3.5", "told_from_chance": False}
    after = a_backtest("done", headline=found)

    (event,) = events_of(Change("backtests", a_backtest("running"), after, NOW))

    assert (event.data["trades"], event.data["net"]) == (12, "-3.50")
    assert event.data["told_from_chance"] is False
