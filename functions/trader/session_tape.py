"""Keep the ticks that sessions traded on, whole minutes at a time, so they can be replayed."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from functions.trader.session_market import SessionMarket
from functions.trader.symbol_feed import SymbolFeed
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from nexus.adapters.dynamodb.tape import DynamoTape
from nexus.kernel.clock import Clock, to_epoch
from nexus.kernel.errors import NexusError
from nexus.trading.candles import minute_of
from nexus.trading.market import Tick
from nexus.trading.session import Session

LOG = logging.getLogger("nexus.trader")


@dataclass
class SessionTape:
    """Write each minute of a followed symbol once it is over; a repeat replaces it."""

    tape: DynamoTape
    threads: Threads
    clock: Clock
    tasks: Tasks
    _minutes: dict[str, int] = field(default_factory=dict)

    async def begin(self, session: Session, market: SessionMarket) -> None:
        """Keep what a session began with, or what was missed since somebody else ran it."""
        symbol, session_id = market.feed.symbol, session.session_id
        await self.threads.run(
            self.tape.open, symbol, session_id, market.opening, session.started_at or self.clock()
        )
        ticks = market.feed.recent()
        if session.started_at is None or not ticks:
            return
        # The first minute at hand may lack its beginning: what is on record of it is better.
        since = max(minute_of(to_epoch(session.started_at)), minute_of(ticks[0].epoch) + 60)
        await self._keep([tick for tick in ticks if tick.epoch >= since])

    def on_tick(self, feed: SymbolFeed, ticks: Sequence[Tick]) -> None:
        """Note new ticks; write the minutes that are over."""
        now = minute_of(ticks[-1].epoch)
        before = self._minutes.setdefault(feed.symbol, minute_of(ticks[0].epoch))
        if now > before:
            self._minutes[feed.symbol] = now
            over = [tick for tick in feed.recent() if before <= tick.epoch < now]
            self.tasks.spawn(self._keep(over), f"tape:{feed.symbol}")

    async def end(self, feed: SymbolFeed) -> None:
        """Keep the minute that is still running."""
        recent = feed.recent()
        if recent:
            now = minute_of(recent[-1].epoch)
            await self._keep([tick for tick in recent if tick.epoch >= now])

    async def _keep(self, ticks: Sequence[Tick]) -> None:
        if not ticks:
            return
        try:
            await self.threads.run(self.tape.keep, ticks, self.clock())
        except NexusError as e:
            facts = {"symbol": ticks[0].symbol, "error": e.detail}
            LOG.warning("tape_has_a_hole", extra={"event": "tape_has_a_hole", **facts})
