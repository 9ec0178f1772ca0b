"""Keep the feed following what browsers show and what prices are asked of."""

from collections.abc import Callable
from dataclasses import dataclass, field

from functions.trader.browsers import Audience, TickCaster
from functions.trader.feed import MarketFeed
from functions.trader.threads import Threads
from nexus.kernel.clock import Clock
from nexus.kernel.errors import NotFound

REASON = "wanted"


@dataclass
class ShownSymbols:
    """Look each second who shows what; a trade needs votes on what it is priced for."""

    audience: Audience
    feed: MarketFeed
    caster: TickCaster
    threads: Threads
    clock: Clock
    priced: Callable[[], set[str]]
    _shown: set[str] = field(default_factory=set)

    async def refresh(self) -> None:
        """Follow what became wanted, leave what nobody wants any more."""
        shown = set(await self.threads.run(self.audience.wanted_symbols, self.clock()))
        wanted = shown | self.priced()
        for symbol in wanted - self._shown:
            await self._follow(symbol)
        for symbol in self._shown - wanted:
            self._shown.discard(symbol)
            await self.feed.unwant(symbol, REASON)
        await self.caster.refresh(shown)

    async def _follow(self, symbol: str) -> None:
        try:
            await self.feed.want(symbol, REASON)
        except NotFound:
            return
        self._shown.add(symbol)
