"""What an owner sees of an account's other side: the broker's contracts, and the last check."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from nexus.accounts.mirror import AccountMirror
from nexus.accounts.ports import AccountStore
from nexus.kernel.account import Account, AccountStatus
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Denied, NotFound

FRESH = timedelta(seconds=15)
_REACHABLE = frozenset({AccountStatus.ACTIVE, AccountStatus.HALTED, AccountStatus.FROZEN})


class Mirrors(Protocol):
    """What was last seen at the broker, by account."""

    def mirror(self, account_id: str) -> AccountMirror | None: ...


class BookLooks(Protocol):
    """Ask the trader to compare an account's books with the broker's."""

    def ask_for_books(self, user_id: str, account_id: str, at: datetime) -> None: ...


@dataclass(frozen=True)
class BrokerBooks:
    """Read the mirror of an account, and have it renewed when it is not fresh."""

    accounts: AccountStore
    mirrors: Mirrors
    looks: BookLooks
    clock: Clock

    def show(self, user_id: str, account_id: str) -> tuple[Account, AccountMirror | None]:
        """Show what was last seen; None before the first look. Denied for a demo account."""
        account = self.accounts.account(account_id)
        if account.user_id != user_id:
            raise NotFound(f"No account {account_id}")
        if not account.is_at_broker:
            raise Denied("ACCOUNT_NOT_LINKED", "Expected an account at the broker, was demo")
        mirror, at = self.mirrors.mirror(account_id), self.clock()
        is_fresh = mirror is not None and at - mirror.checked_at < FRESH
        if account.status in _REACHABLE and not is_fresh:
            self.looks.ask_for_books(user_id, account_id, at)
        return account, mirror
