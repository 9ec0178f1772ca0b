"""Watch every symbol: python -m tests.bench.link.clients CLIENT URL TICKS, prints a Watch."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from websockets.asyncio.client import connect

from nexus.adapters.broker.client import BrokerClient, fixed
from nexus.adapters.broker.market import PublicMarket
from nexus.adapters.broker.wire import Frame, tick_of
from tests.bench.link.server import SYMBOLS
from tests.bench.link.watch import Watch

NAMES = [f"SYM_{number}" for number in range(SYMBOLS)]


async def bare(url: str, watch: Watch) -> None:
    """Use websockets and json, nothing else: floats, no streams, no time limits."""
    async with connect(url, compression=None, ping_interval=None, proxy=None) as socket:
        for number, name in enumerate(NAMES):
            request = {"ticks": name, "subscribe": 1, "req_id": number + 1}
            await socket.send(json.dumps(request))
        async for text in socket:
            tick = json.loads(text)["tick"]
            if tick["quote"] and watch.saw(tick["sent"]):
                return


async def nexus(url: str, watch: Watch) -> None:
    """Use our client as the trader does: exact ticks, one handler for each symbol."""
    done = asyncio.Event()

    def take(frame: Frame) -> None:
        body: Any = frame.body
        if tick_of(frame) and watch.saw(body["tick"]["sent"]):
            done.set()

    client = BrokerClient("bench", lambda: fixed(url))
    market = PublicMarket(client)
    for name in NAMES:
        await market.follow(name, take)
    running = asyncio.create_task(client.run())
    await done.wait()
    await client.close()
    await running


CLIENTS: Mapping[str, Callable[[str, Watch], Awaitable[None]]] = {"bare": bare, "nexus": nexus}


def main(name: str, url: str, ticks: str) -> None:
    """Run one client and print what it measured."""
    watch = Watch(SYMBOLS, int(ticks))
    asyncio.run(CLIENTS[name](url, watch))  # type: ignore[arg-type]
    print(watch.report())


if __name__ == "__main__":
    main(*sys.argv[1:])
