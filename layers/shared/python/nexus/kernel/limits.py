"""When limits that were loosened begin to bind; trading and accounts both ask."""

from dataclasses import replace
from datetime import datetime

from nexus.kernel.account import Account


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
