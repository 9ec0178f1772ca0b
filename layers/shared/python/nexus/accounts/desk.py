"""What an owner can do with their accounts: look, choose, limit, halt, resume."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from nexus.accounts.leverage import changed_leverage
from nexus.accounts.limits import LimitsWish, changed_limits, excluded
from nexus.accounts.opening import demo_account_id, open_demo
from nexus.accounts.ports import AccountStore
from nexus.kernel.account import Account, AccountStatus, LedgerEntry
from nexus.kernel.change import AccountChange, account_change
from nexus.kernel.clock import Clock, to_text
from nexus.kernel.errors import Conflict, Denied, NotFound
from nexus.kernel.limits import resumable_at, settled_limits

ATTEMPTS = 3


@dataclass(frozen=True)
class AccountDesk:
    """Accounts by their owner; somebody else's account is not there."""

    store: AccountStore
    clock: Clock

    def of_user(self, user_id: str) -> list[Account]:
        """List a user's accounts, the default one first, then the oldest."""
        found = [settled_limits(account, self.clock()) for account in self.store.of_user(user_id)]
        return sorted(found, key=lambda each: (not each.is_default, each.created_at))

    def show(self, user_id: str, account_id: str) -> Account:
        """Show one account."""
        return settled_limits(self._own(user_id, account_id), self.clock())

    def default(self, user_id: str) -> Account:
        """Show the account a user trades on unless they say otherwise."""
        found = self.of_user(user_id)
        if not found:
            raise NotFound("No account yet")
        return found[0]

    def open_demo(self, user_id: str) -> tuple[Account, bool]:
        """Open the demo account, or find the one that is there; True when it is new."""
        change = open_demo(user_id, self.clock())
        try:
            return self.show(user_id, demo_account_id(user_id)), False
        except NotFound:
            self.store.open_account(change)
            return change.after, True

    def make_default(self, user_id: str, account_id: str) -> Account:
        """Make one account the default and no other."""
        at = self.clock()
        for _ in range(ATTEMPTS):
            chosen = self._own(user_id, account_id)
            others = [each for each in self.store.of_user(user_id) if each.is_default]
            try:
                return self._choose(chosen, others, at)
            except Conflict:
                continue
        raise Conflict(f"Account {account_id} kept changing")

    def change_limits(
        self, user_id: str, account_id: str, wish: LimitsWish, leverage: int | None = None
    ) -> Account:
        """Tighten at once, loosen in 24 hours."""

        def step(account: Account, at: datetime) -> Account:
            return changed_leverage(changed_limits(account, wish, at), leverage, at)

        return self._change(user_id, account_id, step)

    def exclude(self, user_id: str, account_id: str, until: datetime) -> Account:
        """Shut the owner out until a moment; Malformed when that would shorten an exclusion."""

        def step(account: Account, at: datetime) -> Account:
            return excluded(account, until, at)

        return self._change(user_id, account_id, step)

    def halt(self, user_id: str, account_id: str) -> Account:
        """Stop all trading on an account; repeating it changes nothing."""
        return self._change(user_id, account_id, _halted)

    def resume(self, user_id: str, account_id: str) -> Account:
        """Trade again with a streak of zero; Denied within an hour, and while a rest runs."""
        return self._change(user_id, account_id, _resumed)

    def statement(
        self, user_id: str, account_id: str, limit: int, cursor: str | None
    ) -> tuple[list[LedgerEntry], str | None]:
        """List the account's ledger entries, newest first."""
        self._own(user_id, account_id)
        return self.store.entries(account_id, limit, cursor)

    def _own(self, user_id: str, account_id: str) -> Account:
        account = self.store.account(account_id)
        if account.user_id != user_id:
            raise NotFound(f"No account {account_id}")
        return account

    def _change(
        self, user_id: str, account_id: str, step: Callable[[Account, datetime], Account]
    ) -> Account:
        for _ in range(ATTEMPTS):
            before, at = self._own(user_id, account_id), self.clock()
            after = step(before, at)
            if after == before:
                return before
            change = account_change(before, after, at)
            try:
                self.store.commit_accounts([change])
            except Conflict:
                continue
            return change.after
        raise Conflict(f"Account {account_id} kept changing")

    def _choose(self, chosen: Account, others: list[Account], at: datetime) -> Account:
        picked = account_change(chosen, replace(chosen, is_default=True), at)
        released = [
            account_change(each, replace(each, is_default=False), at)
            for each in others
            if each.account_id != chosen.account_id
        ]
        changes: list[AccountChange] = [picked, *released]
        if not chosen.is_default or released:
            self.store.commit_accounts(changes)
            return picked.after
        return chosen


def _halted(account: Account, at: datetime) -> Account:
    if account.status is not AccountStatus.ACTIVE:
        return account
    return replace(account, status=AccountStatus.HALTED, halted_at=at)


def _resumed(account: Account, at: datetime) -> Account:
    if account.status is AccountStatus.ACTIVE:
        return account
    due = resumable_at(settled_limits(account, at))
    if due is None:
        raise Denied("ACCOUNT_NOT_HALTED", f"Expected a halted account, was {account.status}")
    if at < due:
        facts = {"resumable_at": to_text(due)}
        raise Denied("COOLDOWN_RUNNING", f"Trading can resume at {to_text(due)}", facts)
    return replace(account, status=AccountStatus.ACTIVE, halted_at=None, consecutive_losses=0)
