"""The trader's books in memory, with a clock that tests move."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from functions.trader.books import Books
from functions.trader.frames import FrameSender
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from nexus.adapters.dynamodb.leases import Lease
from nexus.kernel.account import Account
from nexus.kernel.change import AccountChange
from nexus.kernel.errors import Conflict
from nexus.trading.lifecycle import TradeChange
from nexus.trading.models import Trade
from nexus.trading.ports import TradeKey
from tests.factories import NOW


@dataclass
class MovingClock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@dataclass
class MemoryStore:
    accounts: dict[str, Account] = field(default_factory=dict)
    trades: dict[str, Trade] = field(default_factory=dict)
    changes: list[TradeChange] = field(default_factory=list)
    conflicts: int = 0

    def account(self, account_id: str) -> Account:
        return self.accounts[account_id]

    def pair(self, key: TradeKey) -> tuple[Account, Trade]:
        return self.accounts[key.account_id], self.trades[key.trade_id]

    def commit(self, change: TradeChange) -> None:
        before = self.trades.get(change.trade.trade_id)
        if before is not None and before.status is not change.expected:
            raise Conflict("The trade moved on")
        self.commit_account(change.account)
        self.trades[change.trade.trade_id] = change.trade
        self.changes.append(change)

    def commit_under(self, change: TradeChange, lease: Lease) -> None:
        self.commit(change)

    def commit_account(self, change: AccountChange) -> None:
        if self.conflicts:
            self.conflicts -= 1
            raise Conflict("Somebody was faster")
        known = self.accounts.get(change.after.account_id)
        if known is not None and known.version != change.before.version:
            raise Conflict("The account moved on")
        self.accounts[change.after.account_id] = change.after

    def frames_after(self, account_id: str, sequence: int) -> list[dict[str, object]]:
        frames = [f for c in self.changes for f in c.account.frames if f.sequence > sequence]
        return [dict(frame.as_message()) for frame in frames]


@dataclass
class MemoryAudience:
    listeners: list[str] = field(default_factory=list)

    def wanted_symbols(self, at: datetime) -> list[str]:
        return []

    def of_symbol(self, symbol: str, at: datetime) -> list[str]:
        return list(self.listeners)

    def of_account(self, account_id: str, at: datetime) -> list[str]:
        return list(self.listeners)

    def drop_from_symbol(self, symbol: str, connection_id: str) -> None:
        self.listeners.remove(connection_id)

    def drop_from_account(self, account_id: str, connection_id: str) -> None:
        self.listeners.remove(connection_id)


async def _nobody(connection_id: str, data: bytes) -> bool:
    return True


def memory_books(store: MemoryStore, clock: MovingClock) -> Books:
    threads = Threads(1, "memory")
    sender = FrameSender(MemoryAudience(), _nobody, store, threads, clock)
    return Books(store, sender, threads, clock, Tasks())
