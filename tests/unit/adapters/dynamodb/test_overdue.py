from dataclasses import replace
from datetime import timedelta

import pytest

from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.overdue import DynamoOverdue
from nexus.adapters.dynamodb.store import Store
from nexus.kernel.ledger import opening
from nexus.trading.lifecycle import TradeChange, rejected, request_trade
from tests.factories import NOW, a_trade, an_account
from tests.tables import create_tables

SHARDS = 2


@pytest.fixture(scope="module")
def store(local_aws: LocalAws) -> Store:
    return create_tables(local_aws)


def place(store: Store, number: int) -> TradeChange:
    ledger = DynamoLedger(store, SHARDS)
    account = replace(an_account("0.00"), account_id=f"A{number}", user_id=f"U{number}")
    opened = opening(replace(account, entries=0, last_entry_hash=""), an_account().balance, NOW)
    ledger.open_account(opened)
    trade = a_trade(trade_id=f"T{number}", user_id=f"U{number}", account_id=f"A{number}")
    change = request_trade(opened.after, trade)
    ledger.commit(change)
    return change


def test_trades_are_found_once_they_are_due_on_every_shard(store: Store) -> None:
    overdue = DynamoOverdue(store, SHARDS)
    due = NOW + timedelta(seconds=10)
    changes = [place(store, number) for number in range(6)]

    assert list(overdue.trades(due - timedelta(milliseconds=1))) == []
    found = {trade.trade_id for trade in overdue.trades(due)}
    assert found == {change.trade.trade_id for change in changes}


def test_a_trade_that_ended_is_not_overdue(store: Store) -> None:
    change = place(store, 100)
    ended = rejected(change.account.after, change.trade, "TOO_LATE", NOW)
    DynamoLedger(store, SHARDS).commit(ended)

    found = {trade.trade_id for trade in DynamoOverdue(store, SHARDS).trades(NOW.replace(hour=23))}

    assert change.trade.trade_id not in found
