"""Keep the feed following what browsers show."""

import logging
from dataclasses import dataclass, field

from functions.trader.browsers import Audience, TickCaster
from functions.trader.feed import MarketFeed
from functions.trader.threads import Threads
from nexus.kernel.clock import Clock
from nexus.kernel.errors import NotFound

REASON = "browser"
LOG = logging.getLogger("nexus.trader")


@dataclass
class ShownSymbols:
    """Look each second who shows what."""

    audience: Audience
    feed: MarketFeed
    caster: TickCaster
    threads: Threads
    clock: Clock
    _shown: set[str] = field(default_factory=set)

    async def refresh(self) -> None:
        """Follow what became wanted, leave what nobody wants any more."""
        wanted = set(await self.threads.run(self.audience.wanted_symbols, self.clock()))
        for symbol in wanted - self._shown:
            await self._follow(symbol)
        for symbol in self._shown - wanted:
            self._shown.discard(symbol)
            await self.feed.unwant(symbol, REASON)
        await self.caster.refresh(self._shown)

    async def _follow(self, symbol: str) -> None:
        try:
            await self.feed.want(symbol, REASON)
        except NotFound:
            return
        self._shown.add(symbol)
