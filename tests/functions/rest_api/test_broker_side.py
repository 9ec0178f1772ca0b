"""The broker's side of an account, and closing early at its price."""

import threading
import time
from decimal import Decimal

import pytest

from nexus.accounts.mirror import AccountMirror, HeldContract
from nexus.accounts.reconciliation import Finding, Verdict
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.mirror import DynamoLooks, DynamoMirror
from nexus.kernel.account import AccountKind, AccountStatus
from nexus.trading.closing import Bid
from nexus.trading.lifecycle import Fill, opened, request_trade
from nexus.trading.models import Trade
from nexus.trading.ports import TradeKey
from tests.factories import NOW, a_trade
from tests.functions.rest_api.harness import Answer, Api, Json
from tests.functions.rest_api.test_unlinking import change, linked


def mirrored(api: Api, account_id: str) -> None:
    contract = HeldContract("C1", None, "CALL", "R_100", Decimal(7), Decimal("13.60"), NOW)
    ours = HeldContract("C2", "T1", "PUT", "R_100", Decimal(10), Decimal("19.50"), NOW)
    mirror = AccountMirror(
        account_id=account_id,
        checked_at=api.clock(),
        verdict=Verdict.MISMATCH,
        ledger_balance=Decimal("253.10"),
        expected=Decimal("253.10"),
        broker_balance=Decimal("250.10"),
        findings=(Finding("BALANCE_DIFFERS", account_id, "253.10", "250.10"),),
        contracts=(contract, ours),
    )
    DynamoMirror(api.store).put(mirror)


def open_trade(api: Api, signed_up: Json, account: Json, trade_id: str) -> Trade:
    ledger, kind = DynamoLedger(api.store, 2), AccountKind(account["kind"])
    trade = a_trade(
        trade_id=trade_id,
        user_id=signed_up["user"]["id"],
        account_id=account["id"],
        account_kind=kind,
    )
    ledger.commit(request_trade(ledger.account(account["id"]), trade))
    now, pending = ledger.pair(TradeKey(trade.user_id, trade.account_id, trade_id))
    bought = opened(now, pending, Fill(Decimal("19.50"), NOW, NOW, "C1"), NOW)
    ledger.commit(bought)
    return bought.trade


def ask_bid(api: Api, token: str, trade: Trade, price: str | None) -> Json:
    """Preview a close while the trader answers with a price, or that there is none."""
    shelf = DynamoLooks(api.store)

    def answer() -> None:
        wished = (each for each in shelf.looks(api.clock()) if each.trade_id == trade.trade_id)
        while (look := next(wished, None)) is None:
            time.sleep(0.02)
            wished = (each for each in shelf.looks(api.clock()) if each.trade_id == trade.trade_id)
        paid = None if price is None else Decimal(price)
        reason = None if paid else "RESALE_NOT_OFFERED"
        is_sellable = paid is not None
        bid = Bid(trade.trade_id, look.look_id, api.clock(), paid, is_sellable, reason)
        shelf.put_bid(bid)

    thread = threading.Thread(target=answer)
    thread.start()
    bid: Json = api.ok("POST", f"/api/v1/trades/{trade.trade_id}/close/preview", token=token)
    thread.join()
    return bid


def test_the_portfolio_marks_what_was_bought_outside(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    path = f"/api/v1/accounts/{accounts['real']['id']}/portfolio"
    before = api.ok("GET", path, token=signed_up["access_token"])
    mirrored(api, accounts["real"]["id"])

    after = api.ok("GET", path, token=signed_up["access_token"])

    assert (before["items"], before["as_of"]) == ([], None)
    found = [
        (each["contract_id"], each["is_external"], each["trade_id"]) for each in after["items"]
    ]
    assert found == [("C1", True, None), ("C2", False, "T1")]


def test_looking_at_the_portfolio_asks_the_trader_for_a_fresh_look(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    account_id = accounts["real"]["id"]
    path = f"/api/v1/accounts/{account_id}/portfolio"

    api.ok("GET", path, token=signed_up["access_token"])
    asked = [each.account_id for each in DynamoLooks(api.store).looks(api.clock())]
    api.clock.advance(seconds=30)
    mirrored(api, account_id)
    api.ok("GET", path, token=signed_up["access_token"])
    later = [each.account_id for each in DynamoLooks(api.store).looks(api.clock())]

    assert account_id in asked
    assert account_id not in later


def test_a_mismatch_is_shown_with_both_sides(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    account_id = accounts["real"]["id"]
    mirrored(api, account_id)
    change(api, account_id, status=AccountStatus.FROZEN)

    path = f"/api/v1/accounts/{account_id}/reconciliation"
    shown = api.ok("GET", path, token=signed_up["access_token"])

    assert (shown["verdict"], shown["is_frozen"]) == ("mismatch", True)
    assert (shown["expected"], shown["broker_balance"]) == ("253.10", "250.10")
    assert shown["findings"][0]["code"] == "BALANCE_DIFFERS"


def test_an_account_nobody_compared_yet_says_so(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)

    path = f"/api/v1/accounts/{accounts['real']['id']}/reconciliation"

    assert api.ok("GET", path, token=signed_up["access_token"])["verdict"] == "unchecked"


def compare(api: Api, signed_up: Json, account: Json) -> Answer:
    path = f"/api/v1/accounts/{account['id']}/reconciliation"
    return api.call("POST", path, token=signed_up["access_token"])


def test_asking_for_a_check_twice_is_asking_once(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)

    first = compare(api, signed_up, accounts["real"])
    api.clock.advance(seconds=20)
    again = compare(api, signed_up, accounts["real"])

    assert (first.status, again.status) == (202, 202)
    assert first.body["check"] == again.body["check"]
    assert first.body["check"]["state"] == "pending"
    wished = [each.account_id for each in DynamoLooks(api.store).looks(api.clock())]
    assert accounts["real"]["id"] in wished


def test_a_check_that_was_answered_may_be_asked_for_again_after_half_a_minute(
    api: Api, name: str
) -> None:
    signed_up, accounts = linked(api, name)
    compare(api, signed_up, accounts["real"])
    api.clock.advance(seconds=10)
    mirrored(api, accounts["real"]["id"])

    early = compare(api, signed_up, accounts["real"])
    api.clock.advance(seconds=21)
    later = compare(api, signed_up, accounts["real"])

    assert (early.status, early.code) == (429, "TOO_MANY_REQUESTS")
    assert early.headers["retry-after"] == "20"
    assert (later.status, later.body["check"]["state"]) == (202, "pending")


def test_a_check_that_could_not_be_made_says_why(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    account_id = accounts["real"]["id"]
    compare(api, signed_up, accounts["real"])
    api.clock.advance(seconds=5)
    DynamoMirror(api.store).fail_check(account_id, "LINK_EXPIRED", api.clock())

    path = f"/api/v1/accounts/{account_id}/reconciliation"
    shown = api.ok("GET", path, token=signed_up["access_token"])

    assert (shown["check"]["state"], shown["check"]["reason"]) == ("failed", "LINK_EXPIRED")


@pytest.mark.parametrize("status", [AccountStatus.NEEDS_RELINK, AccountStatus.UNLINKED])
def test_without_a_link_there_is_nothing_to_compare(
    api: Api, name: str, status: AccountStatus
) -> None:
    signed_up, accounts = linked(api, name)
    change(api, accounts["real"]["id"], status=status)

    answer = compare(api, signed_up, accounts["real"])

    assert (answer.status, answer.code) == (409, "LINK_EXPIRED")


def test_nobody_compares_somebody_elses_books_or_a_demos(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    stranger = api.sign_up(f"{name}x")

    foreign = compare(api, stranger, accounts["real"])
    demo = compare(api, signed_up, accounts["demo"])

    assert (foreign.status, foreign.code) == (404, "NOT_FOUND")
    assert (demo.status, demo.code) == (409, "ACCOUNT_NOT_LINKED")


@pytest.mark.parametrize("what", ["portfolio", "reconciliation"])
def test_the_brokers_side_is_its_owners_and_no_demos(api: Api, name: str, what: str) -> None:
    signed_up, accounts = linked(api, name)
    stranger = api.sign_up(f"{name}x")["access_token"]
    path = "/api/v1/accounts/{}/" + what

    foreign = api.call("GET", path.format(accounts["real"]["id"]), token=stranger)
    demo = api.call("GET", path.format(accounts["demo"]["id"]), token=signed_up["access_token"])

    assert (foreign.status, foreign.code) == (404, "NOT_FOUND")
    assert (demo.status, demo.code) == (409, "ACCOUNT_NOT_LINKED")


def test_the_price_of_closing_is_shown_with_its_age(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    trade = open_trade(api, signed_up, accounts["real"], f"T{name}")

    bid = ask_bid(api, signed_up["access_token"], trade, "8.40")

    assert (bid["price"], bid["profit"], bid["is_sellable"]) == ("8.40", "-1.60", True)
    assert bid["age_seconds"] == 0


def test_a_contract_that_cannot_be_sold_says_why(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    trade = open_trade(api, signed_up, accounts["real"], f"T{name}")

    bid = ask_bid(api, signed_up["access_token"], trade, None)

    assert (bid["price"], bid["is_sellable"], bid["reason"]) == (None, False, "RESALE_NOT_OFFERED")


def test_a_demo_trade_has_no_bid(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    trade = open_trade(api, signed_up, accounts["demo"], f"T{name}")

    path = f"/api/v1/trades/{trade.trade_id}/close/preview"
    answer = api.call("POST", path, token=signed_up["access_token"])

    assert (answer.status, answer.code) == (409, "RESALE_NOT_OFFERED")


def test_closing_carries_the_least_price(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    trade = open_trade(api, signed_up, accounts["real"], f"T{name}")

    path, body = f"/api/v1/trades/{trade.trade_id}/close", {"min_price": "8.40"}
    api.ok("POST", path, body, signed_up["access_token"])

    kept = DynamoLedger(api.store, 2).trade(trade.user_id, trade.trade_id)
    assert kept.min_sale == Decimal("8.40")
    assert kept.close_requested_at is not None


@pytest.mark.parametrize(
    "body",
    [
        {"min_price": "0.00"},
        {"min_price": "-1.00"},
        {"min_price": "8.401"},
        {"min_price": "NaN"},
        {"min_price": "1e3"},
        {"min_price": True},
        {"price": "8.40"},
        ["8.40"],
    ],
)
def test_a_least_price_that_is_none_is_refused(api: Api, name: str, body: object) -> None:
    signed_up, accounts = linked(api, name)
    trade = open_trade(api, signed_up, accounts["real"], f"T{name}")

    path = f"/api/v1/trades/{trade.trade_id}/close"
    answer = api.call("POST", path, body, signed_up["access_token"])

    assert (answer.status, answer.code) == (422, "VALIDATION_FAILED")
