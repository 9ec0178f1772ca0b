"""Which desk a trade goes to, and what becomes of one found in the middle of its life."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from functions.trader.books import Books, facts_of, key_of
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from nexus.kernel.account import Account, AccountKind
from nexus.kernel.clock import Clock
from nexus.kernel.errors import NexusError
from nexus.trading.lifecycle import TradeChange, rejected
from nexus.trading.models import Trade, TradeStatus
from nexus.trading.ports import Command, CommandKind
from nexus.trading.service import late_reason

LATE_MARGIN = 0.5
RETRY_SECONDS = 1.0
LOG = logging.getLogger("nexus.trader")


class Desk(Protocol):
    """Carry out what one kind of account asks for; every call may be repeated."""

    async def execute(self, trade: Trade) -> None: ...

    async def close(self, trade: Trade) -> None: ...

    async def resume(self, trade: Trade) -> None: ...


class TradeFinder(Protocol):
    """Find the live trades of a shard."""

    def of_shard(self, shard: int) -> list[Trade]: ...


@dataclass
class Execution:
    """One path for start-up, recovery and commands: look where a trade is and go on from there."""

    books: Books
    desks: Mapping[AccountKind, Desk]
    finder: TradeFinder
    threads: Threads
    clock: Clock
    tasks: Tasks
    owns: Callable[[str], bool]
    mark_order: Callable[[str, datetime], None]

    async def handle(self, command: Command) -> None:
        """Carry out a command; returning means that its outcome is written."""
        _, trade = await self.books.pair(command.key)
        desk = self.desks[trade.account_kind]
        if command.kind is CommandKind.CLOSE:
            await desk.close(trade)
        elif command.kind is CommandKind.EXECUTE and self._may_execute(trade):
            self.tasks.spawn(self._mark(trade), f"last-order:{trade.trade_id}")
            await desk.execute(trade)
        else:
            await self.recover(trade)

    async def recover(self, trade: Trade) -> None:
        """Go on with a live trade wherever it was left."""
        if trade.status is TradeStatus.PENDING:
            await self._refund_if_late(trade)
        elif trade.is_live:
            await self.desks[trade.account_kind].resume(trade)

    async def recover_shard(self, shard: int) -> None:
        """Go on with every live trade of a shard; one that fails is tried again later."""
        for trade in await self.threads.run(self.finder.of_shard, shard):
            LOG.info("trade_recovered", extra={"event": "trade_recovered", **facts_of(trade)})
            self.tasks.spawn(self._recover(trade), f"recover:{trade.trade_id}")

    def _may_execute(self, trade: Trade) -> bool:
        return trade.status is TradeStatus.PENDING and self.clock() <= trade.execute_before

    async def _mark(self, trade: Trade) -> None:
        try:
            await self.threads.run(self.mark_order, trade.account_id, self.clock())
        except NexusError as e:
            facts = {"trade_id": trade.trade_id, "error": e.detail}
            LOG.warning("order_not_marked", extra={"event": "order_not_marked", **facts})

    async def _recover(self, trade: Trade) -> None:
        while self.owns(trade.account_id):
            try:
                await self.recover(trade)
                return
            except NexusError as e:
                facts = {"trade_id": trade.trade_id, "error": e.detail}
                LOG.warning("recovery_waits", extra={"event": "recovery_waits", **facts})
                await asyncio.sleep(RETRY_SECONDS)

    async def _refund_later(self, trade: Trade, seconds: float) -> None:
        await asyncio.sleep(seconds + LATE_MARGIN)
        await self._refund_if_late(trade)

    async def _refund_if_late(self, trade: Trade) -> None:
        # Until then its command may still come; nothing was sent to the broker yet.
        left = (trade.execute_before - self.clock()).total_seconds()
        if left >= 0:
            self.tasks.spawn(self._refund_later(trade, left), f"late:{trade.trade_id}")
            return

        def step(account: Account, now: Trade) -> TradeChange | None:
            at = self.clock()
            if now.status is not TradeStatus.PENDING or at <= now.execute_before:
                return None
            return rejected(account, now, late_reason(now), at)

        await self.books.apply(key_of(trade), step)
