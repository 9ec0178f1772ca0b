"""The broker's books beside ours, through the running trader."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx
from websockets.sync.client import connect

from nexus.accounts.mirror import AccountMirror
from nexus.accounts.reconciliation import Verdict
from nexus.adapters.dynamodb.mirror import DynamoLooks, DynamoMirror
from nexus.kernel.account import Account, AccountStatus, EntryKind
from nexus.kernel.change import account_change
from nexus.kernel.clock import system_clock
from nexus.kernel.ids import new_ulid
from nexus.kernel.ledger import post
from nexus.trading.closing import Bid, Look
from nexus.trading.lifecycle import close_requested
from nexus.trading.models import Trade, TradeStatus
from nexus.trading.ports import Command, CommandKind, TradeKey
from tests.functions.trader.desk import TestDesk, assert_books_balance
from tests.functions.trader.stage import Stage, eventually
from tests.functions.trader.test_broker_trades import LOW, broker_balance, pass_time

OPEN, SOLD = TradeStatus.OPEN, TradeStatus.SOLD


def look(desk: TestDesk, account: Account, trade: Trade | None = None) -> str:
    """Ask the trader for a look at the broker."""
    now = system_clock()
    trade_id = trade.trade_id if trade else None
    wish = Look(new_ulid(now), account.user_id, account.account_id, trade_id)
    DynamoLooks(desk.stage.store).ask(wish, now)
    return wish.look_id


def seen(desk: TestDesk, account: Account) -> AccountMirror | None:
    return DynamoMirror(desk.stage.store).mirror(account.account_id)


def first_look(desk: TestDesk, account: Account) -> AccountMirror:
    look(desk, account)
    return eventually(lambda: seen(desk, account), what="the first look")


def externals(desk: TestDesk, account: Account) -> list[tuple[str, str]]:
    rows = desk.entries(account.account_id)
    return [(row["reference"].split(":")[0], row["amount"]) for row in rows if is_external(row)]


def is_external(row: dict[str, Any]) -> bool:
    return bool(row["kind"] == EntryKind.EXTERNAL)


def buy_outside(
    stage: Stage, desk: TestDesk, account: Account, stake: int = 7, minutes: int = 5
) -> int:
    """Buy beside the trader, under the same application; gives the contract's id."""
    path = f"/users/{desk.people[account.account_id]}/tokens"
    token = stage.broker.control("POST", path, kind="access")["token"]
    answer = httpx.post(
        f"{stage.broker.url}/trading/v1/options/accounts/{account.broker_account_id}/otp",
        headers={"Authorization": f"Bearer {token}", "Deriv-App-ID": "sandbox-app"},
        trust_env=False,
    )
    with connect(answer.json()["data"]["url"], proxy=None) as socket:
        wish = {
            "proposal": 1,
            "contract_type": "CALL",
            "currency": "USD",
            "underlying_symbol": "R_100",
            "amount": stake,
            "basis": "stake",
            "duration": minutes,
            "duration_unit": "m",
        }
        socket.send(json.dumps(wish))
        proposal = json.loads(socket.recv())["proposal"]
        socket.send(json.dumps({"buy": proposal["id"], "price": stake}))
        return int(json.loads(socket.recv())["buy"]["contract_id"])


def close(desk: TestDesk, trade: Trade, least: Decimal) -> None:
    key = TradeKey(trade.user_id, trade.account_id, trade.trade_id)
    account, now = desk.ledger.pair(key)
    change = close_requested(account, now, system_clock(), least)
    desk.ledger.commit(change)
    desk.queue.send(Command(CommandKind.CLOSE, key, str(change.account.after.version)))


def test_what_was_done_outside_is_external_and_named_by_its_booking(
    stage: Stage, desk: TestDesk
) -> None:
    account = desk.linked_account()
    first_look(desk, account)

    buy_outside(stage, desk, account)
    path = f"/accounts/{account.broker_account_id}/balance"
    balance = broker_balance(stage, account.broker_account_id)
    stage.broker.control("PUT", path, balance=str(balance + 50))

    wanted = [("buy", "-7.00"), ("deposit", "50.00")]
    eventually(lambda: externals(desk, account) == wanted, what="both bookings")
    assert desk.ledger.account(account.account_id).balance == balance + 50
    assert_books_balance(desk, account.account_id)
    held = eventually(lambda: seen(desk, account).contracts, what="the contract")  # type: ignore[union-attr]
    assert [(each.trade_id, each.buy_price) for each in held] == [(None, Decimal("7.00"))]


def test_our_own_trades_are_never_external_and_are_marked_as_ours(
    stage: Stage, desk: TestDesk
) -> None:
    account = desk.linked_account()
    trade = desk.until(desk.place(account, min_payout=LOW), OPEN)

    def ours() -> AccountMirror | None:
        mirror = seen(desk, account)
        return mirror if mirror and mirror.contracts else None

    look(desk, account)
    mirror = eventually(ours, what="the contract")
    assert [each.trade_id for each in mirror.contracts] == [trade.trade_id]
    pass_time(stage, 65)
    desk.until(trade, TradeStatus.WON, TradeStatus.LOST)

    eventually(lambda: seen(desk, account).contracts == (), what="the end")  # type: ignore[union-attr]
    assert seen(desk, account).verdict is Verdict.AGREED  # type: ignore[union-attr]
    assert externals(desk, account) == []


def test_a_mismatch_freezes_that_account_only_and_keeps_both_sides(
    stage: Stage, desk: TestDesk
) -> None:
    account, other = desk.linked_account(), desk.linked_account()
    first_look(desk, account)
    first_look(desk, other)

    plant(desk, account, "3.00")
    look(desk, account)
    look(desk, other)

    def status() -> bool:
        return desk.ledger.account(account.account_id).status is AccountStatus.FROZEN

    eventually(status, 30, "the freeze")
    mirror = seen(desk, account)
    assert mirror is not None
    assert mirror.verdict is Verdict.MISMATCH
    [finding] = mirror.findings
    assert finding.code == "BALANCE_DIFFERS"
    assert Decimal(finding.ours) - Decimal(finding.broker) == 3
    assert desk.ledger.account(other.account_id).status is AccountStatus.ACTIVE
    assert stage.trader.events("ledger_mismatch")[-1]["account_id"] == account.account_id
    assert '"LedgerMismatches": 1' in stage.trader.log.read_text()


def test_the_bid_is_shown_first_and_nothing_is_sold_below_the_least(
    stage: Stage, desk: TestDesk
) -> None:
    account = desk.linked_account()
    trade = desk.until(desk.place(account, min_payout=LOW, expiry_minutes=5), OPEN)
    pass_time(stage, 10)

    bid = a_bid(desk, account, trade)
    assert bid.is_sellable
    assert bid.price is not None
    close(desk, trade, bid.price + 5)
    eventually(lambda: desk.now(trade).reason == "PRICE_MOVED", what="the refusal")
    assert desk.now(trade).status is OPEN
    least = (a_bid(desk, account, trade).price or Decimal(0)) - 2
    close(desk, trade, least)
    ended = desk.until(trade, SOLD)

    assert ended.profit is not None
    assert ended.stake + ended.profit >= least


def test_a_bid_that_cannot_be_taken_says_why(stage: Stage, desk: TestDesk) -> None:
    account = desk.linked_account()
    trade = desk.until(desk.place(account, min_payout=LOW), OPEN)
    pass_time(stage, 55)

    bid = a_bid(desk, account, trade)

    assert (bid.is_sellable, bid.reason) == (False, "RESALE_NOT_OFFERED")


def a_bid(desk: TestDesk, account: Account, trade: Trade) -> Bid:
    shelf, look_id = DynamoLooks(desk.stage.store), look(desk, account, trade)

    def answer() -> Bid | None:
        bid = shelf.bid(trade.trade_id)
        return bid if bid is not None and bid.look_id == look_id else None

    return eventually(answer, what="the bid")


def plant(desk: TestDesk, account: Account, amount: str) -> None:
    """Book money that the broker knows nothing of."""
    now = desk.ledger.account(account.account_id)
    moved, entry = post(now, EntryKind.EXTERNAL, Decimal(amount), "planted", system_clock())
    change = account_change(now, replace(moved), system_clock(), [entry])
    desk.ledger.commit_account(change)
