"""Publish votes and candles: votes at most once a second and symbol, candles per minute."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from functions.trader.symbol_feed import SymbolFeed
from functions.trader.threads import Threads
from nexus.kernel.clock import Clock
from nexus.trading.market import Candle, MarketView, Tick

LOG = logging.getLogger("nexus.trader")
LEAST_SECONDS = 1.0


class ViewShelf(Protocol):
    """Where votes and candles are published."""

    def put_view(self, view: MarketView) -> None: ...

    def put_candles(self, symbol: str, candles: Sequence[Candle], at: datetime) -> None: ...


@dataclass
class ViewWriter:
    """Remember which symbols moved, and write them when their second is over."""

    shelf: ViewShelf
    threads: Threads
    clock: Clock
    is_speaker: Callable[[], bool]
    _moved: dict[str, SymbolFeed] = field(default_factory=dict)
    _written: dict[str, float] = field(default_factory=dict)
    _minutes: dict[str, int] = field(default_factory=dict)
    _failures: dict[str, dict[str, str]] = field(default_factory=dict)

    def on_ticks(self, feed: SymbolFeed, _ticks: list[Tick]) -> None:
        """Note that a symbol moved."""
        self._moved[feed.symbol] = feed
        if feed.failures and feed.failures != self._failures.get(feed.symbol):
            facts = {"symbol": feed.symbol, "failures": feed.failures}
            LOG.error("strategy_failed", extra={"event": "strategy_failed", **facts})
        self._failures[feed.symbol] = feed.failures

    async def flush(self) -> None:
        """Write every symbol that moved and is due; somebody else's turn leaves it for later."""
        if not self.is_speaker():
            return
        now = asyncio.get_running_loop().time()
        due = [s for s in self._moved if now - self._written.get(s, 0.0) >= LEAST_SECONDS]
        for symbol in due:
            self._written[symbol] = now
        await asyncio.gather(*(self._write(self._moved.pop(symbol)) for symbol in due))

    async def _write(self, feed: SymbolFeed) -> None:
        if feed.view is not None:
            await self.threads.run(self.shelf.put_view, feed.view)
        candles = feed.candles
        if candles and candles[-1].epoch != self._minutes.get(feed.symbol):
            self._minutes[feed.symbol] = candles[-1].epoch
            await self.threads.run(self.shelf.put_candles, feed.symbol, candles, self.clock())
