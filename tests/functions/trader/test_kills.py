"""SIGKILL at the worst moments: no stake is lost, nothing is bought twice, every trade ends."""

import time
from decimal import Decimal

import pytest

from nexus.adapters.sqs import command_text
from nexus.kernel.account import Account
from nexus.trading.models import SETTLED_STATUSES, Trade, TradeStatus
from nexus.trading.ports import Command, CommandKind, TradeKey
from tests.functions.trader.desk import TestDesk, assert_books_balance
from tests.functions.trader.stage import Stage, eventually

OPEN, REJECTED = TradeStatus.OPEN, TradeStatus.REJECTED
ENDED = (*SETTLED_STATUSES, REJECTED)
LOW = Decimal("15.00")
# A killed trader's lease runs out, then its purchases in flight may still land.
TAKEOVER = 45.0


@pytest.fixture(autouse=True)
def _trader_runs(stage: Stage) -> None:
    if stage.health() is None:
        stage.start_trader()


def kill_and_restart(stage: Stage) -> None:
    stage.trader.kill()
    stage.start_trader()


def pass_time(stage: Stage, seconds: int) -> None:
    stage.broker.control("POST", "/clock", advance=seconds)


def assert_nothing_is_left(desk: TestDesk, account: Account) -> None:
    after = desk.ledger.account(account.account_id)
    assert after.open_trades == {}
    assert after.buying is None
    assert_books_balance(desk, account.account_id)


def assert_ended_in_the_books(desk: TestDesk, trade: Trade) -> None:
    entries = [e for e in desk.entries(trade.account_id) if e["reference"] == trade.trade_id]
    booked = sum(Decimal(entry["amount"]) for entry in entries)
    expected = Decimal("0") if trade.status is REJECTED else trade.profit
    assert booked == expected


def test_killed_between_debit_and_buy(stage: Stage, desk: TestDesk) -> None:
    paper, linked = desk.paper_account(), desk.linked_account()
    stage.trader.kill()
    trades = [desk.place(paper), desk.place(linked, min_payout=LOW)]

    stage.start_trader()
    ended = [desk.until(trade, *ENDED, within=TAKEOVER) for trade in trades]

    assert [trade.status for trade in ended] == [REJECTED, REJECTED]
    assert stage.broker.contracts(linked.broker_account_id or "") == []
    for account, trade in zip((paper, linked), ended, strict=True):
        assert_nothing_is_left(desk, account)
        assert_ended_in_the_books(desk, trade)


def test_killed_between_buy_and_record(stage: Stage, desk: TestDesk) -> None:
    linked = desk.linked_account()
    stage.broker.fault("buy", "no_answer", count=1)

    trade = desk.place(linked, min_payout=LOW)
    broker_id = linked.broker_account_id or ""
    eventually(lambda: stage.broker.contracts(broker_id), what="the contract at the broker")
    assert desk.now(trade).status is TradeStatus.SUBMITTING
    kill_and_restart(stage)

    found = desk.until(trade, OPEN, within=TAKEOVER)
    pass_time(stage, 65)
    ended = desk.until(trade, *ENDED)

    [contract] = stage.broker.contracts(broker_id)
    assert found.contract_id == str(contract["id"])
    assert_nothing_is_left(desk, linked)
    assert_ended_in_the_books(desk, ended)


def test_killed_with_contracts_open(stage: Stage, desk: TestDesk) -> None:
    paper, linked = desk.paper_account(), desk.linked_account()
    trades = [desk.place(paper), desk.place(linked, min_payout=LOW)]
    for trade in trades:
        desk.until(trade, OPEN)

    stage.trader.kill()
    pass_time(stage, 200)
    stage.start_trader()
    ended = [desk.until(trade, *ENDED, within=TAKEOVER) for trade in trades]

    assert all(trade.status in SETTLED_STATUSES for trade in ended)
    assert len(stage.broker.contracts(linked.broker_account_id or "")) == 1
    for account, trade in zip((paper, linked), ended, strict=True):
        assert_nothing_is_left(desk, account)
        assert_ended_in_the_books(desk, trade)


def test_command_that_comes_twice_buys_once(stage: Stage, desk: TestDesk) -> None:
    linked = desk.linked_account()
    trade = desk.place(linked, min_payout=LOW)
    desk.until(trade, OPEN)

    desk.command(CommandKind.SETTLE, trade)
    _send_again(stage, trade)
    time.sleep(2)

    assert desk.now(trade).status is OPEN
    assert len(stage.broker.contracts(linked.broker_account_id or "")) == 1


def test_termination_ends_within_ten_seconds_and_the_next_start_need_not_wait(
    stage: Stage, desk: TestDesk
) -> None:
    seconds = stage.trader.stop()
    stage.start_trader()

    desk.until(desk.place(desk.paper_account()), OPEN, within=8)

    assert seconds < 10


def _send_again(stage: Stage, trade: Trade) -> None:

    key = TradeKey(trade.user_id, trade.account_id, trade.trade_id)
    stage.aws.client("sqs").send_message(
        QueueUrl=stage.queue_url,
        MessageBody=command_text(Command(CommandKind.EXECUTE, key)),
        MessageGroupId=trade.account_id,
        MessageDeduplicationId=f"{trade.trade_id}-again",
    )
