"""SIGKILL at the worst moments: no stake is lost, nothing is bought twice, every trade ends."""

import time
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest

from nexus.adapters.sqs import command_text
from nexus.kernel.account import Account
from nexus.kernel.clock import system_clock
from nexus.trading.models import SETTLED_STATUSES, Trade, TradeStatus
from nexus.trading.ports import Command, CommandKind, TradeKey
from tests.functions.trader.desk import TestDesk, assert_books_balance
from tests.functions.trader.stage import Stage, eventually

OPEN, REJECTED, SUBMITTING = TradeStatus.OPEN, TradeStatus.REJECTED, TradeStatus.SUBMITTING
ENDED = (*SETTLED_STATUSES, REJECTED)
LOW = Decimal("15.00")
# A killed trader's lease runs out, then its purchases in flight may still land.
TAKEOVER = 45.0


@dataclass
class Victim:
    """A trade that was somewhere in its life when the trader was killed."""

    account: Account
    trade: Trade


@dataclass
class Crash:
    """One kill, with trades caught at every stage of their lives."""

    asked_paper: Victim
    asked_linked: Victim
    half_bought: Victim
    open_paper: Victim
    open_linked: Victim


@pytest.fixture(scope="module")
def crash(stage: Stage) -> Crash:
    """Kill the trader in the middle of everything, let time pass, start it again.

    Contracts run by the broker's clock, which is moved; a trade's time to execute runs by ours.
    """
    desk = TestDesk(stage)
    papers = [desk.paper_account() for _ in range(2)]
    linked = [desk.linked_account() for _ in range(3)]
    held = [desk.place(papers[0]), desk.place(linked[0], min_payout=LOW)]
    for trade in held:
        desk.until(trade, OPEN)
    stage.broker.fault("buy", "no_answer", count=1)
    half = desk.place(linked[1], min_payout=LOW)
    broker_id = linked[1].broker_account_id or ""
    eventually(lambda: stage.broker.contracts(broker_id), what="the contract at the broker")
    assert desk.now(half).status is SUBMITTING

    stage.trader.kill()
    soon = system_clock() + timedelta(seconds=2)
    asked = [
        desk.place(papers[1], execute_before=soon),
        desk.place(linked[2], execute_before=soon, min_payout=LOW),
    ]
    stage.broker.control("POST", "/clock", advance=120)
    eventually(lambda: system_clock() > soon, what="the time to execute to pass")
    stage.start_trader()

    return Crash(
        asked_paper=Victim(papers[1], asked[0]),
        asked_linked=Victim(linked[2], asked[1]),
        half_bought=Victim(linked[1], half),
        open_paper=Victim(papers[0], held[0]),
        open_linked=Victim(linked[0], held[1]),
    )


def ending(desk: TestDesk, victim: Victim) -> Trade:
    """Wait for the end, and hold the account's books against it."""
    trade = desk.until(victim.trade, *ENDED, within=TAKEOVER)
    after = desk.ledger.account(victim.account.account_id)
    entries = [e for e in desk.entries(trade.account_id) if e["reference"] == trade.trade_id]
    booked = sum(Decimal(entry["amount"]) for entry in entries)
    assert after.open_trades == {}
    assert after.buying is None
    assert booked == (Decimal("0") if trade.status is REJECTED else trade.profit)
    assert_books_balance(desk, victim.account.account_id)
    return trade


def bought(stage: Stage, victim: Victim) -> list[str]:
    rows = stage.broker.contracts(victim.account.broker_account_id or "")
    return [str(row["id"]) for row in rows]


def test_trade_asked_for_while_the_trader_was_dead_is_refunded(
    stage: Stage, desk: TestDesk, crash: Crash
) -> None:
    paper, linked = ending(desk, crash.asked_paper), ending(desk, crash.asked_linked)

    assert (paper.status, paper.reason) == (REJECTED, "QUOTE_STALE")
    assert (linked.status, linked.reason) == (REJECTED, "TOO_LATE")

    assert bought(stage, crash.asked_linked) == []


def test_contract_bought_and_not_recorded_is_found_settled_and_not_bought_again(
    stage: Stage, desk: TestDesk, crash: Crash
) -> None:
    ended = ending(desk, crash.half_bought)

    assert ended.status in SETTLED_STATUSES
    assert bought(stage, crash.half_bought) == [ended.contract_id]


def test_contracts_that_were_open_are_settled(stage: Stage, desk: TestDesk, crash: Crash) -> None:
    paper, linked = ending(desk, crash.open_paper), ending(desk, crash.open_linked)

    assert paper.status in SETTLED_STATUSES
    assert paper.entry_at is not None
    assert bought(stage, crash.open_linked) == [linked.contract_id]


def test_command_that_comes_twice_buys_once(stage: Stage, desk: TestDesk, crash: Crash) -> None:
    linked = desk.linked_account()
    trade = desk.place(linked, min_payout=LOW)
    desk.until(trade, OPEN, within=TAKEOVER)

    desk.command(CommandKind.SETTLE, trade)
    _send_again(stage, trade)
    time.sleep(2)

    assert desk.now(trade).status is OPEN
    assert len(bought(stage, Victim(linked, trade))) == 1


def test_termination_ends_within_ten_seconds_and_the_next_start_need_not_wait(
    stage: Stage, desk: TestDesk, crash: Crash
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
