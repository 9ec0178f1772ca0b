"""What an owner sees of an account's other side: the broker's contracts, and the last check."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from nexus.accounts.checks import BookCheck, CheckState, state_of
from nexus.accounts.mirror import AccountMirror
from nexus.accounts.ownership import own_linked
from nexus.accounts.ports import AccountStore
from nexus.kernel.account import Account, AccountStatus
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Conflict, Denied, Throttled

FRESH = timedelta(seconds=15)
# A check costs three of the broker's calls; the owner may have two a minute.
APART = timedelta(seconds=30)
_REACHABLE = frozenset({AccountStatus.ACTIVE, AccountStatus.HALTED, AccountStatus.FROZEN})


class Mirrors(Protocol):
    """What was last seen at the broker, and what was last asked for, by account.

    `ask_check` replaces the wish that was read before; Conflict when there is a newer one.
    """

    def mirror(self, account_id: str) -> AccountMirror | None: ...

    def check(self, account_id: str) -> BookCheck | None: ...

    def ask_check(self, check: BookCheck, before: BookCheck | None) -> None: ...


class BookLooks(Protocol):
    """Ask the trader to compare an account's books with the broker's."""

    def ask_for_books(self, user_id: str, account_id: str, at: datetime) -> None: ...


@dataclass(frozen=True)
class Shown:
    """An account with what was last seen of its other side; `state` is None without a wish."""

    account: Account
    mirror: AccountMirror | None
    check: BookCheck | None = None
    state: CheckState | None = None


@dataclass(frozen=True)
class BrokerBooks:
    """Read the mirror of an account, and have it renewed when it is not fresh."""

    accounts: AccountStore
    mirrors: Mirrors
    looks: BookLooks
    clock: Clock

    def show(self, user_id: str, account_id: str) -> Shown:
        """Show what was last seen. Denied for a demo account."""
        account, at = own_linked(self.accounts, user_id, account_id), self.clock()
        mirror = self.mirrors.mirror(account_id)
        is_fresh = mirror is not None and at - mirror.checked_at < FRESH
        if account.status in _REACHABLE and not is_fresh:
            self.looks.ask_for_books(user_id, account_id, at)
        return _shown(account, mirror, self.mirrors.check(account_id), at)

    def ask(self, user_id: str, account_id: str) -> Shown:
        """Have the books compared anew; asking again while that is under way changes nothing.

        Throttled within half a minute of the last check that was asked for, Denied when there
        is no link to look through.
        """
        account, at = own_linked(self.accounts, user_id, account_id), self.clock()
        if account.status not in _REACHABLE:
            raise Denied("LINK_EXPIRED", "The account must be linked again first")
        mirror, known = self.mirrors.mirror(account_id), self.mirrors.check(account_id)
        if known is None or state_of(known, mirror, at) is not CheckState.PENDING:
            known = self._wish(account_id, known, at)
        self.looks.ask_for_books(user_id, account_id, at)
        return _shown(account, mirror, known, at)

    def _wish(self, account_id: str, known: BookCheck | None, at: datetime) -> BookCheck:
        due = known.asked_at + APART if known else at
        if at < due:
            left = max(1, round((due - at).total_seconds()))
            raise Throttled(f"The books were compared a moment ago; again in {left} s", left)
        wish = BookCheck(account_id, at)
        try:
            self.mirrors.ask_check(wish, known)
        except Conflict:
            # Another request of the same owner was first: its wish is this one.
            return self.mirrors.check(account_id) or wish
        return wish


def _shown(
    account: Account, mirror: AccountMirror | None, check: BookCheck | None, at: datetime
) -> Shown:
    state = state_of(check, mirror, at) if check else None
    return Shown(account, mirror, check, state)
