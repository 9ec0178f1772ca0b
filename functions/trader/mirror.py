"""Follow the broker's books: mirror what was done elsewhere, freeze what does not agree."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from functions.trader.books import Books
from functions.trader.linked import LinkedAccount
from functions.trader.logs import metric
from functions.trader.sides import Records, SideReader, Sides
from functions.trader.threads import Threads
from nexus.accounts.mirror import AccountMirror
from nexus.accounts.reconciliation import Booking, Reconciliation, Verdict, reconcile
from nexus.kernel.account import Account, AccountStatus, EntryKind, LedgerEntry
from nexus.kernel.change import AccountChange, account_change
from nexus.kernel.clock import Clock
from nexus.kernel.ledger import post
from nexus.kernel.money import ZERO, money_text

LOG = logging.getLogger("nexus.trader")
MEASURED = logging.getLogger("nexus.metrics")
# A difference that is only on its way is gone after this; one that stays is real.
CONFIRM_SECONDS = 5.0
# A transaction holds a hundred writes; the rest is booked by the next look.
MOST_AT_ONCE = 50
_NOT_TO_FREEZE = frozenset({AccountStatus.FROZEN, AccountStatus.UNLINKED})


@dataclass
class BrokerMirror:
    """Compare our ledger, the broker's statement and our trades, one account at a time."""

    books: Books
    reader: SideReader
    records: Records
    threads: Threads
    clock: Clock
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def compare(self, linked: LinkedAccount) -> bool:
        """Look once; book what was done elsewhere, freeze on a difference seen twice.

        False says that nothing could be compared now, or that more is to be booked.
        """
        found = await self._look(linked)
        if found is not None and found[1].verdict is Verdict.MISMATCH:
            await self.pause(CONFIRM_SECONDS)
            found = await self._look(linked)
        if found is None:
            return False
        sides, outcome = found
        if outcome.verdict is Verdict.MISMATCH:
            await self._freeze(sides, outcome)
            return True
        booked = await self._book(sides, outcome.external)
        if booked:
            await self._keep(sides, outcome)
        self._measure(0)
        return booked and len(outcome.external) <= MOST_AT_ONCE

    async def set_status(
        self, account_id: str, expected: AccountStatus, status: AccountStatus
    ) -> None:
        """Move an account from one status to another, if it is in that one."""

        def step(account: Account) -> AccountChange | None:
            if account.status is not expected:
                return None
            return account_change(account, replace(account, status=status), self.clock())

        await self.books.change_account(account_id, step)

    async def _look(self, linked: LinkedAccount) -> tuple[Sides, Reconciliation] | None:
        sides = await self.reader.read(linked)
        if sides is None:
            return None
        is_first = sides.known is None or sides.known.through_at is None
        return sides, reconcile(sides.own, sides.broker, is_first=is_first)

    async def _book(self, sides: Sides, external: Sequence[Booking]) -> bool:
        moved = [each for each in external if each.amount != ZERO][:MOST_AT_ONCE]
        if not moved:
            return True

        def step(account: Account) -> AccountChange | None:
            if account.version != sides.own.account.version:
                return None
            return self._mirrored(account, moved)

        change = await self.books.change_account(sides.own.account.account_id, step)
        for entry in change.entries if change else ():
            facts = {"account_id": entry.account_id, "reference": entry.reference}
            facts["amount"] = money_text(entry.amount)
            LOG.warning("balance_external", extra={"event": "balance_external", **facts})
        return change is not None

    def _mirrored(self, account: Account, moved: Sequence[Booking]) -> AccountChange:
        at, after = self.clock(), account
        entries: list[LedgerEntry] = []
        for booking in moved:
            after, entry = post(after, EntryKind.EXTERNAL, booking.amount, booking.reference, at)
            entries.append(entry)
        return account_change(account, after, at, entries)

    async def _freeze(self, sides: Sides, outcome: Reconciliation) -> None:
        account = sides.own.account
        await self._keep(sides, outcome)
        codes = sorted({finding.code for finding in outcome.findings})
        facts = {"account_id": account.account_id, "codes": codes}
        facts |= {"expected": money_text(outcome.expected)}
        facts |= {"broker_balance": money_text(outcome.broker_balance)}
        LOG.error("ledger_mismatch", extra={"event": "ledger_mismatch", **facts})
        self._measure(1)

        def step(now: Account) -> AccountChange | None:
            if now.status in _NOT_TO_FREEZE:
                return None
            frozen = replace(now, status=AccountStatus.FROZEN)
            return account_change(now, frozen, self.clock())

        await self.books.change_account(account.account_id, step)

    async def _keep(self, sides: Sides, outcome: Reconciliation) -> None:
        known, through = sides.known, sides.through
        is_agreed = outcome.verdict is Verdict.AGREED
        moved = through if is_agreed and len(outcome.external) <= MOST_AT_ONCE else None
        booked = outcome.external[:MOST_AT_ONCE] if is_agreed else ()
        mirror = AccountMirror(
            account_id=sides.own.account.account_id,
            checked_at=self.clock(),
            verdict=outcome.verdict,
            ledger_balance=sides.own.account.balance + sum((each.amount for each in booked), ZERO),
            expected=outcome.expected,
            broker_balance=outcome.broker_balance,
            findings=outcome.findings,
            contracts=sides.contracts,
            through=moved.transaction_id if moved else known.through if known else 0,
            through_at=moved.at if moved else known.through_at if known else None,
        )
        await self.threads.run(self.records.put, mirror)

    def _measure(self, mismatches: int) -> None:
        MEASURED.info(metric("LedgerMismatches", mismatches, "Count", self.clock()))
