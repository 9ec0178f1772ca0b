"""Leverage, which sets the exposure cap of a real account (design.md D13)."""

from dataclasses import replace
from datetime import datetime, timedelta

from nexus.kernel.account import Account, AccountKind
from nexus.kernel.errors import FieldError, Malformed

LEAST, MOST = 1, 10
RAISING_DELAY = timedelta(hours=24)


def changed_leverage(account: Account, wanted: int | None, at: datetime) -> Account:
    """Lower the leverage now or raise it after 24 hours; None leaves it as it is."""
    if wanted is None:
        return account
    _check(account, wanted)
    if wanted <= account.leverage:
        return replace(account, leverage=wanted, pending_leverage=None, pending_leverage_from=None)
    if wanted == account.pending_leverage:
        return account
    return replace(account, pending_leverage=wanted, pending_leverage_from=at + RAISING_DELAY)


def _check(account: Account, wanted: int) -> None:
    if account.kind is not AccountKind.REAL:
        said = f"Expected a real account, was {account.kind}"
        raise Malformed(FieldError("leverage", said), code="LEVERAGE_REAL_ONLY")
    if not LEAST <= wanted <= MOST:
        raise Malformed(FieldError("leverage", f"Expected {LEAST} to {MOST}, was {wanted}"))
