"""Follow the broker's books: mirror what was done elsewhere, freeze what does not agree."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from functions.trader.books import Books
from functions.trader.freezing import Freezer
from functions.trader.linked import LinkedAccount
from functions.trader.sides import Records, SideReader, Sides
from functions.trader.threads import Threads
from nexus.accounts.mirror import AccountMirror
from nexus.accounts.reconciliation import Booking, Reconciliation, Verdict, given_up, reconcile
from nexus.accounts.statuses import thawed
from nexus.kernel.account import Account, AccountStatus, EntryKind, LedgerEntry
from nexus.kernel.change import AccountChange, account_change
from nexus.kernel.clock import Clock
from nexus.kernel.ledger import post
from nexus.kernel.money import ZERO, money_text
from nexus.trading.lifecycle import Settlement, TradeChange, settled
from nexus.trading.models import Trade, TradeStatus
from nexus.trading.ports import TradeKey

LOG = logging.getLogger("nexus.trader")
# A difference that is only on its way is gone after this; one that stays is real.
CONFIRM_SECONDS = 5.0
# A transaction holds a hundred writes; the rest is booked by the next look.
MOST_AT_ONCE = 50
UNKNOWN = "CONTRACT_UNKNOWN"


@dataclass
class BrokerMirror:
    """Compare our ledger, the broker's statement and our trades, one account at a time."""

    books: Books
    reader: SideReader
    records: Records
    freezer: Freezer
    threads: Threads
    clock: Clock
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def compare(self, linked: LinkedAccount) -> bool:
        """Look once; book what was done elsewhere, freeze on a difference seen twice.

        A frozen account whose books agree thaws in the same write. False says that nothing
        could be compared now, or that more is to be booked.
        """
        found = await self._look(linked)
        if found is not None and found[1].verdict is Verdict.MISMATCH:
            await self.pause(CONFIRM_SECONDS)
            found = await self._look(linked)
        if found is None:
            return False
        sides, outcome = found
        self.freezer.count("BookChecks", 1)
        if outcome.verdict is Verdict.MISMATCH:
            await self.freezer.freeze(self._mirror(sides, outcome))
            return True
        booked = await self._book(sides, outcome.external)
        if booked:
            await self.threads.run(self.records.put, self._mirror(sides, outcome))
            await self._give_up(sides)
        return booked and len(outcome.external) <= MOST_AT_ONCE

    async def move(self, account_id: str, step: Callable[[Account], Account]) -> None:
        """Change an account's status as `step` says; nothing is written when that is none."""

        def change(account: Account) -> AccountChange | None:
            after = step(account)
            return account_change(account, after, self.clock()) if after != account else None

        await self.books.change_account(account_id, change)

    async def link_refused(self, account_id: str) -> None:
        """Note for its owner that an account's books cannot be compared without a new link."""
        await self.threads.run(self.records.fail_check, account_id, "LINK_EXPIRED", self.clock())

    async def _look(self, linked: LinkedAccount) -> tuple[Sides, Reconciliation] | None:
        sides = await self.reader.read(linked)
        if sides is None:
            return None
        is_first = sides.known is None or sides.known.through_at is None
        return sides, reconcile(sides.own, sides.broker, is_first=is_first)

    async def _book(self, sides: Sides, external: Sequence[Booking]) -> bool:
        account = sides.own.account
        self.freezer.note(account)
        moved = [each for each in external if each.amount != ZERO][:MOST_AT_ONCE]
        may_thaw = len(external) <= MOST_AT_ONCE and account.status is AccountStatus.FROZEN
        if not moved and not may_thaw:
            return True

        def step(now: Account) -> AccountChange | None:
            if now.version != account.version:
                return None
            return self._mirrored(now, moved, may_thaw=may_thaw)

        change = await self.books.change_account(account.account_id, step)
        if change is not None:
            self._tell(change)
        return change is not None

    async def _give_up(self, sides: Sides) -> None:
        # What the broker did with the stake, the ruling has booked: nothing comes back here.
        def step(account: Account, now: Trade) -> TradeChange | None:
            if now.status is not TradeStatus.OPEN:
                return None
            nothing = Settlement(TradeStatus.CANCELLED, ZERO, self.clock(), reason=UNKNOWN)
            return settled(account, now, nothing)

        account = sides.own.account
        for trade_id in given_up(sides.own, sides.broker):
            await self.books.apply(TradeKey(account.user_id, account.account_id, trade_id), step)

    def _tell(self, change: AccountChange) -> None:
        self.freezer.note(change.after)
        for entry in change.entries:
            facts = {"account_id": entry.account_id, "reference": entry.reference}
            facts["amount"] = money_text(entry.amount)
            LOG.warning("balance_external", extra={"event": "balance_external", **facts})
        if change.before.status is not change.after.status:
            facts = {"account_id": change.after.account_id, "status": change.after.status.value}
            LOG.warning("account_thawed", extra={"event": "account_thawed", **facts})

    def _mirrored(
        self, account: Account, moved: Sequence[Booking], *, may_thaw: bool
    ) -> AccountChange:
        at, after = self.clock(), account
        entries: list[LedgerEntry] = []
        for booking in moved:
            after, entry = post(after, EntryKind.EXTERNAL, booking.amount, booking.reference, at)
            entries.append(entry)
        return account_change(account, thawed(after, at) if may_thaw else after, at, entries)

    def _mirror(self, sides: Sides, outcome: Reconciliation) -> AccountMirror:
        known, through = sides.known, sides.through
        is_agreed = outcome.verdict is Verdict.AGREED
        moved = through if is_agreed and len(outcome.external) <= MOST_AT_ONCE else None
        booked = outcome.external[:MOST_AT_ONCE] if is_agreed else ()
        return AccountMirror(
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
            unbooked=() if is_agreed else outcome.external,
            accepted=sides.own.accepted,
            rulings=known.rulings if known else 0,
        )
