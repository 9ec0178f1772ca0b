"""Straight to the browsers: ticks once a second and socket, everything else at once."""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from functions.trader.symbol_feed import SymbolFeed
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from nexus.kernel.clock import Clock, to_text
from nexus.kernel.errors import NexusError
from nexus.trading.market import Tick

LOG = logging.getLogger("nexus.trader")
TICK_PERIOD = 1.0
# Symbols tick together; a moment's wait puts one burst into one frame.
GATHER = 0.01


class Audience(Protocol):
    """Who listens to what."""

    def wanted_symbols(self, at: datetime) -> list[str]: ...

    def of_symbol(self, symbol: str, at: datetime) -> list[str]: ...

    def of_account(self, account_id: str, at: datetime) -> list[str]: ...

    def drop_from_symbol(self, symbol: str, connection_id: str) -> None: ...

    def drop_from_account(self, account_id: str, connection_id: str) -> None: ...


class Post(Protocol):
    """Send one frame to one socket; False when it is gone."""

    async def __call__(self, connection_id: str, data: bytes) -> bool: ...


@dataclass
class TickCaster:
    """Collect ticks and send each socket the ones of its symbols."""

    audience: Audience
    post: Post
    threads: Threads
    clock: Clock
    tasks: Tasks
    is_speaker: Callable[[], bool]
    _listeners: dict[str, frozenset[str]] = field(default_factory=dict)
    _ticks: list[tuple[SymbolFeed, Tick]] = field(default_factory=list)
    _last_cast: float = 0.0
    _is_casting: bool = False

    def on_ticks(self, feed: SymbolFeed, ticks: list[Tick]) -> None:
        """Take ticks to send with the next frame; only the live end of a back-fill is news."""
        if not self._listeners.get(feed.symbol) or not self.is_speaker():
            return
        self._ticks.append((feed, ticks[-1]))
        if not self._is_casting:
            self._is_casting = True
            self.tasks.spawn(self._cast(), "cast")

    async def refresh(self, symbols: Iterable[str]) -> None:
        """Look who shows which symbol."""
        at, wanted = self.clock(), list(symbols)
        reads = (self.threads.run(self.audience.of_symbol, symbol, at) for symbol in wanted)
        found = await asyncio.gather(*reads)
        self._listeners = {
            symbol: frozenset(ids) for symbol, ids in zip(wanted, found, strict=True)
        }

    async def _cast(self) -> None:
        now = asyncio.get_running_loop().time()
        await asyncio.sleep(max(GATHER, self._last_cast + TICK_PERIOD - now))
        self._last_cast = asyncio.get_running_loop().time()
        gathered, self._ticks, self._is_casting = self._ticks, [], False
        sends = (
            self._send(connection_id, symbols, frame)
            for symbols, frame, connection_ids in self._frames(gathered)
            for connection_id in connection_ids
        )
        await asyncio.gather(*sends)

    def _frames(
        self, gathered: list[tuple[SymbolFeed, Tick]]
    ) -> list[tuple[frozenset[str], bytes, list[str]]]:
        moved = {tick.symbol for _, tick in gathered}
        shown: dict[str, set[str]] = defaultdict(set)
        for symbol in moved:
            for connection_id in self._listeners.get(symbol, ()):
                shown[connection_id].add(symbol)
        groups: dict[frozenset[str], list[str]] = defaultdict(list)
        for connection_id, symbols in shown.items():
            groups[frozenset(symbols)].append(connection_id)
        ts = to_text(self.clock())
        return [(symbols, _frame(gathered, symbols, ts), ids) for symbols, ids in groups.items()]

    async def _send(self, connection_id: str, symbols: frozenset[str], frame: bytes) -> None:
        try:
            is_there = await self.post(connection_id, frame)
        except NexusError as e:
            LOG.warning("push_failed", extra={"event": "push_failed", "error": e.detail})
            return
        if not is_there:
            await self._forget(connection_id, symbols)

    async def _forget(self, connection_id: str, symbols: frozenset[str]) -> None:
        for symbol in symbols:
            listeners = self._listeners.get(symbol, frozenset())
            self._listeners[symbol] = listeners - {connection_id}
            await self.threads.run(self.audience.drop_from_symbol, symbol, connection_id)


def _frame(gathered: list[tuple[SymbolFeed, Tick]], symbols: frozenset[str], ts: str) -> bytes:
    ticks = [_row(feed, tick) for feed, tick in gathered if tick.symbol in symbols]
    return json.dumps({"type": "tick", "seq": None, "ts": ts, "data": {"ticks": ticks}}).encode()


def _row(feed: SymbolFeed, tick: Tick) -> dict[str, object]:
    quote = f"{tick.spot:.{feed.decimals}f}"
    return {
        "symbol": tick.symbol,
        "epoch": tick.epoch,
        "quote": quote,
        "pip_size": feed.decimals,
    }
