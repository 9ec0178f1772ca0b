"""What the feed's owner publishes of a symbol, and how often."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial

from functions.trader.symbol_feed import SymbolFeed
from functions.trader.threads import Threads
from functions.trader.views import LEAST_SECONDS, ViewWriter
from nexus.trading.expected import MeasuredRates
from nexus.trading.market import Candle, MarketView, Tick
from nexus.trading.market_state import MarketState
from nexus.trading.measured import RateMeter
from tests.factories import NOW
from tests.unit.trading.test_measured import walk


@dataclass
class Shelf:
    """Keeps what was published."""

    views: list[MarketView] = field(default_factory=list)
    candles: list[Sequence[Candle]] = field(default_factory=list)
    rates: list[MeasuredRates] = field(default_factory=list)

    def put_view(self, view: MarketView) -> None:
        self.views.append(view)

    def put_candles(self, symbol: str, candles: Sequence[Candle], at: datetime) -> None:
        self.candles.append(candles)

    def put_rates(self, rates: MeasuredRates, at: datetime) -> None:
        self.rates.append(rates)


def _feed() -> SymbolFeed:
    feed = SymbolFeed("R_100", 2, partial(MarketState, "R_100", 2))
    history = walk(300)
    feed.fill(history, [], NOW)
    return feed


def tick_of(epoch: int) -> Tick:
    """A tick of R_100."""
    return Tick("R_100", epoch, Decimal("100.00"))


async def test_hit_rates_are_published_with_each_new_minute_and_not_in_between() -> None:
    shelf, feed = Shelf(), _feed()
    writer = ViewWriter(shelf, Threads(1, "test"), lambda: NOW, lambda: True)

    for epoch in (300 * 60, 300 * 60 + 2, 301 * 60):
        writer.on_ticks(feed, feed.receive(tick_of(epoch), NOW))
        await writer.flush()
        await asyncio.sleep(LEAST_SECONDS)

    assert len(shelf.views) == 3
    assert [rates.candles for rates in shelf.rates] == [300, 301]
    assert shelf.rates[-1] == RateMeter("R_100").measure(feed.candles[:-1])
    assert shelf.rates[-1].by_minutes[5]["momentum"].count > 0
