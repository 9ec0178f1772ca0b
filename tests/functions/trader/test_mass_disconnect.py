"""Every socket drops at once: all come back within the budgets, open trades first."""

import json
from decimal import Decimal
from typing import Any

import pytest

from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.kernel.account import Account
from nexus.kernel.clock import system_clock
from nexus.trading.models import SETTLED_STATUSES, TradeStatus
from nexus.trading.ports import QuoteKey
from tests.functions.trader.desk import TestDesk
from tests.functions.trader.stage import Stage, eventually

ACCOUNTS, BUSY = 40, 4
LOW = Decimal("15.00")
WITHIN = 60.0


def otps(stage: Stage) -> list[dict[str, Any]]:
    lines = stage.broker.process.log.read_text().splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines if line.startswith("{")]
    return [row for row in rows if str(row.get("path", "")).endswith("/otp")]


def open_accounts(stage: Stage) -> set[str]:
    rows = stage.broker.control("GET", "/sockets")
    return {row["account_id"] for row in rows if row["account_id"]}


@pytest.fixture
def accounts(stage: Stage, desk: TestDesk) -> list[Account]:
    """Linked accounts whose sockets are all open."""
    market = DynamoMarket(stage.store)
    accounts = [desk.linked_account() for _ in range(ACCOUNTS)]
    for account in accounts:
        market.request(QuoteKey("R_100", "CALL", 1, account.account_id), system_clock())
    wanted = {account.broker_account_id for account in accounts}
    eventually(lambda: open_accounts(stage) >= wanted, WITHIN, "every socket")
    return accounts


def test_all_sockets_come_back_without_a_storm_those_with_open_trades_first(
    stage: Stage, desk: TestDesk, accounts: list[Account]
) -> None:
    busy = accounts[-BUSY:]
    trades = [desk.place(account, min_payout=LOW) for account in busy]
    for trade in trades:
        desk.until(trade, TradeStatus.OPEN)
    before = len(otps(stage))

    stage.broker.control("POST", "/sockets/drop", half_open=False)
    wanted = {str(account.broker_account_id) for account in accounts}
    eventually(lambda: len(otps(stage)) >= before + ACCOUNTS, WITHIN, "an address for each")
    eventually(lambda: open_accounts(stage) >= wanted, WITHIN, "every socket")

    asked = otps(stage)
    again = [str(row["path"]).split("/")[-2] for row in asked[before:]]
    assert {row["status"] for row in asked} == {200}
    assert sorted(again) == sorted(wanted)
    assert set(again[:BUSY]) == {account.broker_account_id for account in busy}
    stage.broker.control("POST", "/clock", advance=70)
    for trade in trades:
        desk.until(trade, *SETTLED_STATUSES)
