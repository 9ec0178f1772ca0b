"""Publish votes at most once a second and symbol, candles and hit rates once a minute."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from functions.trader.failures import StrategyFailures
from functions.trader.symbol_feed import SymbolFeed
from functions.trader.threads import Threads
from nexus.kernel.clock import Clock
from nexus.trading.expected import MeasuredRates
from nexus.trading.market import Candle, MarketView, Tick
from nexus.trading.measured import RateMeter

LEAST_SECONDS = 1.0


class ViewShelf(Protocol):
    """Where votes, candles and hit rates are published."""

    def put_view(self, view: MarketView) -> None: ...

    def put_candles(self, symbol: str, candles: Sequence[Candle], at: datetime) -> None: ...

    def put_rates(self, rates: MeasuredRates, at: datetime) -> None: ...


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
    _failures: StrategyFailures = field(init=False)
    _meters: dict[str, RateMeter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._failures = StrategyFailures(self.clock)

    def on_ticks(self, feed: SymbolFeed, _ticks: list[Tick]) -> None:
        """Note that a symbol moved."""
        self._moved[feed.symbol] = feed
        self._failures.report(feed.symbol, feed.failures, symbol=feed.symbol)

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
            await self.threads.run(self._write_minute, feed.symbol, candles)

    def _write_minute(self, symbol: str, candles: Sequence[Candle]) -> None:
        meter, at = self._meters.setdefault(symbol, RateMeter(symbol)), self.clock()
        self.shelf.put_candles(symbol, candles, at)
        self.shelf.put_rates(meter.measure(candles[:-1]), at)
