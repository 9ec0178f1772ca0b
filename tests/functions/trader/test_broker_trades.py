"""Trades on linked accounts through the running trader, with a broker that misbehaves."""

from decimal import Decimal

import pytest

from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.kernel.account import Account, AccountStatus
from nexus.kernel.clock import system_clock
from nexus.trading.models import ContractType, TradeStatus
from nexus.trading.ports import QuoteKey
from tests.functions.trader.desk import TestDesk, assert_books_balance
from tests.functions.trader.stage import Stage, eventually

OPEN, WON, LOST = TradeStatus.OPEN, TradeStatus.WON, TradeStatus.LOST
REJECTED, SOLD, UNKNOWN = TradeStatus.REJECTED, TradeStatus.SOLD, TradeStatus.UNKNOWN
LOW = Decimal("15.00")


def pass_time(stage: Stage, seconds: int) -> None:
    stage.broker.control("POST", "/clock", advance=seconds)


def broker_balance(stage: Stage, broker_account_id: str | None) -> Decimal:
    books = stage.broker.control("GET", f"/books?account_id={broker_account_id}")
    return Decimal(str(books["accounts"][0]["balance"]))


@pytest.mark.parametrize("account_type", ["real", "demo"])
def test_won_contract_is_booked_as_the_broker_says(
    stage: Stage, desk: TestDesk, account_type: str
) -> None:
    account = desk.linked_account(account_type)
    stage.broker.control("POST", "/scripts", symbol="R_100", direction="rise", seconds=200)

    trade = desk.place(account, min_payout=LOW)
    opened = desk.until(trade, OPEN)
    pass_time(stage, 65)
    ended = desk.until(trade, WON, LOST)

    [contract] = stage.broker.contracts(account.broker_account_id or "")
    assert opened.contract_id == str(contract["id"])
    assert ended.status is WON
    assert ended.payout is not None
    assert ended.profit == ended.payout - 10
    assert ended.entry_spot is not None
    assert desk.account(trade).balance == broker_balance(stage, account.broker_account_id)
    assert_books_balance(desk, account.account_id)


def test_price_below_the_least_payout_is_not_bought(stage: Stage, desk: TestDesk) -> None:
    account = desk.linked_account()

    ended = desk.until(desk.place(account, min_payout=Decimal("19.99")), REJECTED)

    assert ended.reason == "PRICE_MOVED"
    assert stage.broker.contracts(account.broker_account_id or "") == []
    assert desk.account(ended).balance == account.balance
    assert desk.account(ended).buying is None


def test_refused_purchase_is_refunded_with_the_brokers_reason(stage: Stage, desk: TestDesk) -> None:
    account = desk.linked_account()
    stage.broker.fault("buy", "error", code="MarketIsClosed", message="Closed.", count=1)

    ended = desk.until(desk.place(account, min_payout=LOW), REJECTED)

    assert ended.reason == "MARKET_CLOSED"
    assert stage.broker.contracts(account.broker_account_id or "") == []


@pytest.mark.parametrize("effect", ["drop_after", "no_answer"])
def test_purchase_whose_answer_is_lost_is_found_and_never_repeated(
    stage: Stage, desk: TestDesk, effect: str
) -> None:
    account = desk.linked_account()
    stage.broker.fault("buy", effect, count=1)

    trade = desk.place(account, min_payout=LOW)
    found = desk.until(trade, OPEN, within=40)
    pass_time(stage, 65)
    desk.until(trade, WON, LOST)

    [contract] = stage.broker.contracts(account.broker_account_id or "")
    assert found.contract_id == str(contract["id"])
    assert desk.account(trade).balance == broker_balance(stage, account.broker_account_id)


def test_account_buys_nothing_while_a_purchase_is_unknown(stage: Stage, desk: TestDesk) -> None:
    account = desk.linked_account()
    stage.broker.fault("buy", "drop_before", count=1)

    lost = desk.place(account, min_payout=LOW)
    desk.until(lost, UNKNOWN)
    second = desk.until(desk.place(account, min_payout=LOW), REJECTED)

    assert second.reason == "ACCOUNT_RECONCILING"
    assert desk.account(lost).buying == lost.trade_id
    assert stage.broker.contracts(account.broker_account_id or "") == []


def test_contract_is_settled_although_its_socket_dropped(stage: Stage, desk: TestDesk) -> None:
    account = desk.linked_account()
    trade = desk.place(account, min_payout=LOW, contract_type=ContractType.PUT)
    desk.until(trade, OPEN)

    stage.broker.control("POST", "/sockets/drop", account_id=account.broker_account_id)
    pass_time(stage, 65)
    desk.until(trade, WON, LOST)

    assert_books_balance(desk, account.account_id)


def test_duplicate_frames_settle_once(stage: Stage, desk: TestDesk) -> None:
    account = desk.linked_account()
    stage.broker.fault("*", "duplicate", place="socket")
    stage.broker.fault("*", "duplicate", place="stream")

    trade = desk.place(account, min_payout=LOW)
    desk.until(trade, OPEN)
    pass_time(stage, 65)
    desk.until(trade, WON, LOST)

    assert len(stage.broker.contracts(account.broker_account_id or "")) == 1
    assert_books_balance(desk, account.account_id)


def test_open_contract_is_sold_early_at_the_brokers_price(stage: Stage, desk: TestDesk) -> None:
    account = desk.linked_account()
    trade = desk.place(account, min_payout=LOW, expiry_minutes=5)
    desk.until(trade, OPEN)
    pass_time(stage, 10)

    desk.ask_to_close(trade)
    ended = desk.until(trade, SOLD)

    assert ended.profit is not None
    assert ended.commission == 0
    assert desk.account(trade).balance == broker_balance(stage, account.broker_account_id)


def test_sale_that_is_not_offered_is_refused_and_the_contract_runs_on(
    stage: Stage, desk: TestDesk
) -> None:
    account = desk.linked_account()
    trade = desk.place(account, min_payout=LOW)
    desk.until(trade, OPEN)
    pass_time(stage, 55)

    desk.ask_to_close(trade)
    eventually(lambda: desk.now(trade).reason == "RESALE_NOT_OFFERED", what="the refusal")

    pass_time(stage, 10)
    desk.until(trade, WON, LOST)


def test_revoked_token_refunds_the_trade_and_asks_for_a_new_link(
    stage: Stage, desk: TestDesk
) -> None:
    account = desk.linked_account()
    _revoke(stage, account.broker_account_id)

    ended = desk.until(desk.place(account, min_payout=LOW), REJECTED)

    assert ended.reason == "LINK_EXPIRED"
    eventually(
        lambda: desk.account(ended).status is AccountStatus.NEEDS_RELINK, what="needs_relink"
    )
    assert desk.account(ended).balance == account.balance


def test_own_price_comes_from_the_accounts_socket(stage: Stage, desk: TestDesk) -> None:
    account, market = desk.linked_account("demo"), DynamoMarket(stage.store)
    key = QuoteKey("R_100", "CALL", 1, account.account_id)

    market.request(key, system_clock())
    quote = eventually(lambda: market.quote(key), 3.0, "the account's own price")

    assert quote.account_id == account.account_id
    assert Decimal("1.5") < quote.payout_ratio < Decimal("2")


def test_deposit_at_the_broker_appears_in_our_books(stage: Stage, desk: TestDesk) -> None:
    account = desk.linked_account()
    path = f"/accounts/{account.broker_account_id}/balance"
    own_price = QuoteKey("R_100", "CALL", 1, account.account_id)

    stage.broker.control("PUT", path, balance="777.25")
    DynamoMarket(stage.store).request(own_price, system_clock())
    eventually(lambda: _balance(desk, account) == Decimal("777.25"), what="the old deposit")
    stage.broker.control("PUT", path, balance="900.00")
    eventually(lambda: _balance(desk, account) == Decimal("900.00"), what="the new deposit")

    assert_books_balance(desk, account.account_id)


def test_renewed_link_opens_the_account_again(stage: Stage, desk: TestDesk) -> None:
    account = desk.linked_account()
    _revoke(stage, account.broker_account_id)
    desk.until(desk.place(account, min_payout=LOW), REJECTED)

    desk.link_again(account)
    trade = desk.until(desk.place(account, min_payout=LOW), OPEN)

    eventually(lambda: desk.account(trade).status is AccountStatus.ACTIVE, what="active")


def _balance(desk: TestDesk, account: Account) -> Decimal:
    return desk.ledger.account(account.account_id).balance


def _revoke(stage: Stage, broker_account_id: str | None) -> None:
    people = stage.broker.control("GET", "/users")
    for person in people:
        if any(account["id"] == broker_account_id for account in person["accounts"]):
            stage.broker.control("DELETE", f"/users/{person['id']}/tokens")
