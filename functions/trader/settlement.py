"""Paper trades decided by the ticks of the market, back-filled when some were missed."""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from functions.trader.books import Books, key_of
from functions.trader.feed import MarketFeed
from functions.trader.symbol_feed import SymbolFeed
from functions.trader.tasks import Tasks
from nexus.kernel.account import Account
from nexus.kernel.clock import Clock, from_epoch, to_epoch
from nexus.kernel.errors import NexusError
from nexus.kernel.money import ZERO
from nexus.trading.contract import Result, decide_result, entry_tick
from nexus.trading.lifecycle import Settlement, TradeChange, entered, settled
from nexus.trading.market import Tick
from nexus.trading.models import Trade, TradeStatus

LOG = logging.getLogger("nexus.trader")
# Either end of a contract is looked for within this many seconds of its moment.
SEARCH_SECONDS = 600
SETTLES_WITHIN = 5
GIVE_UP_AFTER = timedelta(minutes=10)
MISSING = Result(TradeStatus.CANCELLED, None, None)


@dataclass
class PaperSettler:
    """Watch open paper trades and end each one once."""

    books: Books
    feed: MarketFeed
    clock: Clock
    tasks: Tasks
    _open: dict[str, dict[str, Trade]] = field(default_factory=lambda: defaultdict(dict))
    _settling: set[str] = field(default_factory=set)
    _entering: set[str] = field(default_factory=set)

    @property
    def open_count(self) -> int:
        """How many paper trades are open."""
        return sum(len(trades) for trades in self._open.values())

    def watch(self, trade: Trade) -> None:
        """End a trade when its time has come."""
        self._open[trade.symbol][trade.trade_id] = trade

    def is_watching(self, trade: Trade) -> bool:
        """Tell whether a trade is being watched."""
        return trade.trade_id in self._open[trade.symbol]

    async def leave(self, is_gone: Callable[[str], bool]) -> None:
        """Forget the trades of accounts that are somebody else's now."""
        watched = [trade for trades in self._open.values() for trade in trades.values()]
        for trade in watched:
            if is_gone(trade.account_id):
                self._open[trade.symbol].pop(trade.trade_id, None)
                await self.feed.unwant(trade.symbol, trade.trade_id)

    def on_ticks(self, feed: SymbolFeed, ticks: list[Tick]) -> None:
        """Look which trades these ticks enter or end."""
        last = ticks[-1].epoch
        for trade in list(self._open[feed.symbol].values()):
            if last > _expiry(trade):
                self.tasks.spawn(self.settle(trade), f"settle:{trade.trade_id}")
            elif trade.entry_spot is None and last > _start(trade):
                self.tasks.spawn(self._enter(feed, trade), f"enter:{trade.trade_id}")

    async def look_again(self) -> None:
        """Settle what should have ended and was not woken by a tick."""
        now = self.feed.time.now()
        watched = [trade for trades in self._open.values() for trade in trades.values()]
        for trade in watched:
            if now > _expiry(trade) + SETTLES_WITHIN:
                await self.settle(trade)

    async def settle(self, trade: Trade) -> None:
        """End a trade if the ticks that decide it are known; otherwise leave it for later."""
        if trade.trade_id in self._settling or self.feed.time.now() <= _expiry(trade):
            return
        self._settling.add(trade.trade_id)
        try:
            await self._settle(trade)
        except NexusError as e:
            facts = {"trade_id": trade.trade_id, "error": e.detail}
            LOG.warning("settlement_waits", extra={"event": "settlement_waits", **facts})
        finally:
            self._settling.discard(trade.trade_id)

    async def _settle(self, trade: Trade) -> None:
        result = await self._result(trade)
        if result is None:
            return

        def step(account: Account, now: Trade) -> TradeChange | None:
            if now.status is not TradeStatus.OPEN:
                return None
            return settled(account, now, settlement_of(now, result, self.clock()))

        await self.books.apply(key_of(trade), step)
        self._open[trade.symbol].pop(trade.trade_id, None)
        await self.feed.unwant(trade.symbol, trade.trade_id)

    async def _enter(self, feed: SymbolFeed, trade: Trade) -> None:
        tick = entry_tick(
            feed.window(_start(trade), _start(trade) + SEARCH_SECONDS) or [], _start(trade)
        )
        if tick is None or trade.trade_id in self._entering:
            return
        self._entering.add(trade.trade_id)
        try:
            await self._record_entry(trade, tick)
        except NexusError as e:
            # The trade still has no entry: the next tick tries again.
            facts = {"trade_id": trade.trade_id, "error": e.detail}
            LOG.warning("entry_waits", extra={"event": "entry_waits", **facts})
        finally:
            self._entering.discard(trade.trade_id)

    async def _record_entry(self, trade: Trade, tick: Tick) -> None:
        def step(account: Account, now: Trade) -> TradeChange | None:
            if now.status is not TradeStatus.OPEN or now.entry_spot is not None:
                return None
            return entered(account, now, tick, from_epoch(tick.epoch))

        change = await self.books.apply(key_of(trade), step)
        if change is not None and self.is_watching(trade):
            self.watch(change.trade)

    async def _result(self, trade: Trade) -> Result | None:
        start, expiry = _start(trade), _expiry(trade)
        feed = self.feed.feeds.get(trade.symbol)
        ticks = feed.window(start, expiry) if feed is not None else None
        if ticks is None:
            ticks = await self._history(trade.symbol, start, expiry)
        result = decide_result(trade.contract_type, ticks, start, expiry)
        if result is None and self._is_overdue(trade):
            return MISSING
        return result

    async def _history(self, symbol: str, start: int, expiry: int) -> list[Tick]:
        first = await self.feed.market.ticks(symbol, start, start + SEARCH_SECONDS)
        last = await self.feed.market.ticks(
            symbol, max(start, expiry - SEARCH_SECONDS), expiry + SEARCH_SECONDS
        )
        # Without a tick near the start the true entry is unknown; later ticks must not stand in.
        is_entry_known = entry_tick(first, start) is not None
        return joined(first, last) if is_entry_known else joined([], last[-1:])

    def _is_overdue(self, trade: Trade) -> bool:
        return self.feed.time.now() > _expiry(trade) + GIVE_UP_AFTER.total_seconds()


def joined(first: Sequence[Tick], last: Sequence[Tick]) -> list[Tick]:
    """Put two stretches of ticks together in time order, each tick once."""
    by_epoch = {tick.epoch: tick for tick in (*first, *last)}
    return [by_epoch[epoch] for epoch in sorted(by_epoch)]


def settlement_of(trade: Trade, result: Result, at: datetime) -> Settlement:
    """Say what a decided contract gives back."""
    returned = {
        TradeStatus.WON: trade.payout or ZERO,
        TradeStatus.LOST: ZERO,
        TradeStatus.CANCELLED: trade.stake,
    }
    entry, last = result.entry, result.exit
    return Settlement(
        status=result.status,
        credited=returned[result.status],
        at=at,
        entry_spot=entry.spot if entry else None,
        entry_at=from_epoch(entry.epoch) if entry else None,
        exit_spot=last.spot if last else None,
        exit_at=from_epoch(last.epoch) if last else None,
        reason="MISSING_DATA" if result.status is TradeStatus.CANCELLED else None,
    )


def _start(trade: Trade) -> int:
    return to_epoch(trade.opened_at or trade.requested_at)


def _expiry(trade: Trade) -> int:
    return to_epoch(trade.expires_at or trade.execute_before)
