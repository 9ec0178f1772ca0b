"""A purchase leaves before its trade's time is over, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from functions.trader.linked import LinkedAccount
from functions.trader.purchase import SENT_WITHIN, Purchasing
from nexus.adapters.broker import calls
from nexus.adapters.broker.account import BrokerAccount
from nexus.adapters.broker.client import BrokerClient, fixed
from nexus.adapters.broker.wire import Frame, Request
from nexus.adapters.dynamodb.leases import Lease
from nexus.kernel.account import Account, AccountKind
from nexus.trading.lifecycle import request_trade
from nexus.trading.models import Trade, TradeStatus
from tests.factories import NOW, a_trade, an_account
from tests.functions.trader.memory import MemoryStore, MovingClock, memory_books

EPOCH = int(NOW.timestamp())
PRICE = {"id": "p-1", "ask_price": 10, "payout": 19.5, "spot": 1234.5, "spot_time": EPOCH}
RECEIPT = {
    "contract_id": 77,
    "transaction_id": 78,
    "buy_price": 10,
    "payout": 19.5,
    "balance_after": 990,
    "purchase_time": EPOCH,
    "start_time": EPOCH,
}


class ObservedClient(BrokerClient):
    """A client that answers at once and keeps what was asked; `asked` runs at each call."""

    def __init__(self, asked: Callable[[str], None]) -> None:
        super().__init__("observed", lambda: fixed(""))
        self.asked = asked
        self.calls: list[tuple[str, float | None]] = []

    async def call(
        self,
        request: Request,
        within: float | None = None,
        reserve: int = 0,
        send_within: float | None = None,
    ) -> Frame:
        name = calls.name_of(request)
        self.calls.append((name, send_within))
        self.asked(name)
        return Frame(name, {name: PRICE if name == "proposal" else RECEIPT})


def nothing(_name: str) -> None:
    return


@dataclass
class Scene:
    clock: MovingClock
    asked: Callable[[str], None] = nothing
    store: MemoryStore = field(default_factory=MemoryStore)

    def __post_init__(self) -> None:
        account = an_account(kind=AccountKind.REAL)
        change = request_trade(account, a_trade(account_kind=AccountKind.REAL))
        self.trade: Trade = change.trade
        self.store.accounts["A1"], self.store.trades["T1"] = change.account.after, change.trade
        self.client = ObservedClient(self.asked)

    async def buy(self) -> Trade:
        linked = LinkedAccount("A1", "U1", self.client, BrokerAccount(self.client, "USD"))
        books = memory_books(self.store, self.clock)
        await Purchasing(books, _long_lease, self.clock).buy(linked, self.trade)
        return self.store.trades["T1"]

    @property
    def account(self) -> Account:
        return self.store.accounts["A1"]

    @property
    def asked_for(self) -> list[str]:
        return [name for name, _ in self.client.calls]


def _long_lease(_account_id: str, moment: datetime) -> Lease:
    return Lease("0", "me", 1, moment + timedelta(seconds=1))


async def test_purchase_in_time_is_bought_and_may_leave_within_three_seconds() -> None:
    scene = Scene(MovingClock(NOW + timedelta(seconds=1)))

    trade = await scene.buy()

    assert (trade.status, trade.contract_id) == (TradeStatus.OPEN, "77")
    assert dict(scene.client.calls)["buy"] == SENT_WITHIN.total_seconds()


async def test_trade_past_its_time_is_refunded_and_nothing_is_sent() -> None:
    scene = Scene(MovingClock(NOW + timedelta(seconds=10.1)))

    trade = await scene.buy()

    assert (trade.status, trade.reason) == (TradeStatus.REJECTED, "TOO_LATE")
    assert scene.account.balance == Decimal("10000.00")
    assert scene.asked_for == []


async def test_purchase_claimed_in_the_last_moment_leaves_before_the_end_of_that_moment() -> None:
    scene = Scene(MovingClock(NOW + timedelta(seconds=9.5)))

    trade = await scene.buy()

    assert trade.status is TradeStatus.OPEN
    assert dict(scene.client.calls)["buy"] == 0.5


async def test_trade_whose_time_ends_while_it_is_priced_is_refunded_and_not_bought() -> None:
    clock = MovingClock(NOW + timedelta(seconds=9))

    def price_slowly(_name: str) -> None:
        clock.now += timedelta(seconds=1.5)

    scene = Scene(clock, price_slowly)

    trade = await scene.buy()

    assert (trade.status, trade.reason) == (TradeStatus.REJECTED, "TOO_LATE")
    assert scene.account.balance == Decimal("10000.00")
    assert scene.account.buying is None
    assert scene.asked_for == ["proposal"]
