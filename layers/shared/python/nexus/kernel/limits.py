"""When limits that were loosened begin to bind; trading and accounts both ask."""

from dataclasses import replace
from datetime import datetime

from nexus.kernel.account import Account


def settled_limits(account: Account, at: datetime) -> Account:
    """Let looser limits bind whose waiting time has passed."""
    due = account.pending_limits_from
    if account.pending_limits is None or due is None or due > at:
        return account
    return replace(
        account, limits=account.pending_limits, pending_limits=None, pending_limits_from=None
    )
