"""The commission rules: what a settled trade earns whom, and when it may be paid.

profit 9.50, commission 20 %, partner 30 % of it, markup 10 % of profit
client owes 2.85 = platform keeps 1.33 + partner share 0.57 + markup 0.95
"""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from nexus.affiliates.models import (
    PLATFORM,
    Collection,
    Commission,
    CommissionKind,
    CommissionState,
    SettledTrade,
)
from nexus.kernel.account import AccountKind
from nexus.kernel.errors import FieldError, LedgerMismatch, Malformed
from nexus.kernel.money import CENT, ZERO, money_text, share

MARKUP_OFF = ZERO
MARKUP_LEAST = Decimal("0.05")
MARKUP_DEFAULT = Decimal("0.10")
MARKUP_MOST = Decimal("0.50")
FEES_MOST = Decimal("0.70")
APPROVAL_HOLD = timedelta(days=14)


def accruals(trade: SettledTrade) -> tuple[Commission, ...]:
    """List what a trade earns: the client's receivable first, then the partner's parts.

    Nothing is earned on losses and refunds, and nothing is ever owed for simulated accounts.
    Raises LedgerMismatch when the fees recorded on the trade are not those of its terms.
    """
    if trade.account_kind is not AccountKind.REAL or trade.status != "won" or trade.profit <= ZERO:
        return ()
    _check_fees(trade)
    parts = _partner_parts(trade)
    owed = trade.commission + trade.markup
    receivable = replace(
        _entry(trade, PLATFORM, CommissionKind.RECEIVABLE, owed),
        commission=trade.commission,
        markup=trade.markup,
        retained=owed - sum((part.amount for part in parts), ZERO),
    )
    return tuple(entry for entry in (receivable, *parts) if entry.amount > ZERO)


def reversal(entry: Commission, reason: str, at: datetime) -> Commission:
    """Take an entry back in full; the entry itself stays as it was written."""
    return replace(
        entry,
        amount=-entry.amount,
        commission=-entry.commission,
        markup=-entry.markup,
        retained=-entry.retained,
        state=CommissionState.REVERSED,
        accrued_at=at,
        reason=reason,
    )


def may_be_approved(collection: Collection, at: datetime) -> bool:
    """Tell whether the hold after the client's payment has passed."""
    return collection.collected_at + APPROVAL_HOLD <= at


def check_markup(rate: Decimal, commission_rate: Decimal) -> None:
    """Refuse a markup outside 5 % to 50 %, or one that takes the fees above 70 % of profit."""
    if rate == MARKUP_OFF:
        return
    most = min(MARKUP_MOST, FEES_MOST - commission_rate)
    if rate.is_nan() or not MARKUP_LEAST <= rate <= most:
        message = f"Expected 0 or from {MARKUP_LEAST} to {most}, was {rate}"
        raise Malformed(FieldError("markup_rate", message), code="MARKUP_OUT_OF_RANGE")


def _check_fees(trade: SettledTrade) -> None:
    terms = trade.terms
    _check_fee(trade, "commission", trade.commission, share(trade.profit, terms.commission_rate))
    _check_fee(trade, "markup", trade.markup, share(trade.profit, terms.markup_rate))


def _check_fee(trade: SettledTrade, name: str, recorded: Decimal, agreed: Decimal) -> None:
    # Together the fees give way by a cent when rounding would take them above the most allowed.
    if not agreed - CENT <= recorded <= agreed:
        raise LedgerMismatch(
            f"Expected a {name} of {money_text(agreed)} by the terms of trade {trade.trade_id}, "
            f"was {money_text(recorded)}"
        )


def _partner_parts(trade: SettledTrade) -> tuple[Commission, ...]:
    partner = trade.terms.referrer_id
    if partner is None:
        return ()
    partner_share = share(trade.commission, trade.terms.partner_share)
    return (
        _entry(trade, partner, CommissionKind.PARTNER_SHARE, partner_share),
        _entry(trade, partner, CommissionKind.MARKUP, trade.markup),
    )


def _entry(
    trade: SettledTrade, beneficiary: str, kind: CommissionKind, amount: Decimal
) -> Commission:
    return Commission(
        beneficiary_id=beneficiary,
        trade_id=trade.trade_id,
        kind=kind,
        client_id=trade.user_id,
        amount=amount,
        currency=trade.currency,
        state=CommissionState.PENDING,
        accrued_at=trade.settled_at,
        fee_rule=trade.terms.fee_rule,
        partner_id=trade.terms.referrer_id,
    )
