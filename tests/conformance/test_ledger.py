"""The ledger port on the real table: one writer wins, nothing is half written."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from infra.local.aws import LocalAws
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.decisions import DynamoDecisions
from nexus.adapters.dynamodb.desk import DynamoDesk, kill_switch_key
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.adapters.dynamodb.serialization import from_item
from nexus.adapters.dynamodb.store import Put, Query, Store
from nexus.kernel.account import Account, LedgerEntry, Limits
from nexus.kernel.clock import to_epoch
from nexus.kernel.errors import Conflict, Malformed
from nexus.kernel.ids import new_ulid
from nexus.kernel.ledger import opening
from nexus.kernel.money import ZERO
from nexus.trading.decision import canonical, decide, decision_hash
from nexus.trading.evidence import judge
from nexus.trading.lifecycle import Fill, Settlement, opened, rejected, request_trade, settled
from nexus.trading.market import Tick
from nexus.trading.market_state import MarketState
from nexus.trading.models import Trade, TradeRequest, TradeStatus
from nexus.trading.ports import Command, CommandKind, TradeKey
from nexus.trading.service import ExecuteTrade, Pricing, TradeDenied
from tests.factories import NOW, a_quote, a_request, a_trade, a_view, an_account, an_instrument
from tests.tables import create_tables

numbers = count(1)


@dataclass(frozen=True)
class RecordedQueue:
    """Keeps what was sent."""

    sent: list[Command]

    def send(self, command: Command) -> None:
        self.sent.append(command)


@pytest.fixture(scope="module")
def store(local_aws: LocalAws) -> Store:
    tables = create_tables(local_aws)
    market = DynamoMarket(tables)
    market.put_instruments([an_instrument()])
    market.put_view(a_view())
    market.put_quote(a_quote())
    return tables


@pytest.fixture
def ledger(store: Store) -> DynamoLedger:
    return DynamoLedger(store, shards=2)


def open_account(store: Store, ledger: DynamoLedger, **changes: Any) -> Account:
    number = next(numbers)
    blank = replace(an_account(), balance=ZERO, entries=0, sequence=0, version=0)
    account = replace(blank, account_id=f"A{number}", user_id=f"U{number}", **changes)
    change = opening(account, Decimal("10000.00"), NOW)
    ledger.open_account(change)
    store.write(Put(keys.profile(account.user_id), {"country": "NG", "markup_rate": "0"}))
    return change.after


def desk(store: Store) -> DynamoDesk:
    return DynamoDesk(store, lambda: NOW, shards=2)


def executor(store: Store, sent: list[Command]) -> ExecuteTrade:
    pricing = Pricing(desk(store), DynamoMarket(store), lambda: NOW, lambda _: None, lambda _: True)
    return ExecuteTrade(pricing, DynamoLedger(store, 2), RecordedQueue(sent), new_ulid)


def request_of(account: Account, stake: str = "10.00") -> TradeRequest:
    return a_request(stake, account_id=account.account_id, user_id=account.user_id)


def trade_of(account: Account, **changes: Any) -> Trade:
    return a_trade(account_id=account.account_id, user_id=account.user_id, **changes)


def entries(store: Store, account: Account) -> list[LedgerEntry]:
    rows = store.query_all(Query("accounts", account.account_id, prefix="LEDGER#"))
    return [from_item(LedgerEntry, row) for row in rows]


def test_an_account_reads_back_as_it_was_written(store: Store, ledger: DynamoLedger) -> None:
    account = open_account(store, ledger)

    assert ledger.account(account.account_id) == account


def test_a_trade_reads_back_as_it_was_written(store: Store, ledger: DynamoLedger) -> None:
    account = open_account(store, ledger)
    change = request_trade(account, trade_of(account))

    ledger.commit(change)

    key = TradeKey(account.user_id, account.account_id, "T1")
    assert ledger.pair(key) == (change.account.after, change.trade)


def test_a_stale_account_writes_nothing(store: Store, ledger: DynamoLedger) -> None:
    account = open_account(store, ledger)
    ledger.commit(request_trade(account, trade_of(account)))

    with pytest.raises(Conflict):
        ledger.commit(request_trade(account, trade_of(account, trade_id="T2")))

    assert ledger.account(account.account_id).exposure == Decimal("10.00")
    assert len(entries(store, account)) == 2


def test_a_trade_settles_once(store: Store, ledger: DynamoLedger) -> None:
    account = open_account(store, ledger)
    placed = request_trade(account, trade_of(account))
    ledger.commit(placed)
    fill = Fill(Decimal("19.50"), NOW, NOW + timedelta(minutes=1))
    bought = opened(placed.account.after, placed.trade, fill, NOW)
    ledger.commit(bought)
    won = Settlement(TradeStatus.WON, Decimal("19.50"), NOW)
    done = settled(bought.account.after, bought.trade, won)

    ledger.commit(done)

    with pytest.raises(Conflict):
        ledger.commit(done)
    fresh = ledger.account(account.account_id)
    with pytest.raises(Conflict):
        ledger.commit(settled(fresh, bought.trade, won))
    assert ledger.account(account.account_id).balance == Decimal("10009.50")


def test_an_open_trade_is_listed_by_shard_until_it_ends(store: Store, ledger: DynamoLedger) -> None:
    account = open_account(store, ledger)
    placed = request_trade(account, trade_of(account))
    ledger.commit(placed)

    def listed() -> list[str]:
        rows = [
            row
            for shard in ("0", "1")
            for row in store.query_all(Query("trades", shard, index="by_open_shard"))
        ]
        return [row["trade_id"] for row in rows if row["user_id"] == account.user_id]

    assert listed() == ["T1"]
    ledger.commit(rejected(placed.account.after, placed.trade, "TOO_LATE", NOW))
    assert listed() == []


def test_frames_after_a_number_are_replayed_in_order(store: Store, ledger: DynamoLedger) -> None:
    account = open_account(store, ledger)
    placed = request_trade(account, trade_of(account))
    ledger.commit(placed)

    replayed = ledger.frames_after(account.account_id, 2)

    assert [frame["seq"] for frame in replayed] == [3]
    assert len(ledger.frames_after(account.account_id, 0)) == 3


def test_a_repeated_key_returns_the_first_trade(store: Store, ledger: DynamoLedger) -> None:
    sent: list[Command] = []
    account = open_account(store, ledger)
    execute = executor(store, sent)

    first = execute(request_of(account), "key")
    second = execute(request_of(account), "key")

    assert second.trade_id == first.trade_id
    assert ledger.account(account.account_id).balance == Decimal("9990.00")
    assert {command.kind for command in sent} == {CommandKind.EXECUTE}


def test_a_key_used_for_another_request_is_refused(store: Store, ledger: DynamoLedger) -> None:
    account = open_account(store, ledger)
    execute = executor(store, [])
    execute(request_of(account), "key")

    with pytest.raises(Malformed, match="was used before"):
        execute(request_of(account, "11.00"), "key")


def test_a_denial_is_repeated_and_debits_nothing(store: Store, ledger: DynamoLedger) -> None:
    account = open_account(store, ledger)
    execute = executor(store, [])

    with pytest.raises(TradeDenied) as first:
        execute(request_of(account, "1000.00"), "key")
    with pytest.raises(TradeDenied) as second:
        execute(request_of(account, "1000.00"), "key")

    assert first.value.code == second.value.code == "DAILY_LOSS_LIMIT"
    assert second.value.decision == first.value.decision
    assert ledger.account(account.account_id).balance == Decimal("10000.00")


def test_a_kill_switch_turned_on_meanwhile_stops_the_write(
    store: Store, ledger: DynamoLedger
) -> None:
    account = open_account(store, ledger)
    switch = kill_switch_key(account.account_id)
    place = executor(store, [])
    store.write(Put(switch, {"is_on": True}))

    with pytest.raises(TradeDenied) as refusal:
        place(request_of(account), "key")

    store.write(Put(switch, {"is_on": False}))
    assert refusal.value.code == "KILL_SWITCH"


def test_no_interleaving_of_requests_passes_the_daily_limit(
    store: Store, ledger: DynamoLedger
) -> None:
    account = open_account(store, ledger, limits=Limits(daily_loss_limit=Decimal("55.00")))
    execute = executor(store, [])

    def attempt(number: int) -> str:
        try:
            execute(request_of(account), f"key-{number}")
        except (TradeDenied, Conflict) as error:
            return error.code
        return "placed"

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(attempt, range(24)))

    after = ledger.account(account.account_id)
    assert after.exposure == 10 * answers.count("placed") <= Decimal("55.00")
    assert after.balance == Decimal("10000.00") - after.exposure
    assert set(answers) <= {"placed", "DAILY_LOSS_LIMIT", "CONFLICT"}
    listed = entries(store, account)
    assert [entry.number for entry in listed] == list(range(1, len(listed) + 1))
    assert sum((entry.amount for entry in listed), ZERO) == after.balance


@pytest.mark.parametrize("stake", ["10.00", "900.00"], ids=["accepted", "refused"])
def test_a_stored_decision_is_made_again_to_the_same_bytes_from_what_was_stored(
    store: Store, ledger: DynamoLedger, stake: str
) -> None:
    account = open_account(store, ledger)
    ticks = [Tick("R_100", to_epoch(NOW) - 120 + n, Decimal(100 + n % 9)) for n in range(121)]
    market = MarketState("R_100", 2)
    for tick in ticks:
        seen = market.on_tick(tick, NOW)
    DynamoMarket(store).put_view(seen)
    execute, decisions = executor(store, []), DynamoDecisions(store)

    with suppress(TradeDenied):
        execute(request_of(account, stake), "a-key")

    [kept], _ = decisions.page(account.account_id, None, 10, None)
    case = decisions.made_from(account.account_id, kept.decision_id)
    again = MarketState("R_100", 2)
    for tick in ticks:
        view = again.on_tick(tick, NOW)
    judged = judge(replace(case, market=view))
    assert kept.decision.accepted == (stake == "10.00")
    assert canonical(judged.decision) == canonical(kept.decision)
    assert decision_hash(judged.decision) == kept.hash
    assert canonical(decide(case)) == canonical(kept.decision)
    assert judged.evidence == kept.evidence
    assert judged.case.market == case.market
