"""Paper trading on the live market: opened on the feed's clock at the quoted payout."""

from dataclasses import dataclass
from datetime import timedelta

from functions.trader.books import Books, key_of
from functions.trader.feed import MarketFeed
from functions.trader.settlement import PaperSettler
from nexus.kernel.account import Account
from nexus.kernel.clock import Clock, from_epoch
from nexus.kernel.errors import NotFound
from nexus.trading.lifecycle import Fill, TradeChange, close_refused, opened, rejected
from nexus.trading.models import Trade, TradeStatus
from nexus.trading.service import late_reason


@dataclass
class DemoDesk:
    """Execute, close and resume the trades of paper accounts."""

    books: Books
    feed: MarketFeed
    settler: PaperSettler
    clock: Clock

    async def execute(self, trade: Trade) -> None:
        """Open a pending trade at the broker's present time, or refund it when it is too late."""
        is_live = await self._follow(trade)

        def step(account: Account, now: Trade) -> TradeChange | None:
            if now.status is not TradeStatus.PENDING:
                return None
            at = self.clock()
            if at > now.execute_before:
                return rejected(account, now, late_reason(now), at)
            if not is_live:
                return rejected(account, now, "FEED_UNAVAILABLE", at)
            return opened(account, now, self._fill(now), at)

        change = await self.books.apply(key_of(trade), step)
        # A write whose answer was lost looks like somebody else's: the record tells.
        written = change.trade if change else (await self.books.pair(key_of(trade)))[1]
        if written.status is TradeStatus.OPEN:
            self.settler.watch(written)
        elif not self.settler.is_watching(trade):
            await self.feed.unwant(trade.symbol, trade.trade_id)

    async def resume(self, trade: Trade) -> None:
        """Take an open trade over, and end it at once when its time has passed."""
        await self._follow(trade)
        self.settler.watch(trade)
        await self.settler.settle(trade)

    async def close(self, trade: Trade) -> None:
        """Refuse an early sale: the public market makes no bid for a paper trade."""

        def step(account: Account, now: Trade) -> TradeChange | None:
            if now.status is not TradeStatus.OPEN or now.close_requested_at is None:
                return None
            return close_refused(account, now, "RESALE_NOT_OFFERED", self.clock())

        await self.books.apply(key_of(trade), step)

    def _fill(self, trade: Trade) -> Fill:
        start = from_epoch(self.feed.start_epoch(trade.symbol))
        return Fill(trade.quoted_payout, start, start + timedelta(minutes=trade.expiry_minutes))

    async def _follow(self, trade: Trade) -> bool:
        try:
            await self.feed.want(trade.symbol, trade.trade_id)
        except NotFound:
            return False
        return await self.feed.ready(trade.symbol) is not None
