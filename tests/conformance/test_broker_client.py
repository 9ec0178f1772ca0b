"""Our broker client against a running sandbox broker: drops, silence, delays, repeats."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

import httpx
import jsonschema
import pytest

from nexus.adapters.broker import calls
from nexus.adapters.broker.account import BrokerAccount
from nexus.adapters.broker.client import BrokerClient, Timing, fixed
from nexus.adapters.broker.market import PublicMarket
from nexus.adapters.broker.rest import BrokerRest
from nexus.adapters.broker.shapes import OpenContract
from nexus.adapters.broker.wire import Frame, Request, encode, tick_of
from nexus.kernel.errors import (
    BrokerStateUnknown,
    Rejected,
    Throttled,
    Unauthenticated,
    Unavailable,
)
from nexus.trading.market import Offering
from tests.conformance.sandbox_harness import (
    Account,
    Broker,
    needs_schemas,
    running_broker,
    schema,
)

T = TypeVar("T")
QUICK = Timing(
    answer_within=1.5, quiet=1.0, pong_within=1.0, backoff_first=0.1, backoff_most=0.5, beat=0.05
)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    state = tmp_path_factory.mktemp("client") / "broker.sqlite"
    with running_broker(state, judges_requests=True) as broker:
        yield broker


@pytest.fixture(autouse=True)
def _calm(broker: Broker) -> None:
    broker.control("DELETE", "/faults")
    broker.control("PUT", "/limits", {"enabled": True, "reset": True})


@dataclass
class Line:
    """A client that runs, and what it noticed."""

    client: BrokerClient
    connects: int = 0
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def again(self) -> None:
        self.opened.clear()
        await self.within(10)

    async def within(self, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            await self.opened.wait()


@asynccontextmanager
async def running(client: BrokerClient) -> AsyncIterator[Line]:
    line = Line(client)

    async def connected() -> None:
        line.connects += 1
        line.opened.set()

    client.on_connected = connected
    task = asyncio.create_task(client.run())
    async with asyncio.timeout(10):
        await line.opened.wait()
    try:
        yield line
    finally:
        await client.close()
        await task


def public(broker: Broker) -> BrokerClient:
    url = re.sub("^http", "ws", broker.url) + "/trading/v1/options/ws/public"
    return BrokerClient("public", lambda: fixed(url), timing=QUICK)


def linked(account: Account) -> BrokerClient:
    async def locate() -> str:
        return await asyncio.to_thread(account.otp_url)

    return BrokerClient(account.id, locate, timing=QUICK)


async def next_of(queue: "asyncio.Queue[T]") -> T:
    async with asyncio.timeout(10):
        return await queue.get()


REQUESTS: list[Request] = [
    calls.PING,
    calls.TIME,
    calls.ACTIVE_SYMBOLS,
    calls.PORTFOLIO,
    calls.BALANCE,
    calls.TRANSACTIONS,
    calls.contracts_for("R_50"),
    calls.ticks("R_50"),
    calls.tick_history("R_50", count=1000),
    calls.tick_history("R_50", count=1000, start=1789343160, end="1789346760"),
    calls.candle_history("R_50", 300),
    calls.proposal("R_50", "CALLE", 5, Decimal("0.35")),
    calls.buy("a" * 32, Decimal("10.55")),
    calls.sell(12859891379),
    calls.open_contract(12859891379),
    calls.profit_table(1789343160),
    calls.statement(1789343160),
    calls.forget("a" * 32),
]


@needs_schemas
@pytest.mark.parametrize("request_", REQUESTS, ids=calls.name_of)
def test_every_request_is_what_the_published_schema_allows(request_: Request) -> None:
    sent = json.loads(encode({**request_, "req_id": 7}))

    jsonschema.Draft4Validator(schema(calls.name_of(request_), "send")).validate(sent)


async def test_market_is_read_through_typed_calls(broker: Broker) -> None:
    async with running(public(broker)) as line:
        market = PublicMarket(line.client)
        row = next(r for r in await market.symbols() if r.underlying_symbol == "R_100")

        instrument = await market.instrument(row)
        ticks = await market.last_ticks("R_100", 50)
        candles = await market.candles("R_100", 30)
        price = await market.price("R_100", "CALL", 5, Decimal("10"))

    assert instrument.offerings["CALL"].min_seconds == 15
    assert isinstance(instrument.offerings["PUTE"], Offering)
    assert [later.epoch - earlier.epoch for earlier, later in pairwise(ticks)] == [2] * 49
    assert [c.epoch % 60 for c in candles] == [0] * len(candles)
    assert Decimal("10") < price.payout < Decimal("20")


async def test_streams_are_renewed_after_a_drop(broker: Broker) -> None:
    ticks: asyncio.Queue[Frame] = asyncio.Queue()
    async with running(public(broker)) as line:
        await PublicMarket(line.client).follow("1HZ100V", ticks.put_nowait)
        await next_of(ticks)

        broker.control("POST", "/sockets/drop", {"kind": "public"})
        await line.again()
        while not ticks.empty():
            ticks.get_nowait()

        assert tick_of(await next_of(ticks)) is not None
        assert line.connects == 2


async def test_stream_that_was_left_is_not_renewed(broker: Broker) -> None:
    ticks: asyncio.Queue[Frame] = asyncio.Queue()
    async with running(public(broker)) as line:
        market = PublicMarket(line.client)
        await market.follow("1HZ100V", ticks.put_nowait)
        await next_of(ticks)

        await market.leave("1HZ100V")
        broker.control("POST", "/sockets/drop", {"kind": "public"})
        await line.again()
        await asyncio.sleep(0.3)

        [socket] = broker.control("GET", "/sockets")
        assert socket["streams"] == 0


async def test_repeated_frames_reach_the_handler_and_break_nothing(broker: Broker) -> None:
    broker.control("POST", "/faults", {"target": "*", "effect": "duplicate"})
    broker.control("POST", "/faults", {"target": "*", "effect": "duplicate", "place": "stream"})
    ticks: asyncio.Queue[Frame] = asyncio.Queue()
    async with running(public(broker)) as line:
        market = PublicMarket(line.client)
        await market.follow("1HZ100V", ticks.put_nowait)

        epochs = [tick.epoch for _ in range(6) if (tick := tick_of(await next_of(ticks)))]

        assert epochs == sorted(epochs)
        assert await market.time() > 0


async def test_answer_that_does_not_come_is_given_up(broker: Broker) -> None:
    broker.control("POST", "/faults", {"target": "time", "effect": "no_answer", "count": 1})
    async with running(public(broker)) as line:
        with pytest.raises(Unavailable, match="lost"):
            await line.client.call(calls.TIME, within=0.4)

        assert await PublicMarket(line.client).time() > 0


async def test_answer_that_comes_too_late_is_not_taken_for_another(broker: Broker) -> None:
    fault = {"target": "time", "effect": "delay", "seconds": 0.6, "count": 1}
    broker.control("POST", "/faults", fault)
    async with running(public(broker)) as line:
        with pytest.raises(Unavailable):
            await line.client.call(calls.TIME, within=0.3)

        frame = await line.client.call(calls.contracts_for("R_50"))
        await asyncio.sleep(0.6)

        assert frame.msg_type == "contracts_for"


async def test_broker_that_had_enough_is_left_alone_for_a_while(broker: Broker) -> None:
    fault = {"target": "time", "effect": "error", "code": "RateLimit", "count": 1}
    broker.control("POST", "/faults", fault)
    async with running(public(broker)) as line:
        with pytest.raises(Throttled):
            await line.client.call(calls.TIME)
        with pytest.raises(Throttled, match="budget"):
            await line.client.call(calls.TIME, within=0.5)

        assert len(broker.control("GET", "/faults")["fired"]) == 1


async def test_call_without_a_socket_says_that_nothing_was_sent(broker: Broker) -> None:
    with pytest.raises(Unavailable) as raised:
        await public(broker).call(calls.TIME)

    assert raised.value.code == "NOT_SENT"


async def test_one_time_password_is_asked_for_on_every_connect(broker: Broker) -> None:
    account = broker.account()
    async with running(linked(account)) as line:
        broker.control("POST", "/sockets/drop", {"account_id": account.id})
        await line.again()

        balance = await BrokerAccount(line.client, "USD").balance()

    assert balance.balance == Decimal("10000")


async def test_expired_login_ends_the_client(broker: Broker) -> None:
    account = broker.account()
    http = httpx.Client(timeout=5)
    rest = BrokerRest(http, broker.url, "sandbox-app")
    broker.control("DELETE", f"/users/{account.user_id}/tokens")

    async def locate() -> str:
        return await asyncio.to_thread(rest.socket_url, account.token, account.id)

    with pytest.raises(Unauthenticated):
        await BrokerClient(account.id, locate, timing=QUICK).run()


async def test_contract_is_bought_followed_and_found_in_every_listing(broker: Broker) -> None:
    account = broker.account()
    contracts: asyncio.Queue[OpenContract] = asyncio.Queue()
    async with running(linked(account)) as line:
        desk = BrokerAccount(line.client, "USD")
        since = await PublicMarket(line.client).time() - 10
        proposal = await desk.price("1HZ100V", "CALL", 1, Decimal("10.55"))
        bought = await desk.buy(proposal.id, Decimal("10.55"), 2.0, send_within=2.0)
        await desk.follow_contract(bought.contract_id, contracts.put_nowait, lambda _: None)

        first = await next_of(contracts)
        [held] = await desk.holdings(since)

        assert first.contract_id == bought.contract_id
        assert (held.contract_id, held.contract_type) == (bought.contract_id, "CALL")
        assert (held.underlying_symbol, held.buy_price) == ("1HZ100V", Decimal("10.55"))


async def test_refused_purchase_bought_nothing(broker: Broker) -> None:
    account = broker.account()
    async with running(linked(account)) as line:
        desk = BrokerAccount(line.client, "USD")

        with pytest.raises(Rejected):
            await desk.buy("0" * 32, Decimal("10"), 2.0, send_within=2.0)

        assert await desk.holdings(0) == []


@pytest.mark.parametrize(
    ("effect", "contracts"), [("drop_after", 1), ("drop_before", 0), ("no_answer", 1)]
)
async def test_purchase_whose_answer_is_lost_is_unknown_and_sent_once(
    broker: Broker, effect: str, contracts: int
) -> None:
    account = broker.account()
    broker.control("POST", "/faults", {"target": "buy", "effect": effect, "count": 1})
    async with running(linked(account)) as line:
        desk = BrokerAccount(line.client, "USD")
        proposal = await desk.price("1HZ100V", "CALL", 1, Decimal("10"))

        with pytest.raises(BrokerStateUnknown):
            await desk.buy(proposal.id, Decimal("10"), 1.0, send_within=1.0)
        if effect.startswith("drop"):
            await line.again()
        await asyncio.sleep(0.5)

        assert len(await desk.holdings(0)) == contracts
