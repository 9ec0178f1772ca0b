"""Freeze accounts whose books differ, with both sides kept, and know which ones are frozen."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from functions.trader.books import Books
from functions.trader.logs import metric
from functions.trader.threads import Threads
from nexus.accounts.mirror import AccountMirror
from nexus.accounts.statuses import frozen
from nexus.kernel.account import Account, AccountStatus
from nexus.kernel.change import AccountChange, account_change
from nexus.kernel.clock import Clock
from nexus.kernel.money import money_text

LOG = logging.getLogger("nexus.trader")
MEASURED = logging.getLogger("nexus.metrics")


class Shelf(Protocol):
    """Where both sides of an account are kept."""

    def put(self, mirror: AccountMirror) -> None: ...


@dataclass
class Freezer:
    """Stop one account and say why; every other account goes on."""

    books: Books
    shelf: Shelf
    threads: Threads
    clock: Clock
    _frozen: set[str] = field(default_factory=set)

    def note(self, account: Account) -> None:
        """Remember whether an account that was just read is frozen."""
        if account.status is AccountStatus.FROZEN:
            self._frozen.add(account.account_id)
        else:
            self._frozen.discard(account.account_id)

    async def freeze(self, mirror: AccountMirror) -> None:
        """Keep both sides, then freeze; on a frozen account only the sides are renewed."""
        await self.threads.run(self.shelf.put, mirror)
        codes = sorted({finding.code for finding in mirror.findings})
        facts: dict[str, object] = {"account_id": mirror.account_id, "codes": codes}
        facts |= {"expected": money_text(mirror.expected)}
        facts |= {"broker_balance": money_text(mirror.broker_balance)}
        LOG.error("ledger_mismatch", extra={"event": "ledger_mismatch", **facts})

        def step(now: Account) -> AccountChange | None:
            after = frozen(now)
            return account_change(now, after, self.clock()) if after != now else None

        change = await self.books.change_account(mirror.account_id, step)
        if change is not None:
            self.note(change.after)
            self.count("LedgerMismatches", 1)
            LOG.error("account_frozen", extra={"event": "account_frozen", **facts})

    def measure(self, owns: Callable[[str], bool]) -> None:
        """Say how many of this process's accounts are frozen."""
        self._frozen = {each for each in self._frozen if owns(each)}
        self.count("FrozenAccounts", len(self._frozen))

    def count(self, name: str, value: int) -> None:
        """Write one count."""
        MEASURED.info(metric(name, value, "Count", self.clock()))
