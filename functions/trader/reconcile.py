"""Find out what became of a purchase whose answer was lost; it is never sent again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from functions.trader.books import Books, key_of
from functions.trader.broker_time import BrokerTime
from functions.trader.flight import in_flight, sent_before
from functions.trader.linked import LinkedAccount, Sockets
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from nexus.adapters.broker.account import terms_of
from nexus.adapters.broker.shapes import Holding, OpenContract
from nexus.kernel.account import Account
from nexus.kernel.clock import Clock, from_epoch, to_epoch
from nexus.kernel.errors import NexusError
from nexus.trading.lifecycle import Fill, TradeChange, opened, rejected, unknown
from nexus.trading.models import Trade, TradeStatus
from nexus.trading.ports import TradeKey

LOG = logging.getLogger("nexus.trader")
RETRY_SECONDS = 3.0
_IN_DOUBT = frozenset({TradeStatus.SUBMITTING, TradeStatus.UNKNOWN})


@dataclass(frozen=True)
class Patience:
    """How long a contract is looked for before it is believed that there is none."""

    looks: int = 3
    apart: timedelta = timedelta(seconds=10)
    last_after: timedelta = timedelta(seconds=60)

    def last_look_at(self, trade: Trade) -> datetime:
        """Tell when a last look that finds nothing proves that nothing was bought."""
        return sent_before(trade) + self.last_after


class Doubts(Protocol):
    """What is done about a purchase that several contracts may be."""

    async def chosen(self, trade: Trade) -> str | None: ...

    async def freeze(
        self, linked: LinkedAccount, account: Account, trade: Trade, found: Sequence[OpenContract]
    ) -> None: ...


@dataclass
class Reconciler:
    """Look for the contract until it is found, or was missed three times, the last time late."""

    books: Books
    linked: Sockets
    contract_owners: Callable[[str], Collection[str]]
    app_id: str
    time: BrokerTime
    threads: Threads
    clock: Clock
    tasks: Tasks
    on_open: Callable[[Trade], None]
    doubts: Doubts
    on_known: Callable[[str], None] = lambda _account_id: None
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    owns: Callable[[str], bool] = lambda _account_id: True
    patience: Patience = Patience()
    _running: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        """How many purchases are in doubt."""
        return len(self._running)

    async def doubt(self, trade: Trade) -> None:
        """Mark a purchase found half-done as unknown, and begin to look for it."""

        def step(account: Account, now: Trade) -> TradeChange | None:
            if now.status is not TradeStatus.SUBMITTING:
                return None
            return unknown(account, now, "FOUND_SUBMITTING", self.clock())

        await self.books.apply(key_of(trade), step)
        self.look_for(trade)

    def look_for(self, trade: Trade) -> None:
        """Begin to look, once per trade."""
        if trade.trade_id not in self._running:
            self._running.add(trade.trade_id)
            self.tasks.spawn(self._look(trade), f"reconcile:{trade.trade_id}")

    async def look_again(self, account: Account) -> None:
        """Look once more for a purchase that was given up to a person."""
        if account.buying is None:
            return
        key = TradeKey(account.user_id, account.account_id, account.buying)
        _, trade = await self.books.pair(key)
        if trade.status is TradeStatus.UNKNOWN:
            self.look_for(trade)

    async def _look(self, trade: Trade) -> None:
        lost_at, looks = self.clock().timestamp(), 0
        try:
            while self.owns(trade.account_id):
                try:
                    candidates = await self._candidates(trade, lost_at)
                    looks += 1
                    if await self._conclude(trade, candidates, looks):
                        return
                    await self.pause(self._until_next(trade, looks))
                except NexusError as e:
                    facts = {"trade_id": trade.trade_id, "error": e.detail}
                    LOG.warning("reconcile_waits", extra={"event": "reconcile_waits", **facts})
                    await self.pause(RETRY_SECONDS)
        finally:
            self._running.discard(trade.trade_id)

    async def _candidates(self, trade: Trade, lost_at: float) -> list[OpenContract]:
        linked = await self._fresh_socket(trade, lost_at)
        window = in_flight(trade, self.time)
        holdings = await linked.broker.holdings(window.start)
        taken = await self.threads.run(self.contract_owners, trade.account_id)
        free = [holding for holding in holdings if str(holding.contract_id) not in taken]
        fitting = [each for each in free if matches(each, trade, window, self.app_id)]
        return [await linked.broker.contract(each.contract_id) for each in fitting]

    async def _fresh_socket(self, trade: Trade, lost_at: float) -> LinkedAccount:
        account = await self.books.account(trade.account_id)
        linked = await self.linked.get(account)
        if linked.opened_at < lost_at:
            await linked.renew()
            linked = await self.linked.get(account)
        return linked

    async def _conclude(self, trade: Trade, found: list[OpenContract], looks: int) -> bool:
        facts = {"trade_id": trade.trade_id, "look": looks, "found": len(found)}
        LOG.info("reconcile_look", extra={"event": "reconcile_look", **facts})
        if len(found) == 1:
            await self._adopt(trade, found[0])
            return True
        if len(found) > 1:
            await self._rule(trade, found)
            return True
        if looks < self.patience.looks or self.clock() < self.patience.last_look_at(trade):
            return False
        await self._give_up(trade)
        return True

    def _never_bought(self, account: Account, now: Trade) -> TradeChange | None:
        if now.status not in _IN_DOUBT:
            return None
        return rejected(account, now, "NOT_BOUGHT", self.clock())

    async def _adopt(self, trade: Trade, contract: OpenContract) -> None:
        def step(account: Account, now: Trade) -> TradeChange | None:
            if now.status not in _IN_DOUBT:
                return None
            return opened(account, now, fill_of(contract, now), self.clock())

        change = await self.books.persist(key_of(trade), step)
        now = change.trade if change else (await self.books.pair(key_of(trade)))[1]
        if now.status is TradeStatus.OPEN:
            self.on_open(now)
        self.on_known(trade.account_id)

    async def _rule(self, trade: Trade, found: list[OpenContract]) -> None:
        chosen = await self.doubts.chosen(trade)
        picked = [each for each in found if str(each.contract_id) == chosen]
        if picked:
            await self._adopt(trade, picked[0])
        elif chosen == "":
            await self._give_up(trade)
        else:
            account = await self.books.account(trade.account_id)
            linked = await self.linked.get(account)
            await self.doubts.freeze(linked, account, trade, found)

    async def _give_up(self, trade: Trade) -> None:
        await self.books.persist(key_of(trade), self._never_bought)
        self.on_known(trade.account_id)

    def _until_next(self, trade: Trade, looks: int) -> float:
        apart = self.patience.apart.total_seconds()
        if looks < self.patience.looks - 1:
            return apart
        left = self.patience.last_look_at(trade) - self.clock()
        return max(apart, left.total_seconds())


def matches(holding: Holding, trade: Trade, window: range, app_id: str) -> bool:
    """Tell whether a contract bought in `window` (epoch seconds) may be this trade's."""
    terms = terms_of(holding.shortcode)
    minutes = (terms.expiry - terms.start) // 60 if terms else trade.expiry_minutes
    return (
        holding.contract_type == trade.contract_type.value
        and holding.underlying_symbol == trade.symbol
        and holding.buy_price == trade.stake
        and holding.purchase_time in window
        and minutes == trade.expiry_minutes
        and holding.app_id in {None, app_id}
    )


def fill_of(contract: OpenContract, trade: Trade) -> Fill:
    """Read what was bought from the contract itself."""
    start = contract.date_start or contract.purchase_time or to_epoch(trade.requested_at)
    end = contract.date_expiry or start + trade.expiry_minutes * 60
    return Fill(contract.payout, from_epoch(start), from_epoch(end), str(contract.contract_id))
