"""What can be traded now, as the broker tells it."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Protocol

from functions.trader.threads import Threads
from nexus.adapters.broker.market import PublicMarket
from nexus.adapters.broker.shapes import SymbolRow
from nexus.kernel.errors import NexusError
from nexus.trading.market import Instrument

LOG = logging.getLogger("nexus.trader")


class InstrumentShelf(Protocol):
    """Where instruments are published."""

    def put_instruments(self, instruments: list[Instrument]) -> None: ...


@dataclass
class Catalogue:
    """Keep the instruments in memory and in the market table in step with the broker."""

    market: PublicMarket
    shelf: InstrumentShelf
    threads: Threads
    is_speaker: Callable[[], bool] = lambda: True
    _known: dict[str, Instrument] = field(default_factory=dict)
    _published: dict[str, Instrument] = field(default_factory=dict)

    def get(self, symbol: str) -> Instrument | None:
        """Look up one instrument."""
        return self._known.get(symbol)

    async def refresh(self) -> None:
        """Ask what is on offer and publish what changed."""
        for row in await self.market.symbols():
            await self._update(row)

    async def refresh_some(self, symbols: Collection[str]) -> None:
        """Ask about some symbols only; the full list takes a while."""
        for row in await self.market.symbols():
            if row.underlying_symbol in symbols:
                await self._update(row)

    async def _update(self, row: SymbolRow) -> None:
        known = self._known.get(row.underlying_symbol)
        try:
            found = await self._describe(row, known)
        except NexusError as e:
            facts = {"symbol": row.underlying_symbol, "error": e.detail}
            LOG.warning("instrument_unknown", extra={"event": "instrument_unknown", **facts})
            return
        if not found.offerings:
            return
        self._known[found.symbol] = found
        if self.is_speaker() and found != self._published.get(found.symbol):
            await self.threads.run(self.shelf.put_instruments, [found])
            self._published[found.symbol] = found

    async def _describe(self, row: SymbolRow, known: Instrument | None) -> Instrument:
        if known is not None:
            return replace(known, is_open=row.is_open)
        return await self.market.instrument(row)
