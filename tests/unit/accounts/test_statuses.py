"""What an account's troubles leave untouched: a halt."""

import pytest

from nexus.accounts.statuses import frozen, link_ran_out, linked_again, thawed
from nexus.kernel.account import AccountKind, AccountStatus
from tests.factories import NOW, an_account

ACTIVE, HALTED = AccountStatus.ACTIVE, AccountStatus.HALTED
FROZEN, NEEDS_RELINK = AccountStatus.FROZEN, AccountStatus.NEEDS_RELINK
REAL = an_account(kind=AccountKind.REAL)
AT_A_HALT = an_account(kind=AccountKind.REAL, status=HALTED, halted_at=NOW)


def test_an_account_comes_back_as_it_went() -> None:
    assert thawed(frozen(REAL), NOW) == REAL
    assert linked_again(link_ran_out(REAL), NOW) == REAL
    assert thawed(frozen(AT_A_HALT), NOW) == AT_A_HALT
    assert linked_again(link_ran_out(AT_A_HALT), NOW) == AT_A_HALT


def test_losses_booked_meanwhile_halt_an_account_as_it_thaws() -> None:
    lost = an_account(kind=AccountKind.REAL, status=FROZEN, consecutive_losses=5)

    after = thawed(lost, NOW)

    assert (after.status, after.halted_at) == (HALTED, NOW)


def test_a_frozen_account_whose_link_runs_out_stays_frozen() -> None:
    assert link_ran_out(frozen(REAL)).status is FROZEN


@pytest.mark.parametrize("status", [ACTIVE, HALTED, NEEDS_RELINK, AccountStatus.UNLINKED])
def test_only_a_frozen_account_thaws(status: AccountStatus) -> None:
    account = an_account(status=status)

    assert thawed(account, NOW) == account


@pytest.mark.parametrize("status", [FROZEN, AccountStatus.UNLINKED])
def test_an_account_is_frozen_once_and_never_after_it_was_unlinked(status: AccountStatus) -> None:
    assert frozen(an_account(status=status)).status is status
