"""Accounts, balances and statements as their owner sees them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from functions.rest_api.schemas.accounts import (
    Account,
    AccountList,
    Balance,
    Limits,
    LimitsPatch,
    PendingLeverage,
    PendingLimits,
    Statement,
    StatementEntry,
)
from nexus.accounts.limits import BOUNDS, NAMES, LimitsWish
from nexus.kernel import account as kernel
from nexus.kernel.clock import to_text, utc_day
from nexus.kernel.limits import resumable_at
from nexus.kernel.money import money_text
from nexus.trading.rules.stake import exposure_limit


def account_view(account: kernel.Account, at: datetime) -> Account:
    """Show one account as of a moment."""
    today = account.on_day(utc_day(at))
    resumable = resumable_at(account)
    return Account(
        id=account.account_id,
        kind=account.kind.value,
        currency=account.currency,
        balance=money_text(account.balance),
        is_default=account.is_default,
        status=account.status.value,
        consensus_mode=account.consensus_mode.value,
        limits=_limits(account),
        pending_limits=_pending(account),
        pending_leverage=_pending_leverage(account),
        exposure=money_text(account.exposure),
        open_trades=len(account.open_trades),
        day_result=money_text(today.day_result),
        consecutive_losses=account.consecutive_losses,
        halted_at=_time(account.halted_at),
        resumable_at=_time(resumable),
        excluded_until=_time(account.excluded_until),
        last_trade_at=_time(account.last_trade_at),
        last_loss_at=_time(account.last_loss_at),
        broker_account_id=account.broker_account_id,
        created_at=to_text(account.created_at),
    )


def accounts_page(accounts: Sequence[kernel.Account], at: datetime) -> AccountList:
    """Show every account of a person."""
    return AccountList(items=[account_view(each, at) for each in accounts], next_cursor=None)


def balance_view(account: kernel.Account, at: datetime) -> Balance:
    """Show what an account holds."""
    return Balance(
        account_id=account.account_id,
        currency=account.currency,
        balance=money_text(account.balance),
        exposure=money_text(account.exposure),
        as_of=to_text(at),
    )


def statement_page(page: tuple[Sequence[kernel.LedgerEntry], str | None]) -> Statement:
    """Show changes of a balance."""
    entries, next_cursor = page
    items = [
        StatementEntry(
            number=entry.number,
            kind=entry.kind.value,
            amount=money_text(entry.amount),
            balance_after=money_text(entry.balance_after),
            at=to_text(entry.at),
            reference=entry.reference,
            previous_hash=entry.previous_hash,
            hash=entry.hash,
        )
        for entry in entries
    ]
    return Statement(items=items, next_cursor=next_cursor)


def limits_wish(body: LimitsPatch) -> LimitsWish:
    """Read what an owner wants changed."""
    mode = kernel.ConsensusMode(body.consensus_mode) if body.consensus_mode else None
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name in body.model_fields_set & set(NAMES)
        if (value := getattr(body, name)) is not None or _may_be_absent(name)
    }
    return LimitsWish(values, mode)


def _may_be_absent(name: str) -> bool:
    return name in BOUNDS and BOUNDS[name].is_optional


def _limits(account: kernel.Account) -> Limits:
    most = exposure_limit(account)
    return Limits(
        daily_loss_limit=money_text(account.limits.daily_loss_limit),
        max_consecutive_losses=account.limits.max_consecutive_losses,
        min_stake=money_text(account.limits.min_stake),
        max_stake=money_text(account.limits.max_stake),
        max_open_trades=account.limits.max_open_trades,
        **_personal(account.limits),
        max_exposure=None if most is None else money_text(most),
        leverage=account.leverage,
    )


def _personal(limits: kernel.Limits) -> dict[str, Any]:
    return {
        "daily_take_profit": _money(limits.daily_take_profit),
        "cooldown_losses": limits.cooldown_losses,
        "cooldown_minutes": limits.cooldown_minutes,
        "trading_hours": list(limits.trading_hours),
        "session_loss_limit": _money(limits.session_loss_limit),
        "session_minutes": limits.session_minutes,
    }


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else money_text(amount)


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else to_text(moment)


def _pending(account: kernel.Account) -> PendingLimits | None:
    waiting, due = account.pending_limits, account.pending_limits_from
    if waiting is None or due is None:
        return None
    return PendingLimits(
        daily_loss_limit=money_text(waiting.daily_loss_limit),
        max_consecutive_losses=waiting.max_consecutive_losses,
        min_stake=money_text(waiting.min_stake),
        max_stake=money_text(waiting.max_stake),
        max_open_trades=waiting.max_open_trades,
        **_personal(waiting),
        effective_at=to_text(due),
    )


def _pending_leverage(account: kernel.Account) -> PendingLeverage | None:
    waiting, due = account.pending_leverage, account.pending_leverage_from
    if waiting is None or due is None:
        return None
    return PendingLeverage(leverage=waiting, effective_at=to_text(due))
