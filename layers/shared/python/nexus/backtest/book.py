"""The account of a backtest: the money of lifecycle.py without its ledger, frames and views.

A test holds both to the same numbers, trade by trade.
"""

from datetime import datetime
from decimal import Decimal

from nexus.kernel.account import Account, AccountKind, AccountStatus
from nexus.kernel.clock import utc_day
from nexus.kernel.limits import resumable_at
from nexus.kernel.money import ZERO


def bought(account: Account, key: str, stake: Decimal, at: datetime) -> Account:
    """Debit a stake and hold it as open."""
    return _changed(
        account,
        balance=account.balance - stake,
        open_trades={**account.open_trades, key: stake},
        last_trade_at=at,
        version=account.version + 1,
    )


def refunded(account: Account, key: str) -> Account:
    """Give a stake back; neither day nor streak has seen the trade."""
    return _changed(
        account,
        balance=account.balance + account.open_trades[key],
        open_trades=_without(account, key),
        version=account.version + 1,
    )


def settled(account: Account, key: str, credited: Decimal, fees: Decimal, at: datetime) -> Account:
    """Credit what came back, count day and streak, halt after too many losses."""
    profit = credited - account.open_trades[key]
    owed = fees if account.kind is AccountKind.REAL else ZERO
    today = account.on_day(utc_day(at))
    is_loss = profit < ZERO
    streak = account.consecutive_losses + 1 if is_loss else 0
    is_active = account.status is AccountStatus.ACTIVE
    halts = is_active and streak >= account.limits.max_consecutive_losses
    return _changed(
        account,
        balance=account.balance + credited,
        open_trades=_without(account, key),
        day=today.day,
        day_result=today.day_result + profit - owed,
        consecutive_losses=streak,
        last_loss_at=at if is_loss else account.last_loss_at,
        status=AccountStatus.HALTED if halts else account.status,
        halted_at=at if halts else account.halted_at,
        version=account.version + 1,
    )


def resumed(account: Account, at: datetime) -> Account:
    """Lift a halt whose cool-down has passed, as its owner would."""
    due = resumable_at(account)
    if due is None or at < due:
        return account
    return _changed(
        account,
        status=AccountStatus.ACTIVE,
        halted_at=None,
        consecutive_losses=0,
        version=account.version + 1,
    )


def _without(account: Account, key: str) -> dict[str, Decimal]:
    return {name: stake for name, stake in account.open_trades.items() if name != key}


def _changed(account: Account, **changes: object) -> Account:
    # dataclasses.replace checks and copies 28 fields one by one, which is most of a trade's time.
    copy = object.__new__(Account)
    copy.__dict__.update(account.__dict__, **changes)
    return copy
