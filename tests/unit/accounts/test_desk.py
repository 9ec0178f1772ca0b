"""Halting, resuming and choosing, when somebody else writes the same account."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from nexus.accounts.desk import AccountDesk
from nexus.kernel.account import Account, AccountStatus, LedgerEntry, Limits
from nexus.kernel.change import AccountChange
from nexus.kernel.errors import Conflict, Denied, NotFound
from nexus.kernel.limits import resumable_at
from tests.factories import NOW, an_account


@dataclass
class MemoryAccounts:
    """Accounts in memory; the first `conflicts` commits come too late."""

    accounts: dict[str, Account] = field(default_factory=dict)
    conflicts: int = 0

    def account(self, account_id: str) -> Account:
        if account_id not in self.accounts:
            raise NotFound(account_id)
        return self.accounts[account_id]

    def of_user(self, user_id: str) -> list[Account]:
        return [each for each in self.accounts.values() if each.user_id == user_id]

    def open_account(self, change: AccountChange) -> None:
        self.accounts[change.after.account_id] = change.after

    def commit_accounts(self, changes: Sequence[AccountChange]) -> None:
        if self.conflicts:
            self.conflicts -= 1
            raise Conflict("somebody was first")
        for change in changes:
            self.accounts[change.after.account_id] = change.after

    def entries(
        self, account_id: str, limit: int, cursor: str | None
    ) -> tuple[list[LedgerEntry], str | None]:
        return [], None


def a_desk(*accounts: Account, conflicts: int = 0) -> AccountDesk:
    stored = {each.account_id: each for each in accounts}
    return AccountDesk(MemoryAccounts(stored, conflicts), lambda: NOW)


def test_a_change_is_tried_again_when_somebody_was_first() -> None:
    halted = a_desk(an_account(), conflicts=2).halt("U1", "A1")

    assert halted.status is AccountStatus.HALTED


def test_a_change_gives_up_after_three_attempts() -> None:
    with pytest.raises(Conflict):
        a_desk(an_account(), conflicts=3).halt("U1", "A1")


def test_halting_twice_keeps_the_first_time() -> None:
    halted = an_account(status=AccountStatus.HALTED, halted_at=NOW - timedelta(minutes=5))

    assert a_desk(halted).halt("U1", "A1") == halted


def test_resuming_after_the_cooldown_zeroes_the_streak() -> None:
    an_hour_ago = NOW - timedelta(hours=1)
    halted = an_account(status=AccountStatus.HALTED, halted_at=an_hour_ago, consecutive_losses=5)

    resumed = a_desk(halted).resume("U1", "A1")

    assert resumed.status is AccountStatus.ACTIVE
    assert resumed.consecutive_losses == 0
    assert resumed.halted_at is None


def test_resuming_too_early_says_when() -> None:
    halted = an_account(status=AccountStatus.HALTED, halted_at=NOW - timedelta(minutes=59))

    with pytest.raises(Denied) as denied:
        a_desk(halted).resume("U1", "A1")

    assert denied.value.code == "COOLDOWN_RUNNING"
    assert resumable_at(halted) == NOW + timedelta(minutes=1)


def test_lifting_a_halt_does_not_cut_a_rest_short() -> None:
    limits = Limits(cooldown_losses=3, cooldown_minutes=300)
    halted = an_account(
        status=AccountStatus.HALTED,
        halted_at=NOW - timedelta(hours=2),
        last_loss_at=NOW - timedelta(hours=2),
        consecutive_losses=3,
        limits=limits,
    )

    with pytest.raises(Denied):
        a_desk(halted).resume("U1", "A1")

    assert resumable_at(halted) == NOW + timedelta(hours=3)
    assert resumable_at(replace(halted, consecutive_losses=2)) == NOW - timedelta(hours=1)


@pytest.mark.parametrize("status", [AccountStatus.FROZEN, AccountStatus.NEEDS_RELINK])
def test_what_is_not_halted_is_not_resumed(status: AccountStatus) -> None:
    with pytest.raises(Denied):
        a_desk(an_account(status=status)).resume("U1", "A1")


def test_choosing_a_default_leaves_no_second_one() -> None:
    first = an_account(is_default=True)
    second = replace(an_account(), account_id="A2")
    desk = a_desk(first, second)

    desk.make_default("U1", "A2")

    assert [(each.account_id, each.is_default) for each in desk.of_user("U1")] == [
        ("A2", True),
        ("A1", False),
    ]


def test_somebody_elses_account_is_not_found() -> None:
    with pytest.raises(NotFound):
        a_desk(an_account()).show("U2", "A1")
