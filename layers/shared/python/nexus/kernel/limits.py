"""Until when limits hold: loosenings that wait, rests, halts; trading and accounts both ask."""

from dataclasses import replace
from datetime import datetime, timedelta

from nexus.kernel.account import Account, AccountStatus

HALT_LASTS = timedelta(hours=1)


def cooling_until(account: Account) -> datetime | None:
    """Say when the rest after losses in a row ends; None when the streak calls for none."""
    limits = account.limits
    if limits.cooldown_losses is None or account.last_loss_at is None:
        return None
    if account.consecutive_losses < limits.cooldown_losses:
        return None
    return account.last_loss_at + timedelta(minutes=limits.cooldown_minutes)


def resumable_at(account: Account) -> datetime | None:
    """Say when a halt may be lifted; None when there is none.

    Lifting it forgets the streak, so it waits for the rest that the streak calls for.
    """
    if account.halted_at is None or account.status is not AccountStatus.HALTED:
        return None
    due, rested = account.halted_at + HALT_LASTS, cooling_until(account)
    return due if rested is None else max(due, rested)


def settled_limits(account: Account, at: datetime) -> Account:
    """Let looser limits and a higher leverage bind whose waiting time has passed."""
    return _settled_leverage(_settled_limits(account, at), at)


def _settled_limits(account: Account, at: datetime) -> Account:
    due = account.pending_limits_from
    if account.pending_limits is None or due is None or due > at:
        return account
    return replace(
        account, limits=account.pending_limits, pending_limits=None, pending_limits_from=None
    )


def _settled_leverage(account: Account, at: datetime) -> Account:
    due = account.pending_leverage_from
    if account.pending_leverage is None or due is None or due > at:
        return account
    return replace(
        account,
        leverage=account.pending_leverage,
        pending_leverage=None,
        pending_leverage_from=None,
    )
