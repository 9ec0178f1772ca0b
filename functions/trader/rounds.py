"""Compare the books of linked accounts that nobody uses, spread over time."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from zlib import crc32

from functions.trader.books import Books
from functions.trader.freezing import Freezer
from functions.trader.linked import LinkedAccount
from functions.trader.links import LinkState
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from nexus.kernel.account import Account, AccountStatus
from nexus.kernel.errors import NexusError, NotFound

LOG = logging.getLogger("nexus.trader")
TICK_SECONDS = 5.0
LIST_SECONDS = 60.0
# Of the 270 one-time addresses a minute that this process asks for, rounds take at most 60.
AT_ONCE = 5
# After a start nobody waits longer than this for the first look, however long the interval is.
FIRST_WITHIN = 600.0
OPEN_WITHIN = 60.0
_COMPARED = frozenset({AccountStatus.ACTIVE, AccountStatus.HALTED, AccountStatus.FROZEN})


class LinkedList(Protocol):
    """Which accounts are linked to the broker."""

    def linked(self) -> list[str]: ...


class Glances(Protocol):
    """Give an account's socket for a glance."""

    async def peek(self, account: Account, within: float) -> LinkedAccount: ...


@dataclass
class CheckRounds:
    """Look at each linked account once per interval; its id says when, so that they spread.

    Accounts whose socket is open are compared more often anyway and are left out.
    """

    accounts: LinkedList
    books: Books
    sockets: Glances
    links: LinkState
    freezer: Freezer
    owns: Callable[[str], bool]
    threads: Threads
    tasks: Tasks
    interval: float
    now: Callable[[], float] = lambda: asyncio.get_running_loop().time()
    _due: dict[str, float] = field(default_factory=dict)
    _listed_at: float = float("-inf")

    async def serve(self) -> None:
        """Begin the looks that are due, a few at a time; the rest is due the next time."""
        at = self.now()
        if at - self._listed_at >= min(LIST_SECONDS, self.interval):
            await self._list(at)
        due = sorted((moment, name) for name, moment in self._due.items() if moment <= at)
        for _, account_id in due[:AT_ONCE]:
            self._due[account_id] = at + self.interval
            self.tasks.spawn(self._visit(account_id), f"round:{account_id}")

    async def measure(self) -> None:
        """Say how many accounts are frozen."""
        self.freezer.measure(self.owns)

    async def _list(self, at: float) -> None:
        ours = [each for each in await self.threads.run(self.accounts.linked) if self.owns(each)]
        self._due = {each: self._due.get(each, at + self._first(each)) for each in ours}
        self._listed_at = at

    def _first(self, account_id: str) -> float:
        share: float = crc32(account_id.encode()) / 2**32
        return share * min(self.interval, FIRST_WITHIN)

    async def _visit(self, account_id: str) -> None:
        try:
            account = await self.books.account(account_id)
            self.freezer.note(account)
            if account.status not in _COMPARED or self.links.is_followed(account_id):
                return
            # An open socket is compared as soon as it opens.
            await self.sockets.peek(account, OPEN_WITHIN)
        except NotFound:
            self._due.pop(account_id, None)
        except NexusError as e:
            facts = {"account_id": account_id, "error": e.detail}
            LOG.warning("round_waits", extra={"event": "round_waits", **facts})
