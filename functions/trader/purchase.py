"""Buy one contract at the broker, at most once."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.trader.books import Books, key_of
from functions.trader.linked import LinkedAccount
from nexus.adapters.broker.shapes import Proposal, Purchase
from nexus.adapters.dynamodb.leases import Lease
from nexus.kernel.account import Account, AccountStatus
from nexus.kernel.clock import Clock, from_epoch
from nexus.kernel.errors import BrokerStateUnknown, NexusError, Unavailable
from nexus.trading.lifecycle import Fill, TradeChange, claim, opened, rejected, unknown
from nexus.trading.models import Trade, TradeStatus

LOG = logging.getLogger("nexus.trader")
# A purchase leaves within this time of its claim, and before the trade's own time is over, or
# not at all; the lease lasts longer.
SENT_WITHIN = timedelta(seconds=3)
BUY_WITHIN = timedelta(seconds=8)
CLOCKS_APART = timedelta(seconds=1)
_IN_DOUBT = frozenset({TradeStatus.SUBMITTING, TradeStatus.UNKNOWN})
_BARRED = frozenset({AccountStatus.FROZEN, AccountStatus.UNLINKED})


@dataclass
class Purchasing:
    """Claim, price, buy, record: the claim is written before anything is sent."""

    books: Books
    lease_until: Callable[[str, datetime], Lease | None]
    clock: Clock

    async def buy(self, linked: LinkedAccount, trade: Trade) -> Trade | None:
        """Carry a pending trade to its outcome; None when it was not pending any more."""
        async with linked.purchasing:
            send_until = min(self.clock() + SENT_WITHIN, trade.execute_before)
            claimed = await self._claim(trade)
            if claimed is None or claimed.status is not TradeStatus.SUBMITTING:
                return claimed
            return await self._submit(linked, claimed, send_until)

    async def reject(self, trade: Trade, reason: str) -> Trade | None:
        """Refund a pending trade that cannot be sent."""

        def step(account: Account, now: Trade) -> TradeChange | None:
            if now.status is not TradeStatus.PENDING:
                return None
            return rejected(account, now, reason, self.clock())

        return _trade(await self.books.apply(key_of(trade), step))

    async def _claim(self, trade: Trade) -> Trade | None:
        lease = self.lease_until(trade.account_id, self.clock() + SENT_WITHIN + CLOCKS_APART)
        if lease is None:
            raise Unavailable(
                f"The shard of account {trade.account_id} is not ours for long enough"
            )

        def step(account: Account, now: Trade) -> TradeChange | None:
            if now.status is not TradeStatus.PENDING:
                return None
            at = self.clock()
            barred = _barred(account, now, at)
            return rejected(account, now, barred, at) if barred else claim(account, now, at)

        return _trade(await self.books.apply(key_of(trade), step, lease))

    async def _submit(
        self, linked: LinkedAccount, trade: Trade, send_until: datetime
    ) -> Trade | None:
        try:
            proposal = await self._price(linked, trade, self._left(send_until))
        except NexusError as e:
            return await self._record(trade, self._refused(e.code))
        if _has_moved(proposal, trade):
            return await self._record(trade, self._refused("PRICE_MOVED"))
        try:
            purchase = await linked.broker.buy(
                proposal.id, trade.stake, BUY_WITHIN.total_seconds(), self._left(send_until)
            )
        except BrokerStateUnknown as e:
            return await self._record(trade, self._lost(e.code))
        except NexusError as e:
            facts = {"trade_id": trade.trade_id, "error": e.detail}
            LOG.info("purchase_refused", extra={"event": "purchase_refused", **facts})
            return await self._record(trade, self._refused(e.code))
        return await self._record(trade, self._bought(purchase))

    def _left(self, until: datetime) -> float:
        left = (until - self.clock()).total_seconds()
        if left <= 0:
            raise Unavailable("The time to send this purchase is over", "TOO_LATE")
        return left

    async def _price(self, linked: LinkedAccount, trade: Trade, within: float) -> Proposal:
        return await linked.broker.price(
            trade.symbol, trade.contract_type, trade.expiry_minutes, trade.stake, within=within
        )

    async def _record(
        self, trade: Trade, outcome: Callable[[Account, Trade], TradeChange]
    ) -> Trade | None:
        def step(account: Account, now: Trade) -> TradeChange | None:
            # Another process that took the shard over may have called it unknown already.
            return outcome(account, now) if now.status in _IN_DOUBT else None

        written = await self.books.persist(key_of(trade), step)
        # A write whose answer was lost looks like somebody else's: the record tells.
        return written.trade if written else (await self.books.pair(key_of(trade)))[1]

    def _bought(self, purchase: Purchase) -> Callable[[Account, Trade], TradeChange]:
        def outcome(account: Account, now: Trade) -> TradeChange:
            start = from_epoch(purchase.start_time)
            end = start + timedelta(minutes=now.expiry_minutes)
            fill = Fill(purchase.payout, start, end, str(purchase.contract_id))
            return opened(account, now, fill, self.clock())

        return outcome

    def _refused(self, code: str) -> Callable[[Account, Trade], TradeChange]:
        return lambda account, now: rejected(account, now, code, self.clock())

    def _lost(self, code: str) -> Callable[[Account, Trade], TradeChange]:
        return lambda account, now: unknown(account, now, code, self.clock())


def _barred(account: Account, trade: Trade, at: datetime) -> str | None:
    if at > trade.execute_before:
        return "TOO_LATE"
    if account.status in _BARRED:
        return f"ACCOUNT_{account.status.value.upper()}"
    if account.buying not in {None, trade.trade_id}:
        return "ACCOUNT_RECONCILING"
    return None


def _has_moved(proposal: Proposal, trade: Trade) -> bool:
    return proposal.payout < trade.min_payout or proposal.ask_price > trade.stake


def _trade(change: TradeChange | None) -> Trade | None:
    return change.trade if change is not None else None
