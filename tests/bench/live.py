"""Tick to browser: sandbox frame sent → browser socket received, beside PostToConnection alone."""

import asyncio
import contextlib
import json
import os
import signal
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import boto3
from botocore.config import Config
from websockets.asyncio.client import ClientConnection, connect

from functions.trader.browsers import GATHER
from infra.local.aws import ROOT_KEY
from infra.local.product import LocalNexus
from infra.local.settings import REGION
from tests.bench.people import Person
from tests.bench.table import Row, ratio_row

SOCKETS = 100
# All five tick together every two seconds: the one-second coalescing never holds a tick back,
# only the moment in which a burst is gathered does, and that is a constant.
SYMBOLS = ("R_10", "R_25", "R_50", "R_75", "R_100")
SECONDS, BURSTS, LIMIT = 40.0, 20, 1.5
POSTERS = 16
Moment = tuple[str, int]


@dataclass
class Stopwatch:
    """What arrived where and when, in seconds of one clock."""

    sent: dict[Moment, float] = field(default_factory=dict)
    received: list[tuple[float, str | bytes]] = field(default_factory=list)

    def latencies(self) -> list[float]:
        """Match what browsers got with what the broker sent."""
        found = []
        for at, frame in self.received:
            message = json.loads(frame)
            if message.get("type") != "tick":
                continue
            for tick in message["data"]["ticks"]:
                sent = self.sent.get((tick["symbol"], tick["epoch"]))
                if sent is not None:
                    found.append(at - sent)
        return found


def measure(nexus: LocalNexus) -> list[Row]:
    """Watch ticks cross the running product."""
    return asyncio.run(_measure(nexus))


async def _measure(nexus: LocalNexus) -> list[Row]:
    async with _browsers(nexus) as (sockets, watch):
        async with _broker(nexus, watch):
            await asyncio.sleep(SECONDS / 4)
            watch.received.clear()
            await asyncio.sleep(SECONDS)
        ticks = [seconds - GATHER for seconds in watch.latencies()]
        floor = await _floor(nexus, sockets, watch)
    return [_row("p50", 50, ticks, floor), _row("p99", 99, ticks, floor)]


@asynccontextmanager
async def _browsers(
    nexus: LocalNexus,
) -> AsyncIterator[tuple[list[ClientConnection], Stopwatch]]:
    person, watch = Person(nexus), Stopwatch()
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(person.close)
        sockets = []
        for _ in range(SOCKETS):
            url = await asyncio.to_thread(person.socket_url)
            socket = await stack.enter_async_context(
                connect(url, origin=nexus.url, proxy=None)  # type: ignore[arg-type]
            )
            await socket.send(json.dumps({"action": "subscribe", "symbols": SYMBOLS}))
            sockets.append(socket)
        readers = [asyncio.create_task(_receive(socket, watch)) for socket in sockets]
        yield sockets, watch
        for reader in readers:
            reader.cancel()


async def _receive(socket: ClientConnection, watch: Stopwatch) -> None:
    async for frame in socket:
        watch.received.append((time.perf_counter(), frame))


@asynccontextmanager
async def _broker(nexus: LocalNexus, watch: Stopwatch) -> AsyncIterator[None]:
    url = f"{nexus.settings.broker.websocket_url}/trading/v1/options/ws/public"
    async with connect(url, proxy=None) as socket:
        await socket.send(json.dumps({"ticks": SYMBOLS, "subscribe": 1}))
        reader = asyncio.create_task(_follow(socket, watch))
        yield
        reader.cancel()


async def _follow(socket: ClientConnection, watch: Stopwatch) -> None:
    async for frame in socket:
        at, tick = time.perf_counter(), json.loads(frame).get("tick")
        if tick:
            watch.sent.setdefault((tick["symbol"], tick["epoch"]), at)


async def _floor(
    nexus: LocalNexus, sockets: Sequence[ClientConnection], watch: Stopwatch
) -> list[float]:
    """Post to the same sockets with the trader stopped and nobody else about."""
    sample = next(frame for _, frame in watch.received if '"tick"' in str(frame))
    data = sample if isinstance(sample, bytes) else sample.encode()
    trader = nexus.processes["trader"].pid
    os.kill(trader, signal.SIGSTOP)
    try:
        await asyncio.sleep(2)
        return await _post_bursts(nexus, data, watch, len(sockets))
    finally:
        os.kill(trader, signal.SIGCONT)


async def _post_bursts(
    nexus: LocalNexus, data: bytes, watch: Stopwatch, sockets: int
) -> list[float]:
    connection_ids = _connection_ids(nexus)
    if len(connection_ids) != sockets:
        raise RuntimeError(f"Expected {sockets} connections, was {len(connection_ids)}")
    client = _poster(nexus)
    found: list[float] = []
    with ThreadPoolExecutor(POSTERS) as pool:
        for _ in range(BURSTS):
            watch.received.clear()
            started = time.perf_counter()
            loop = asyncio.get_running_loop()
            posts = [
                loop.run_in_executor(
                    pool, partial(client.post_to_connection, ConnectionId=each, Data=data)
                )
                for each in connection_ids
            ]
            await asyncio.gather(*posts)
            await asyncio.sleep(1)
            found += [at - started for at, _ in watch.received]
    return found


def _poster(nexus: LocalNexus) -> Any:
    out, path = nexus.outputs, "_aws/execute-api"
    return boto3.client(
        "apigatewaymanagementapi",
        endpoint_url=f"{nexus.aws.endpoint}/{path}/{out['WebsocketApiId']}/{out['WebsocketApiStage']}",
        region_name=REGION,
        aws_access_key_id=ROOT_KEY,
        aws_secret_access_key=ROOT_KEY,
        config=Config(max_pool_connections=POSTERS, proxies={}),
    )


def _connection_ids(nexus: LocalNexus) -> list[str]:
    table = nexus.outputs["TablePrefix"] + "connections"
    answer = nexus.aws.client("dynamodb").query(
        TableName=table,
        KeyConditionExpression="topic = :topic",
        ExpressionAttributeValues={":topic": {"S": f"SYMBOL#{SYMBOLS[0]}"}},
    )
    return [item["connection_id"]["S"] for item in answer["Items"]]


def _row(name: str, percent: int, ours: Sequence[float], floor: Sequence[float]) -> Row:
    what = f"tick to browser, {name} of {SOCKETS} sockets, {len(SYMBOLS)} symbols"
    note = f"beside PostToConnection alone; {GATHER * 1000:.0f} ms of coalescing subtracted"
    mine, base = (statistics.quantiles(each, n=100)[percent - 1] * 1000 for each in (ours, floor))
    return ratio_row(what, mine, base, LIMIT, "ms", f"{note}; {len(ours)} ticks")
