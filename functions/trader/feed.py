"""The market feed: which symbols are followed, and their ticks passed on without holes."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from functions.trader.broker_time import BrokerTime
from functions.trader.catalogue import Catalogue
from functions.trader.symbol_feed import SymbolFeed
from functions.trader.tasks import Tasks
from nexus.adapters.broker.market import HISTORY_MOST, PublicMarket
from nexus.adapters.broker.wire import Frame, tick_of
from nexus.kernel.clock import Clock
from nexus.kernel.errors import NexusError, NotFound
from nexus.trading.market import Tick
from nexus.trading.market_state import MarketState

LOG = logging.getLogger("nexus.trader")
# A state loaded with less votes otherwise, in the last digits, than one that lived on.
WARM_CANDLES = 501
RETRY_SECONDS = 2.0
READY_SECONDS = 5.0


@dataclass
class MarketFeed:
    """Follow each symbol for as long as somebody has a reason to."""

    market: PublicMarket
    catalogue: Catalogue
    time: BrokerTime
    clock: Clock
    tasks: Tasks
    on_ticks: list[Callable[[SymbolFeed, list[Tick]], None]] = field(default_factory=list)
    _feeds: dict[str, SymbolFeed] = field(default_factory=dict)
    _reasons: dict[str, set[str]] = field(default_factory=dict)
    _ready: dict[str, asyncio.Event] = field(default_factory=dict)

    @property
    def feeds(self) -> dict[str, SymbolFeed]:
        """The followed symbols."""
        return self._feeds

    async def want(self, symbol: str, reason: str) -> None:
        """Follow a symbol until `unwant` is called with the same reason."""
        instrument = self.catalogue.get(symbol)
        if instrument is None:
            raise NotFound(f"The broker offers no {symbol}", "SYMBOL_UNKNOWN")
        self._reasons.setdefault(symbol, set()).add(reason)
        if symbol in self._feeds:
            return
        decimals = instrument.decimals
        feed = SymbolFeed(symbol, decimals, partial(MarketState, symbol, decimals))
        self._feeds[symbol], self._ready[symbol] = feed, asyncio.Event()
        await self.market.follow(symbol, partial(self._on_frame, feed))
        self.tasks.spawn(self._fill(feed), f"fill:{symbol}")

    async def unwant(self, symbol: str, reason: str) -> None:
        """Take back one reason; the last one ends the stream."""
        reasons = self._reasons.get(symbol, set())
        reasons.discard(reason)
        if not reasons and self._feeds.pop(symbol, None) is not None:
            self._reasons.pop(symbol, None)
            self._ready.pop(symbol, None)
            await self.market.leave(symbol)

    async def ready(self, symbol: str, within: float = READY_SECONDS) -> SymbolFeed | None:
        """Wait until a symbol's ticks flow without a hole; None when they do not."""
        event = self._ready.get(symbol)
        if event is None:
            return None
        try:
            await asyncio.wait_for(event.wait(), within)
        except TimeoutError:
            return None
        return self._feeds.get(symbol)

    def disconnected(self) -> None:
        """Hold every symbol back: ticks are being missed."""
        for symbol, feed in self._feeds.items():
            feed.hold()
            self._ready[symbol].clear()

    async def connected(self) -> None:
        """Learn the time, then close every hole."""
        await self.learn_time()
        for feed in list(self._feeds.values()):
            if feed.is_filling:
                self.tasks.spawn(self._fill(feed), f"fill:{feed.symbol}")

    async def learn_time(self) -> None:
        """Compare our clock with the broker's."""
        sent = self.clock()
        told = await self.market.time()
        self.time.learn(sent, self.clock(), told)

    def age(self) -> float | None:
        """Tell how old the newest tick is, in seconds; None before the first."""
        return min(self.ages().values(), default=None)

    def ages(self) -> dict[str, float]:
        """Tell how old each symbol's last tick is, in seconds; those without one are left out."""
        now, feeds = self.time.now(), self._feeds.items()
        last = {symbol: feed.last_epoch for symbol, feed in feeds}
        return {symbol: max(0.0, now - at) for symbol, at in last.items() if at is not None}

    def start_epoch(self, symbol: str) -> int:
        """Tell the second a contract bought now would start: never before a tick already seen."""
        feed = self._feeds.get(symbol)
        return max(int(self.time.now()), (feed.last_epoch or 0) if feed else 0)

    def _on_frame(self, feed: SymbolFeed, frame: Frame) -> None:
        tick = tick_of(frame)
        if tick is None or self._feeds.get(feed.symbol) is not feed:
            return
        self.time.saw(tick.epoch)
        was_filling = feed.is_filling
        self._pass_on(feed, feed.receive(tick, self.clock()))
        if feed.is_filling and not was_filling:
            self._ready[feed.symbol].clear()
            self.tasks.spawn(self._fill(feed), f"fill:{feed.symbol}")

    async def _fill(self, feed: SymbolFeed) -> None:
        while feed.is_filling and self._feeds.get(feed.symbol) is feed:
            try:
                await self._fill_once(feed)
            except NexusError as e:
                facts = {"symbol": feed.symbol, "error": e.detail}
                LOG.warning("history_missing", extra={"event": "history_missing", **facts})
                await asyncio.sleep(RETRY_SECONDS)

    async def _fill_once(self, feed: SymbolFeed) -> None:
        since = feed.last_epoch
        history = (
            await self.market.last_ticks(feed.symbol, HISTORY_MOST)
            if since is None
            else await self.market.ticks(feed.symbol, since)
        )
        candles = await self.market.candles(feed.symbol, WARM_CANDLES)
        if not feed.is_filling:
            return
        fresh = feed.fill(candles, history, self.clock())
        facts = {"symbol": feed.symbol, "ticks": len(history), "since": since}
        LOG.info("history_joined", extra={"event": "history_joined", **facts})
        self._ready[feed.symbol].set()
        self._pass_on(feed, fresh)

    def _pass_on(self, feed: SymbolFeed, ticks: list[Tick]) -> None:
        if ticks:
            for listener in self.on_ticks:
                listener(feed, ticks)
