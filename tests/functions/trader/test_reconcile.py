"""A purchase whose answer was lost, against what the broker's listings may say."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from functions.trader.broker_time import BrokerTime
from functions.trader.doubts import Doubts
from functions.trader.freezing import Freezer
from functions.trader.linked import LinkedAccount
from functions.trader.reconcile import Patience, Reconciler, matches
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from nexus.accounts.mirror import AccountMirror
from nexus.accounts.reconciliation import Verdict
from nexus.adapters.broker import calls
from nexus.adapters.broker.account import BrokerAccount
from nexus.adapters.broker.client import BrokerClient, fixed
from nexus.adapters.broker.shapes import Holding
from nexus.adapters.broker.wire import Frame, Request
from nexus.kernel.account import Account, AccountKind, AccountStatus, LedgerEntry
from nexus.kernel.errors import Unavailable
from nexus.trading.lifecycle import claim, request_trade, unknown
from nexus.trading.models import Trade, TradeStatus
from tests.factories import NOW, a_trade, an_account
from tests.functions.trader.memory import MemoryStore, MovingClock, memory_books

EPOCH = int(NOW.timestamp())
APP = "app-1"


def holding(contract_id: int = 77, **changes: Any) -> dict[str, object]:
    start = EPOCH + 2
    row: dict[str, object] = {
        "contract_id": contract_id,
        "buy_price": 10,
        "payout": 19.5,
        "purchase_time": start,
        "underlying_symbol": "R_100",
        "contract_type": "CALL",
        "shortcode": f"CALL_R_100_19.5_{start}_{start + 60}_S0P_0",
        "app_id": APP,
    }
    return {**row, **changes}


class ScriptedClient(BrokerClient):
    """A client whose answers are given; no socket behind it."""

    def __init__(self, rows: Callable[[int], list[dict[str, object]]]) -> None:
        super().__init__("scripted", lambda: fixed(""))
        self.rows, self.looks, self.reconnects = rows, 0, 0
        self.failures: list[Exception] = []

    @property
    def is_connected(self) -> bool:
        return True

    async def reconnect(self) -> None:
        self.reconnects += 1

    async def call(
        self,
        request: Request,
        within: float | None = None,
        reserve: int = 0,
        send_within: float | None = None,
    ) -> Frame:
        name = calls.name_of(request)
        if self.failures:
            raise self.failures.pop()
        if name == "balance":
            return Frame(name, {name: {"balance": "9980.00", "currency": "USD"}})
        if name == "portfolio":
            self.looks += 1
            return Frame(name, {name: {"contracts": self.rows(self.looks)}})
        if name == "proposal_open_contract":
            found = {"contract_id": request["contract_id"], "payout": "19.50"}
            times = {"date_start": EPOCH + 2, "date_expiry": EPOCH + 62}
            what = {"contract_type": "CALL", "underlying_symbol": "R_100", "buy_price": "10"}
            return Frame(name, {name: {**found, **times, **what}})
        return Frame(name, {name: {"transactions": []}})


@dataclass
class OneSocket:
    """The sockets of one account, always open."""

    linked: LinkedAccount

    async def get(self, account: Account, within: float = 0) -> LinkedAccount:
        return self.linked


@dataclass
class MemoryRecords:
    """Both sides of accounts, kept in memory."""

    mirrors: dict[str, AccountMirror] = field(default_factory=dict)

    def mirror(self, account_id: str) -> AccountMirror | None:
        return self.mirrors.get(account_id)

    def put(self, mirror: AccountMirror) -> None:
        self.mirrors[mirror.account_id] = mirror

    def fail_check(self, account_id: str, reason: str, at: datetime) -> None:
        raise AssertionError("Nothing was asked for")

    def entries_since(self, account_id: str, since: datetime) -> list[LedgerEntry]:
        return []

    def trades_since(self, account_id: str, since: datetime) -> list[Trade]:
        return []


@dataclass
class Scene:
    client: ScriptedClient
    store: MemoryStore
    clock: MovingClock
    trade: Trade
    reconciler: Reconciler
    records: MemoryRecords
    opened: list[Trade] = field(default_factory=list)
    known: list[str] = field(default_factory=list)

    async def run(self) -> Trade:
        self.reconciler.look_for(self.trade)
        await self.reconciler.tasks.finish(10)
        return self.store.trades["T1"]

    @property
    def account(self) -> Account:
        return self.store.accounts["A1"]


def a_scene(rows: Callable[[int], list[dict[str, object]]], taken: tuple[str, ...] = ()) -> Scene:
    store, clock = MemoryStore(), MovingClock(NOW + timedelta(seconds=12))
    opened: list[Trade] = []
    known: list[str] = []
    records = MemoryRecords()
    account = an_account(kind=AccountKind.REAL)
    asked = request_trade(account, a_trade(account_kind=AccountKind.REAL))
    claimed = claim(asked.account.after, asked.trade, NOW)
    lost = unknown(claimed.account.after, claimed.trade, "ANSWER_LOST", NOW)
    store.accounts["A1"], store.trades["T1"] = lost.account.after, lost.trade
    client = ScriptedClient(rows)
    linked = LinkedAccount("A1", "U1", client, BrokerAccount(client, "USD"))
    books, threads = memory_books(store, clock), Threads(1, "look")
    reconciler = Reconciler(
        books,
        OneSocket(linked),
        lambda _: taken,
        APP,
        BrokerTime(clock),
        threads,
        clock,
        Tasks(),
        opened.append,
        Doubts(records, Freezer(books, records, threads, clock), threads, clock),
        known.append,
        clock.sleep,
    )
    return Scene(client, store, clock, lost.trade, reconciler, records, opened, known)


async def test_contract_that_is_there_is_adopted() -> None:
    scene = a_scene(lambda look: [holding()])

    trade = await scene.run()

    assert (trade.status, trade.contract_id) == (TradeStatus.OPEN, "77")
    assert trade.payout == Decimal("19.50")
    assert scene.account.buying is None
    assert [each.trade_id for each in scene.opened] == ["T1"]


async def test_nothing_bought_is_only_believed_after_three_looks_the_last_a_minute_late() -> None:
    scene = a_scene(lambda look: [])

    trade = await scene.run()

    assert (trade.status, trade.reason) == (TradeStatus.REJECTED, "NOT_BOUGHT")
    assert scene.client.looks >= 3
    assert scene.clock.now >= Patience().last_look_at(scene.trade)
    assert scene.account.balance == Decimal("10000.00")
    assert scene.account.buying is None


async def test_contract_that_shows_up_late_is_still_adopted() -> None:
    scene = a_scene(lambda look: [holding()] if look >= 3 else [])

    trade = await scene.run()

    assert trade.status is TradeStatus.OPEN


async def test_two_candidates_freeze_the_account_and_decide_nothing() -> None:
    scene = a_scene(lambda look: [holding(77), holding(78)])

    trade = await scene.run()

    assert trade.status is TradeStatus.UNKNOWN
    assert scene.account.status is AccountStatus.FROZEN
    assert scene.account.buying == "T1"


async def test_two_candidates_are_kept_beside_the_purchase_with_both_balances() -> None:
    scene = a_scene(lambda look: [holding(77), holding(78)])

    await scene.run()

    mirror = scene.records.mirrors["A1"]
    assert (mirror.verdict, mirror.candidates) == (Verdict.MISMATCH, ("77", "78"))
    assert (mirror.expected, mirror.broker_balance) == (Decimal("9990.00"), Decimal("9980.00"))
    assert {each.code for each in mirror.findings} == {"PURCHASE_AMBIGUOUS"}
    assert "trade T1: CALL R_100, 10.00, asked for at" in mirror.findings[0].ours
    assert mirror.findings[1].broker == "CALL R_100, 10.00, bought at 2026-11-24T12:00:02.000Z"


@pytest.mark.parametrize(
    ("chosen", "status", "contract"),
    [("78", TradeStatus.OPEN, "78"), ("", TradeStatus.REJECTED, None)],
)
async def test_a_persons_ruling_decides_which_contract_the_purchase_is(
    chosen: str, status: TradeStatus, contract: str | None
) -> None:
    scene = a_scene(lambda look: [holding(77), holding(78)])
    await scene.run()
    seen = scene.records.mirrors["A1"]
    scene.records.put(replace(seen, chosen={"T1": chosen}))

    await scene.reconciler.look_again(scene.account)
    await scene.reconciler.tasks.finish(10)

    trade = scene.store.trades["T1"]
    assert (trade.status, trade.contract_id) == (status, contract)
    assert scene.account.buying is None
    assert scene.known == ["A1"]


async def test_a_check_asked_for_looks_for_the_purchase_once_more() -> None:
    scene = a_scene(lambda look: [holding(77), holding(78)] if look == 1 else [holding(78)])
    await scene.run()

    await scene.reconciler.look_again(scene.account)
    await scene.reconciler.tasks.finish(10)

    assert scene.store.trades["T1"].contract_id == "78"


async def test_contract_of_another_trade_of_ours_is_no_candidate() -> None:
    scene = a_scene(lambda look: [holding(77), holding(78)], taken=("77",))

    trade = await scene.run()

    assert trade.contract_id == "78"


async def test_broker_that_does_not_answer_is_no_proof_of_anything() -> None:
    scene = a_scene(lambda look: [holding()] if look >= 2 else [])
    scene.client.failures = [Unavailable("no answer") for _ in range(5)]

    trade = await scene.run()

    assert trade.status is TradeStatus.OPEN


async def test_looks_are_made_over_a_socket_opened_after_the_loss() -> None:
    scene = a_scene(lambda look: [holding()])

    await scene.run()

    assert scene.client.reconnects >= 1


@pytest.mark.parametrize(
    "change",
    [
        {"contract_type": "PUT"},
        {"underlying_symbol": "R_50"},
        {"buy_price": 10.01},
        {"purchase_time": EPOCH - 60},
        {"purchase_time": EPOCH + 120},
        {"app_id": "somebody-else"},
        {"shortcode": f"CALL_R_100_19.5_{EPOCH}_{EPOCH + 300}_S0P_0"},
    ],
    ids=lambda change: str(next(iter(change))),
)
def test_contract_that_differs_is_no_candidate(change: dict[str, Any]) -> None:
    window = range(EPOCH - 5, EPOCH + 30)

    assert matches(Holding.model_validate(holding()), a_trade(), window, APP)
    assert not matches(Holding.model_validate(holding(**change)), a_trade(), window, APP)


def test_contract_without_an_app_id_may_be_ours() -> None:
    row = Holding.model_validate(holding(app_id=None))

    assert matches(row, a_trade(), range(EPOCH, EPOCH + 30), APP)
