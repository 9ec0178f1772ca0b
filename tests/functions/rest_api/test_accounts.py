"""Accounts: whose they are, limits, halting, the statement."""

from dataclasses import replace

import pytest

from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.kernel.account import AccountStatus
from nexus.kernel.change import account_change
from tests.functions.rest_api.broker import held
from tests.functions.rest_api.harness import Api
from tests.functions.rest_api.test_oauth import come_back


@pytest.fixture
def trader(api: Api, name: str) -> tuple[str, str]:
    """A signed-in trader's token and demo account."""
    token = api.sign_up(name)["access_token"]
    return token, api.ok("POST", "/api/v1/accounts/demo", {}, token)["id"]


def test_the_demo_account_is_opened_once(api: Api, trader: tuple[str, str]) -> None:
    token, account_id = trader

    again = api.call("POST", "/api/v1/accounts/demo", {}, token)

    assert again.status == 200
    assert again.body["id"] == account_id
    assert len(api.ok("GET", "/api/v1/accounts", token=token)["items"]) == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/balance"),
        ("GET", "/statement"),
        ("PATCH", "/default"),
        ("POST", "/halt"),
        ("POST", "/resume"),
    ],
)
def test_somebody_elses_account_is_not_there(
    api: Api, trader: tuple[str, str], name: str, method: str, path: str
) -> None:
    _, account_id = trader
    stranger = api.sign_up(f"{name}x")["access_token"]

    answer = api.call(method, f"/api/v1/accounts/{account_id}{path}", token=stranger)

    assert (answer.status, answer.code) == (404, "NOT_FOUND")


def test_tighter_limits_bind_at_once(api: Api, trader: tuple[str, str]) -> None:
    token, account_id = trader
    wish = {"daily_loss_limit": "50.00", "max_consecutive_losses": 3, "max_stake": 20}

    account = api.ok("PATCH", f"/api/v1/accounts/{account_id}/limits", wish, token)

    assert account["limits"]["daily_loss_limit"] == "50.00"
    assert account["limits"]["max_consecutive_losses"] == 3
    assert account["limits"]["max_stake"] == "20.00"
    assert account["pending_limits"] is None


def test_looser_limits_bind_after_a_day(api: Api, trader: tuple[str, str]) -> None:
    token, account_id = trader
    path = f"/api/v1/accounts/{account_id}"

    asked = api.ok("PATCH", f"{path}/limits", {"daily_loss_limit": "500.00"}, token)
    api.clock.advance(hours=23, minutes=59)
    token = api.ok("POST", "/api/v1/auth/login", api.login_form())["access_token"]
    waiting = api.ok("GET", path, token=token)
    api.clock.advance(minutes=1)
    bound = api.ok("GET", path, token=token)

    assert asked["limits"]["daily_loss_limit"] == "100.00"
    assert asked["pending_limits"]["daily_loss_limit"] == "500.00"
    assert waiting["limits"]["daily_loss_limit"] == "100.00"
    assert bound["limits"]["daily_loss_limit"] == "500.00"
    assert bound["pending_limits"] is None


def test_a_looser_limit_lets_a_trade_through_a_day_later(api: Api, trader: tuple[str, str]) -> None:
    token, account_id = trader
    path = f"/api/v1/accounts/{account_id}/limits"
    api.ok("PATCH", path, {"daily_loss_limit": "500.00"}, token)
    api.open_market()
    too_early = api.buy(token, account_id, "early", stake="200.00")

    api.clock.advance(hours=24)
    api.open_market()
    token = api.ok("POST", "/api/v1/auth/login", api.login_form())["access_token"]
    bought = api.buy(token, account_id, "late", stake="200.00")

    assert (too_early.status, too_early.code) == (409, "DAILY_LOSS_LIMIT")
    assert bought.status == 201, bought.text
    assert api.ok("GET", f"/api/v1/accounts/{account_id}", token=token)["pending_limits"] is None


def test_the_consensus_mode_changes_at_once(api: Api, trader: tuple[str, str]) -> None:
    token, account_id = trader

    account = api.ok(
        "PATCH", f"/api/v1/accounts/{account_id}/limits", {"consensus_mode": "enforced"}, token
    )

    assert account["consensus_mode"] == "enforced"


@pytest.mark.parametrize(
    "wish",
    [
        {"daily_loss_limit": "0.99"},
        {"daily_loss_limit": "5000.01"},
        {"daily_loss_limit": "10.123"},
        {"max_consecutive_losses": 0},
        {"max_consecutive_losses": 11},
        {"max_consecutive_losses": "3"},
        {"max_stake": "0.34"},
        {"max_stake": "1000.01"},
        {"min_stake": "50.00", "max_stake": "20.00"},
        {"consensus_mode": "off"},
        {"max_steak": "10.00"},
    ],
)
def test_a_limit_out_of_bounds_changes_nothing(
    api: Api, trader: tuple[str, str], wish: dict[str, object]
) -> None:
    token, account_id = trader
    before = api.ok("GET", f"/api/v1/accounts/{account_id}", token=token)

    answer = api.call("PATCH", f"/api/v1/accounts/{account_id}/limits", wish, token)

    assert (answer.status, answer.code) == (422, "VALIDATION_FAILED")
    assert answer.body["errors"]
    assert api.ok("GET", f"/api/v1/accounts/{account_id}", token=token) == before


def test_a_halted_account_resumes_after_an_hour(api: Api, trader: tuple[str, str]) -> None:
    token, account_id = trader
    path = f"/api/v1/accounts/{account_id}"

    halted = api.ok("POST", f"{path}/halt", token=token)
    api.clock.advance(minutes=30)
    early = api.call("POST", f"{path}/resume", token=token)
    api.clock.advance(minutes=29, seconds=59)
    still = api.call("POST", f"{path}/resume", token=token)

    assert halted["status"] == "halted"
    assert (early.status, early.code) == (409, "COOLDOWN_RUNNING")
    assert early.body["facts"]["resumable_at"] == halted["resumable_at"]
    assert still.status == 409
    api.clock.advance(seconds=1)
    token = api.ok("POST", "/api/v1/auth/login", api.login_form())["access_token"]
    resumed = api.ok("POST", f"{path}/resume", token=token)
    assert (resumed["status"], resumed["consecutive_losses"]) == ("active", 0)


def test_a_frozen_account_cannot_be_resumed_by_its_owner(api: Api, trader: tuple[str, str]) -> None:
    token, account_id = trader
    ledger = DynamoLedger(api.store, 2)
    account = ledger.account(account_id)
    frozen = replace(account, status=AccountStatus.FROZEN)
    ledger.commit_account(account_change(account, frozen, api.clock()))

    answer = api.call("POST", f"/api/v1/accounts/{account_id}/resume", token=token)

    assert (answer.status, answer.code) == (409, "ACCOUNT_NOT_HALTED")


def test_one_account_is_the_default_one(api: Api, trader: tuple[str, str], name: str) -> None:
    token, demo = trader
    api.broker.accounts = [held(f"ROT{name}")]
    linked = come_back(api, "link", token).body["accounts"]
    real = next(each["id"] for each in linked if each["kind"] == "real")

    api.ok("PATCH", f"/api/v1/accounts/{real}/default", token=token)

    accounts = api.ok("GET", "/api/v1/accounts", token=token)["items"]
    assert [(each["id"], each["is_default"]) for each in accounts] == [(real, True), (demo, False)]
    assert api.ok("GET", "/api/v1/accounts/balance", token=token)["account_id"] == real


def test_the_statement_is_paged_newest_first(api: Api, trader: tuple[str, str]) -> None:
    token, account_id = trader
    api.open_market()
    for number in range(3):
        assert api.buy(token, account_id, f"key-{number}", stake="1.00").status == 201
    path = f"/api/v1/accounts/{account_id}/statement"

    first = api.ok("GET", f"{path}?limit=3", token=token)
    rest = api.ok("GET", f"{path}?limit=3&cursor={first['next_cursor']}", token=token)

    assert [each["number"] for each in first["items"]] == [4, 3, 2]
    assert [each["kind"] for each in rest["items"]] == ["opening"]
    assert rest["next_cursor"] is None
    assert first["items"][-1]["previous_hash"] == rest["items"][0]["hash"]
    assert first["items"][0]["balance_after"] == "9997.00"


@pytest.mark.parametrize("cursor", ["x", "0", "-1", "9999999999999", "1.5"])
def test_a_cursor_nobody_gave_out_is_refused(
    api: Api, trader: tuple[str, str], cursor: str
) -> None:
    token, account_id = trader

    answer = api.call(
        "GET", f"/api/v1/accounts/{account_id}/statement?cursor={cursor}", token=token
    )

    assert (answer.status, answer.body["errors"][0]["field"]) == (422, "cursor")
