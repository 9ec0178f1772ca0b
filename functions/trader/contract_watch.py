"""Open contracts at the broker, followed until the broker says that they have ended."""

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from functions.trader.books import Books, key_of
from functions.trader.broker_time import BrokerTime
from functions.trader.contracts import settlement_of
from functions.trader.linked import LinkedAccounts
from functions.trader.tasks import Tasks
from nexus.adapters.broker.shapes import OpenContract
from nexus.kernel.account import Account
from nexus.kernel.clock import Clock, from_epoch
from nexus.kernel.errors import NexusError
from nexus.trading.lifecycle import TradeChange, entered, settled
from nexus.trading.market import Tick
from nexus.trading.models import Trade, TradeStatus

LOG = logging.getLogger("nexus.trader")
OVERDUE_SECONDS = 5


@dataclass
class ContractWatch:
    """Settle each followed contract once, as told by its socket or when asked."""

    books: Books
    linked: LinkedAccounts
    time: BrokerTime
    clock: Clock
    tasks: Tasks
    _open: dict[str, dict[str, Trade]] = field(default_factory=lambda: defaultdict(dict))
    _followed: set[str] = field(default_factory=set)
    _settling: set[str] = field(default_factory=set)
    _entering: set[str] = field(default_factory=set)

    @property
    def open_count(self) -> int:
        """How many contracts are open."""
        return sum(len(trades) for trades in self._open.values())

    def is_busy(self, account_id: str) -> bool:
        """Tell whether an account has an open contract."""
        return bool(self._open.get(account_id))

    def watch(self, trade: Trade) -> None:
        """Follow a contract from now on."""
        self._open[trade.account_id][trade.trade_id] = trade
        self.tasks.spawn(self._follow(trade), f"follow:{trade.trade_id}")

    def leave(self, is_gone: Callable[[str], bool]) -> None:
        """Forget the contracts of accounts that are somebody else's now."""
        for account_id in [each for each in self._open if is_gone(each)]:
            self._followed -= set(self._open.pop(account_id))

    async def look_again(self) -> None:
        """Follow what could not be followed yet, and ask about what is overdue."""
        now = self.time.now()
        watched = [trade for trades in self._open.values() for trade in trades.values()]
        for trade in watched:
            if trade.trade_id not in self._followed:
                await self._follow(trade)
            elif trade.expires_at and now > trade.expires_at.timestamp() + OVERDUE_SECONDS:
                await self._ask(trade)

    async def settle(self, trade: Trade, contract: OpenContract) -> None:
        """Write how a contract ended."""
        if trade.trade_id in self._settling:
            return
        self._settling.add(trade.trade_id)
        try:
            await self._settle(trade, contract)
        finally:
            self._settling.discard(trade.trade_id)

    async def _settle(self, trade: Trade, contract: OpenContract) -> None:
        def step(account: Account, now: Trade) -> TradeChange | None:
            if now.status is not TradeStatus.OPEN:
                return None
            return settled(account, now, settlement_of(contract, now, self.clock()))

        await self.books.persist(key_of(trade), step)
        self._forget(trade)
        self.tasks.spawn(self._leave(trade), f"leave:{trade.trade_id}")

    async def _leave(self, trade: Trade) -> None:
        try:
            linked = await self.linked.get(await self.books.account(trade.account_id))
            await linked.broker.leave_contract(int(trade.contract_id or 0))
        except NexusError as e:
            _warn("leave_failed", trade, e)

    async def _follow(self, trade: Trade) -> None:
        try:
            linked = await self.linked.get(await self.books.account(trade.account_id))
            await linked.broker.follow_contract(
                int(trade.contract_id or 0),
                partial(self._on_contract, trade),
                partial(self._on_end, trade),
            )
        except NexusError as e:
            _warn("follow_waits", trade, e)
            await self._forget_if_ended(trade)
            return
        self._followed.add(trade.trade_id)

    async def _forget_if_ended(self, trade: Trade) -> None:
        # A person may have ruled that the broker has no such contract.
        try:
            _, now = await self.books.pair(key_of(trade))
        except NexusError as e:
            _warn("settlement_waits", trade, e)
            return
        if not now.is_live:
            self._forget(trade)

    def _forget(self, trade: Trade) -> None:
        self._open[trade.account_id].pop(trade.trade_id, None)
        self._followed.discard(trade.trade_id)

    async def _ask(self, trade: Trade) -> None:
        try:
            linked = await self.linked.get(await self.books.account(trade.account_id))
            contract = await linked.broker.contract(int(trade.contract_id or 0))
        except NexusError as e:
            _warn("settlement_waits", trade, e)
            await self._forget_if_ended(trade)
            return
        if contract.is_sold:
            await self.settle(trade, contract)

    def _on_end(self, trade: Trade, error: NexusError) -> None:
        # Not followed any more: `look_again` takes it up.
        self._followed.discard(trade.trade_id)
        _warn("contract_unfollowed", trade, error)

    def _on_contract(self, trade: Trade, contract: OpenContract) -> None:
        if contract.is_sold:
            self.tasks.spawn(self.settle(trade, contract), f"settle:{trade.trade_id}")
            return
        known = self._open[trade.account_id].get(trade.trade_id)
        if known is None or known.entry_spot is not None or contract.entry_spot is None:
            return
        tick = Tick(trade.symbol, contract.entry_spot_time or 0, contract.entry_spot)
        self.tasks.spawn(self._enter(known, tick), f"enter:{trade.trade_id}")

    async def _enter(self, trade: Trade, tick: Tick) -> None:
        if trade.trade_id in self._entering:
            return
        self._entering.add(trade.trade_id)

        def step(account: Account, now: Trade) -> TradeChange | None:
            if now.status is not TradeStatus.OPEN or now.entry_spot is not None:
                return None
            return entered(account, now, tick, from_epoch(tick.epoch))

        try:
            change = await self.books.apply(key_of(trade), step)
        finally:
            self._entering.discard(trade.trade_id)
        if change is not None and trade.trade_id in self._open[trade.account_id]:
            self._open[trade.account_id][trade.trade_id] = change.trade


def _warn(event: str, trade: Trade, error: NexusError) -> None:
    facts = {"trade_id": trade.trade_id, "account_id": trade.account_id, "error": error.detail}
    LOG.warning(event, extra={"event": event, **facts})
