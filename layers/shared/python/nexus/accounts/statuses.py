"""How an account gets into trouble and out of it again; a halt outlives both."""

from dataclasses import replace
from datetime import datetime

from nexus.kernel.account import Account, AccountStatus

_WORKING = frozenset({AccountStatus.ACTIVE, AccountStatus.HALTED})
_NOT_TO_FREEZE = frozenset({AccountStatus.FROZEN, AccountStatus.UNLINKED})


def frozen(account: Account) -> Account:
    """Stop buying until the books agree or a person has ruled; an unlinked account stays so."""
    if account.status in _NOT_TO_FREEZE:
        return account
    return replace(account, status=AccountStatus.FROZEN)


def thawed(account: Account, at: datetime) -> Account:
    """Give a frozen account back: halted when it was, or when its losses meanwhile halt it."""
    if account.status is not AccountStatus.FROZEN:
        return account
    return _at_rest(account, at)


def link_ran_out(account: Account) -> Account:
    """Wait for a new link; a frozen account stays frozen, which stops it just as well."""
    if account.status not in _WORKING:
        return account
    return replace(account, status=AccountStatus.NEEDS_RELINK)


def linked_again(account: Account, at: datetime) -> Account:
    """Go on under a new link as before the old one ran out."""
    if account.status is not AccountStatus.NEEDS_RELINK:
        return account
    return _at_rest(account, at)


def _at_rest(account: Account, at: datetime) -> Account:
    if account.halted_at is not None:
        return replace(account, status=AccountStatus.HALTED)
    if account.consecutive_losses >= account.limits.max_consecutive_losses:
        return replace(account, status=AccountStatus.HALTED, halted_at=at)
    return replace(account, status=AccountStatus.ACTIVE)
