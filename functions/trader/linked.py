"""Sockets of accounts at the broker: opened when first needed, kept, closed when idle."""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from functions.trader.tasks import Tasks
from nexus.adapters.broker.account import BrokerAccount
from nexus.adapters.broker.budgets import Budgets
from nexus.adapters.broker.client import BrokerClient
from nexus.kernel.account import Account
from nexus.kernel.clock import Clock
from nexus.kernel.errors import NexusError, Unauthenticated, Unavailable

LOG = logging.getLogger("nexus.trader")
IDLE_SECONDS = 1800.0
# A socket opened for a comparison alone is closed again after this.
PEEK_SECONDS = 90.0
OPEN_SECONDS = 6.0


@dataclass
class LinkedAccount:
    """One account's socket and what belongs to it."""

    account_id: str
    user_id: str
    client: BrokerClient
    broker: BrokerAccount
    purchasing: asyncio.Lock = field(default_factory=asyncio.Lock)
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    refusal: NexusError | None = None
    used_at: float = 0.0
    opened_at: float = 0.0
    waiters: int = 0

    async def renew(self) -> None:
        """Open another socket in place of this one."""
        self.opened.clear()
        await self.client.reconnect()

    async def ready(self, within: float) -> None:
        """Wait for an open socket; raise Unauthenticated or Unavailable when there is none."""
        self.waiters += 1
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.opened.wait(), within)
        finally:
            self.waiters -= 1
        if self.refusal is not None:
            raise self.refusal
        if not self.client.is_connected:
            raise Unavailable(f"The socket of account {self.account_id} is not open")


class LinkListener(Protocol):
    """Hear of sockets that opened and of links that ran out."""

    async def opened(self, linked: LinkedAccount) -> None: ...

    async def refused(self, account_id: str) -> None: ...


class Sockets(Protocol):
    """Give an account's socket, open."""

    async def get(self, account: Account, within: float = OPEN_SECONDS) -> LinkedAccount: ...


@dataclass
class LinkedAccounts:
    """Find the socket of an account, opening it with a fresh one-time password."""

    locate: Callable[[Account], Awaitable[str]]
    tasks: Tasks
    clock: Clock
    listener: LinkListener
    _by_id: dict[str, LinkedAccount] = field(default_factory=dict)
    _budgets: dict[str, Budgets] = field(default_factory=lambda: defaultdict(Budgets))

    @property
    def connected_count(self) -> int:
        """How many sockets are open."""
        return sum(linked.client.is_connected for linked in self._by_id.values())

    async def get(self, account: Account, within: float = OPEN_SECONDS) -> LinkedAccount:
        """Give an account's socket, open; raise Unauthenticated when its link has run out."""
        linked = self._by_id.get(account.account_id) or self._open(account)
        linked.used_at = asyncio.get_running_loop().time()
        await linked.ready(within)
        return linked

    async def peek(self, account: Account, within: float = OPEN_SECONDS) -> LinkedAccount:
        """Give an account's socket for a glance: one opened for it does not stay open."""
        linked = self._by_id.get(account.account_id)
        if linked is None:
            linked = self._open(account)
            linked.used_at = asyncio.get_running_loop().time() - IDLE_SECONDS + PEEK_SECONDS
        await linked.ready(within)
        return linked

    def is_awaited(self, account_id: str) -> bool:
        """Tell whether somebody waits for an account's socket."""
        linked = self._by_id.get(account_id)
        return linked is not None and linked.waiters > 0

    async def close_idle(self, busy: Callable[[str], bool]) -> None:
        """Close sockets that nobody used for long."""
        now = asyncio.get_running_loop().time()
        for account_id, linked in list(self._by_id.items()):
            if now - linked.used_at > IDLE_SECONDS and not busy(account_id):
                del self._by_id[account_id]
                await linked.client.close()

    async def leave(self, is_gone: Callable[[str], bool]) -> None:
        """Close the sockets of accounts that are somebody else's now."""
        for account_id in [each for each in self._by_id if is_gone(each)]:
            await self._by_id.pop(account_id).client.close()

    async def close(self) -> None:
        """Close every socket."""
        linked, self._by_id = list(self._by_id.values()), {}
        await asyncio.gather(*(each.client.close() for each in linked))

    def _open(self, account: Account) -> LinkedAccount:
        account_id = account.account_id
        # What was asked for counts on, whichever socket it went over.
        budgets = self._budgets[account_id]
        client = BrokerClient(account_id, lambda: self.locate(account), budgets)
        linked = LinkedAccount(
            account_id, account.user_id, client, BrokerAccount(client, account.currency)
        )
        client.on_connected = lambda: self._opened(linked)
        client.on_disconnected = linked.opened.clear
        self._by_id[account_id] = linked
        self.tasks.spawn(self._run(linked), f"socket:{account_id}")
        return linked

    async def _opened(self, linked: LinkedAccount) -> None:
        linked.opened_at = self.clock().timestamp()
        linked.opened.set()
        await self.listener.opened(linked)

    async def _run(self, linked: LinkedAccount) -> None:
        try:
            await linked.client.run()
        except Unauthenticated as e:
            linked.refusal = e
            facts = {"account_id": linked.account_id, "error": e.detail}
            LOG.warning("link_expired", extra={"event": "link_expired", **facts})
            await self.listener.refused(linked.account_id)
        finally:
            # The next caller opens a new socket; whoever waits for this one is let go.
            if self._by_id.get(linked.account_id) is linked:
                del self._by_id[linked.account_id]
            linked.opened.set()
