"""Every change the trader makes to a trade and its account goes through here."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Protocol

from functions.trader.frames import FrameSender
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from nexus.adapters.dynamodb.leases import Lease
from nexus.kernel.account import Account
from nexus.kernel.change import AccountChange
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Conflict, Unavailable
from nexus.kernel.money import money_text
from nexus.trading.lifecycle import TradeChange
from nexus.trading.models import Trade
from nexus.trading.ports import TradeKey

LOG = logging.getLogger("nexus.trader")
ATTEMPTS = 8
WAIT_FIRST, WAIT_MOST = 0.02, 5.0

Step = Callable[[Account, Trade], TradeChange | None]


class TradeStore(Protocol):
    """Accounts and trades under one version."""

    def account(self, account_id: str) -> Account: ...

    def pair(self, key: TradeKey) -> tuple[Account, Trade]: ...

    def commit(self, change: TradeChange) -> None: ...

    def commit_under(self, change: TradeChange, lease: Lease) -> None: ...

    def commit_account(self, change: AccountChange) -> None: ...


def key_of(trade: Trade) -> TradeKey:
    """Name a trade and its account."""
    return TradeKey(trade.user_id, trade.account_id, trade.trade_id)


@dataclass
class Books:
    """Apply steps on fresh reads until one is written, then tell the browsers."""

    store: TradeStore
    sender: FrameSender
    threads: Threads
    clock: Clock
    tasks: Tasks

    async def pair(self, key: TradeKey) -> tuple[Account, Trade]:
        """Read a trade and its account as they are now."""
        return await self.threads.run(self.store.pair, key)

    async def account(self, account_id: str) -> Account:
        """Read one account as it is now."""
        return await self.threads.run(self.store.account, account_id)

    async def apply(
        self, key: TradeKey, step: Step, lease: Lease | None = None
    ) -> TradeChange | None:
        """Write one step; None when `step` finds nothing left to do.

        With a `lease`, only while it is the newest. Raises Conflict when the account kept
        changing or the lease was taken, Unavailable when the tables did not answer.
        """
        for attempt in range(ATTEMPTS):
            account, trade = await self.pair(key)
            change = step(account, trade)
            if change is None:
                self._push(self.sender.catch_up(account.account_id, account.sequence))
                return None
            try:
                await self._commit(change, lease)
            except Conflict:
                await asyncio.sleep(WAIT_FIRST * attempt)
                continue
            self._tell(change)
            return change
        raise Conflict(f"Account {key.account_id} kept changing")

    async def persist(self, key: TradeKey, step: Step) -> TradeChange | None:
        """Write one step however long it takes: what it records has already happened."""
        wait = WAIT_FIRST
        while True:
            try:
                return await self.apply(key, step)
            except (Conflict, Unavailable) as e:
                facts = {"trade_id": key.trade_id, "error": e.detail}
                LOG.warning("write_repeated", extra={"event": "write_repeated", **facts})
                await asyncio.sleep(wait)
                wait = min(WAIT_MOST, wait * 2)

    async def change_account(
        self, account_id: str, step: Callable[[Account], AccountChange | None]
    ) -> AccountChange | None:
        """Write a change of an account alone; None when `step` finds nothing to change."""
        for attempt in range(ATTEMPTS):
            change = step(await self.account(account_id))
            if change is None:
                return None
            try:
                await self.threads.run(self.store.commit_account, change)
            except Conflict:
                await asyncio.sleep(WAIT_FIRST * attempt)
                continue
            self._push(self.sender.send(change))
            return change
        raise Conflict(f"Account {account_id} kept changing")

    async def _commit(self, change: TradeChange, lease: Lease | None) -> None:
        if lease is None:
            await self.threads.run(self.store.commit, change)
        else:
            await self.threads.run(self.store.commit_under, change, lease)

    def _tell(self, change: TradeChange) -> None:
        trade = change.trade
        LOG.info(f"trade_{trade.status.value}", extra={"event": "trade_step", **facts_of(trade)})
        self._push(self.sender.send(change.account))

    def _push(self, sending: Coroutine[object, object, None]) -> None:
        # A browser that cannot be told must not hold up, or undo, what is written.
        self.tasks.spawn(sending, "frames")


def facts_of(trade: Trade) -> dict[str, str | None]:
    """Name what a log line says of a trade."""
    return {
        "trade_id": trade.trade_id,
        "user_id": trade.user_id,
        "account_id": trade.account_id,
        "symbol": trade.symbol,
        "contract_type": trade.contract_type.value,
        "status": trade.status.value,
        "stake": money_text(trade.stake),
        "profit": None if trade.profit is None else money_text(trade.profit),
        "contract_id": trade.contract_id,
        "reason": trade.reason,
    }
