import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest

from functions.sweeper import wiring
from functions.sweeper.handler import handler
from functions.sweeper.settings import settings
from functions.sweeper.sweep import Sweep
from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.overdue import DynamoOverdue
from nexus.adapters.dynamodb.store import Store
from nexus.adapters.sqs import SqsCommandQueue, read_command
from nexus.kernel.account import Account
from nexus.kernel.ledger import opening
from nexus.kernel.money import ZERO
from nexus.trading.lifecycle import Fill, TradeChange, claim, opened, request_trade
from nexus.trading.models import Trade, TradeStatus
from nexus.trading.ports import Command, CommandKind
from tests.factories import NOW, a_trade, an_account
from tests.functions.environment import use_environment
from tests.tables import create_tables

numbers = count(1)
SHARDS = 2


@pytest.fixture
def queues(local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Command queues, one per shard; the handler is wired to them."""
    local_aws.reset()
    sqs = local_aws.client("sqs")
    fifo = {"FifoQueue": "true"}
    urls = [
        str(sqs.create_queue(QueueName=f"commands-{n}.fifo", Attributes=fifo)["QueueUrl"])
        for n in range(SHARDS)
    ]
    use_environment(
        monkeypatch, local_aws, COMMAND_QUEUE_URLS=",".join(urls), EVENT_BUS_NAME="nexus-test"
    )
    settings.cache_clear()
    wiring.sweep.cache_clear()
    wiring.republish.cache_clear()
    return urls


@pytest.fixture
def store(local_aws: LocalAws, queues: list[str]) -> Store:
    return create_tables(local_aws)


@pytest.fixture
def ledger(store: Store) -> DynamoLedger:
    return DynamoLedger(store, SHARDS)


def a_sweep(aws: LocalAws, store: Store, queues: list[str], at: datetime) -> Sweep:
    queue = SqsCommandQueue(aws.client("sqs"), queues)
    return Sweep(DynamoOverdue(store, SHARDS), DynamoLedger(store, SHARDS), queue, lambda: at)


def a_pending(ledger: DynamoLedger) -> TradeChange:
    number = next(numbers)
    blank = replace(an_account(), balance=ZERO, entries=0, sequence=0, version=0)
    account = replace(blank, account_id=f"A{number}", user_id=f"U{number}", last_entry_hash="")
    start = opening(account, Decimal("10000.00"), NOW)
    ledger.open_account(start)
    trade = a_trade(trade_id=f"T{number}", account_id=account.account_id, user_id=account.user_id)
    change = request_trade(start.after, trade)
    ledger.commit(change)
    return change


def a_submitting(ledger: DynamoLedger) -> TradeChange:
    pending = a_pending(ledger)
    change = claim(pending.account.after, pending.trade, NOW)
    ledger.commit(change)
    return change


def an_open(ledger: DynamoLedger) -> TradeChange:
    claimed = a_submitting(ledger)
    fill = Fill(Decimal("19.50"), NOW, NOW + timedelta(minutes=1))
    change = opened(claimed.account.after, claimed.trade, fill, NOW)
    ledger.commit(change)
    return change


def after(ledger: DynamoLedger, change: TradeChange) -> tuple[Account, Trade]:
    trade = change.trade
    return ledger.account(trade.account_id), ledger.trade(trade.user_id, trade.trade_id)


def commands(aws: LocalAws, urls: list[str]) -> list[Command]:
    sqs = aws.client("sqs")
    answers = [sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10) for url in urls]
    return [read_command(m["Body"]) for answer in answers for m in answer.get("Messages", [])]


def test_an_intent_nobody_picked_up_is_rejected_and_its_stake_returned(
    local_aws: LocalAws, store: Store, queues: list[str], ledger: DynamoLedger
) -> None:
    change = a_pending(ledger)
    sweep = a_sweep(local_aws, store, queues, NOW + timedelta(seconds=40))

    first, second = sweep(), sweep()

    account, trade = after(ledger, change)
    assert (first["StuckIntents"], second["StuckIntents"]) == (1, 0)
    assert (trade.status, trade.reason) == (TradeStatus.REJECTED, "TOO_LATE")
    assert (account.balance, account.open_trades) == (Decimal("10000.00"), {})


def test_an_intent_is_left_alone_while_the_trader_may_still_buy(
    local_aws: LocalAws, store: Store, queues: list[str], ledger: DynamoLedger
) -> None:
    change = a_pending(ledger)

    a_sweep(local_aws, store, queues, NOW + timedelta(seconds=39))()

    assert after(ledger, change)[1].status is TradeStatus.PENDING


def test_a_purchase_under_way_is_reported_and_never_touched(
    local_aws: LocalAws, store: Store, queues: list[str], ledger: DynamoLedger
) -> None:
    change = a_submitting(ledger)

    done = a_sweep(local_aws, store, queues, NOW + timedelta(hours=1))()

    assert done["StuckPurchases"] == 1
    assert after(ledger, change)[1].status is TradeStatus.SUBMITTING
    assert commands(local_aws, queues) == []


def test_a_contract_that_ran_out_two_minutes_ago_is_nudged_once(
    local_aws: LocalAws, store: Store, queues: list[str], ledger: DynamoLedger
) -> None:
    change = an_open(ledger)
    sweep = a_sweep(local_aws, store, queues, NOW + timedelta(minutes=3))

    sweep()
    sweep()

    (command,) = commands(local_aws, queues)
    assert command.kind is CommandKind.SETTLE
    assert command.key.trade_id == change.trade.trade_id
    assert after(ledger, change)[1].status is TradeStatus.OPEN


def test_a_contract_is_not_nudged_before_two_minutes_have_passed(
    local_aws: LocalAws, store: Store, queues: list[str], ledger: DynamoLedger
) -> None:
    an_open(ledger)

    a_sweep(local_aws, store, queues, NOW + timedelta(minutes=2, seconds=59))()

    assert commands(local_aws, queues) == []


def test_nothing_is_ever_bought(
    local_aws: LocalAws, store: Store, queues: list[str], ledger: DynamoLedger
) -> None:
    a_pending(ledger)
    a_submitting(ledger)
    an_open(ledger)

    a_sweep(local_aws, store, queues, NOW + timedelta(days=1))()

    assert {command.kind for command in commands(local_aws, queues)} == {CommandKind.SETTLE}


def test_a_record_that_lost_its_account_does_not_stop_the_sweep(
    local_aws: LocalAws, store: Store, queues: list[str], ledger: DynamoLedger
) -> None:
    orphan, change = a_pending(ledger), a_pending(ledger)
    local_aws.client("dynamodb").delete_item(
        TableName="nexus-test-accounts",
        Key={"account_id": {"S": orphan.trade.account_id}, "sort": {"S": "ACCOUNT"}},
    )

    done = a_sweep(local_aws, store, queues, NOW + timedelta(hours=1))()

    assert done["SweepFailures"] == 1
    assert after(ledger, change)[1].status is TradeStatus.REJECTED


def test_the_scheduled_call_counts_what_it_did_in_metrics(
    store: Store, ledger: DynamoLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    handler({}, None)

    metrics = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert metrics["OverdueTrades"] == [0.0]
    assert metrics["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Nexus"


def test_a_trades_event_is_published_again_on_request(
    local_aws: LocalAws, store: Store, ledger: DynamoLedger
) -> None:
    local_aws.client("events").create_event_bus(Name="nexus-test")
    change = an_open(ledger)
    place = {"user_id": change.trade.user_id, "trade_id": change.trade.trade_id}

    assert handler({"republish": [place]}, None) == {"published": 1}
