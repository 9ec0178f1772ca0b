"""The broker's past candles, within its limits and terms."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from nexus.adapters.broker import calls
from nexus.adapters.broker.client import BrokerClient, fixed
from nexus.adapters.broker.wire import Request, candles_of
from nexus.kernel.errors import FieldError, Malformed, Unavailable
from nexus.trading.market import Candle

PAGE = 1000
MINUTE = 60
MOST_DAYS = 60
OPEN_SECONDS = 10.0
# The broker's terms allow its prices to be kept for a day (design.md, D15).
CACHE_SECONDS = 86_400


@dataclass(frozen=True)
class BrokerHistory:
    """Read one-minute candles from the public socket, a page of 1000 at a time.

    The client's budgets pace the requests; `reserve` of each minute are kept for others.
    """

    client: BrokerClient
    reserve: int = 60

    async def candles(
        self, symbol: str, start: int, end: int, tell: Callable[[int, int], None] | None = None
    ) -> list[Candle]:
        """Read the closed candles from minute `start` up to `end` (epoch seconds).

        Raises Malformed for a range beyond what the broker's history is used for. `tell` is
        called before each page, with 0 and how many candles are wanted, and may raise to stop.
        """
        check_range(start, end)
        found: dict[int, Candle] = {}
        for first, last in _pages(start, end):
            if tell is not None:
                tell(0, (end - start) // MINUTE)
            frame = await self.client.call(_request(symbol, first, last), reserve=self.reserve)
            found |= {each.epoch: each for each in candles_of(frame) if first <= each.epoch < last}
        return [found[epoch] for epoch in sorted(found)]


@asynccontextmanager
async def public_line(url: str, within: float = OPEN_SECONDS) -> AsyncIterator[BrokerClient]:
    """Keep a public socket open; raises Unavailable when it does not open in time."""
    opened = asyncio.Event()

    async def connected() -> None:
        opened.set()

    client = BrokerClient("history", lambda: fixed(url), on_connected=connected)
    line = asyncio.create_task(client.run())
    try:
        await _opened(opened, url, within)
        yield client
    finally:
        await client.close()
        line.cancel()
        with suppress(asyncio.CancelledError):
            await line


async def _opened(opened: asyncio.Event, url: str, within: float) -> None:
    try:
        await asyncio.wait_for(opened.wait(), within)
    except TimeoutError as e:
        raise Unavailable(f"Expected a socket at {url} within {within:g} s") from e


def check_range(start: int, end: int) -> None:
    """Raise Malformed unless `start` lies before `end` and no more than 60 days."""
    if start >= end:
        raise Malformed(FieldError("range", f"Expected start before end, was {start} and {end}"))
    days = (end - start) / 86_400
    if days > MOST_DAYS:
        raise Malformed(FieldError("range", f"Expected at most {MOST_DAYS} days, was {days:.1f}"))


@dataclass(frozen=True)
class CandleCache:
    """Keep answers as files for less than a day; what is older is deleted, not read."""

    folder: Path
    now: Callable[[], float] = time.time

    def get(self, symbol: str, start: int, end: int) -> str | None:
        """Return the text kept for a range, or None."""
        self._expire()
        with suppress(FileNotFoundError):
            return self._path(symbol, start, end).read_text()
        return None

    def put(self, symbol: str, start: int, end: int, text: str) -> None:
        """Keep a text for a range."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._path(symbol, start, end).write_text(text)

    def _expire(self) -> None:
        for path in self.folder.glob("*.csv"):
            if self.now() - path.stat().st_mtime >= CACHE_SECONDS:
                path.unlink(missing_ok=True)

    def _path(self, symbol: str, start: int, end: int) -> Path:
        if not symbol.replace("_", "").isalnum():
            raise Malformed(FieldError("symbol", f"Expected letters and digits, was {symbol}"))
        return self.folder / f"{symbol}-{start}-{end}.csv"


def _pages(start: int, end: int) -> Iterator[tuple[int, int]]:
    for first in range(start - start % MINUTE, end, PAGE * MINUTE):
        yield first, min(first + PAGE * MINUTE, end - end % MINUTE)


def _request(symbol: str, first: int, last: int) -> Request:
    newest = calls.candle_history(symbol, PAGE)
    window = {name: value for name, value in newest.items() if name != "adjust_start_time"}
    return {**window, "start": first, "end": str(last - 1)}
