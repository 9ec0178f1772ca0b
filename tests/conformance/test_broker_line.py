"""The line to the broker itself: half open, asked twice for the same, at its limits."""

import re
import time
from collections.abc import Iterator
from decimal import Decimal

import pytest

from nexus.adapters.broker import calls
from nexus.adapters.broker.account import BrokerAccount
from nexus.adapters.broker.client import BrokerClient, fixed
from nexus.kernel.errors import BrokerStateUnknown
from tests.conformance.sandbox_harness import Broker, running_broker
from tests.conformance.test_broker_client import linked, public, running

NOTICED_WITHIN = 15.0


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    with running_broker(tmp_path_factory.mktemp("line") / "broker.sqlite") as broker:
        yield broker


@pytest.fixture(autouse=True)
def _calm(broker: Broker) -> None:
    broker.control("DELETE", "/faults")


async def test_half_open_line_is_noticed_and_replaced(broker: Broker) -> None:
    async with running(public(broker)) as line:
        broker.control("POST", "/sockets/drop", {"half_open": True})

        await line.again()

        assert line.connects == 2


async def test_half_open_line_is_noticed_within_fifteen_seconds_as_the_product_is_set(
    broker: Broker,
) -> None:
    url = re.sub("^http", "ws", broker.url) + "/trading/v1/options/ws/public"
    dropped: list[float] = []
    client = BrokerClient("public", lambda: fixed(url))
    client.on_disconnected = lambda: dropped.append(time.monotonic())
    async with running(client) as line:
        broker.control("POST", "/sockets/drop", {"half_open": True})
        began = time.monotonic()

        line.opened.clear()
        await line.within(NOTICED_WITHIN + 5)

    assert dropped[0] - began <= NOTICED_WITHIN


async def test_purchase_on_a_line_that_goes_half_open_is_unknown(broker: Broker) -> None:
    account = broker.account()
    fault = {"target": "buy", "effect": "half_open_after", "count": 1}
    async with running(linked(account)) as line:
        desk = BrokerAccount(line.client, "USD")
        proposal = await desk.price("1HZ100V", "CALL", 1, Decimal("10"))
        broker.control("POST", "/faults", fault)

        with pytest.raises(BrokerStateUnknown):
            await desk.buy(proposal.id, Decimal("10"), 1.0, send_within=1.0)
        await line.again()

        assert len(await desk.holdings(0)) == 1


async def test_stream_asked_for_twice_is_one_stream_at_the_broker(broker: Broker) -> None:
    async with running(public(broker)) as line:
        for _ in range(2):
            await line.client.subscribe("ticks:R_50", calls.ticks("R_50"), lambda _: None)
        await line.client.call(calls.TIME)
        broker.control("POST", "/sockets/drop", {})
        await line.again()
        await line.client.subscribe("ticks:R_50", calls.ticks("R_50"), lambda _: None)
        await line.client.call(calls.TIME)

        assert [row["streams"] for row in broker.control("GET", "/sockets")] == [1]
