"""Build affiliate test data; show only what matters to the case."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from nexus.affiliates.commission import accruals
from nexus.affiliates.models import Commission, Evidence, FeeTerms, Referral, SettledTrade
from nexus.kernel.account import AccountKind
from tests.factories import NOW


def fee_terms(**changes: Any) -> FeeTerms:
    """20 % commission, 30 % of it for partner P1, no markup."""
    base = FeeTerms("2026-01", Decimal("0.20"), Decimal("0.30"), Decimal("0"), "P1")
    return replace(base, **changes)


def a_won_trade(profit: str = "9.50", **changes: Any) -> SettledTrade:
    """A real trade won by the client of partner P1; commission 1.90 by default."""
    base = SettledTrade(
        trade_id="T1",
        user_id="U1",
        account_kind=AccountKind.REAL,
        status="won",
        profit=Decimal(profit),
        commission=Decimal("1.90"),
        markup=Decimal("0.00"),
        currency="USD",
        settled_at=NOW,
        terms=fee_terms(),
    )
    return replace(base, **changes)


def a_share(trade_id: str = "T1", **changes: Any) -> Commission:
    """The partner's 0.57 of a won trade."""
    _, share = accruals(a_won_trade(trade_id=trade_id))
    return replace(share, **changes)


def a_referral(referred_id: str = "U1", referrer_id: str = "P1", **changes: Any) -> Referral:
    """A client of P1 who typed the code in."""
    evidence = Evidence("dangote_fx", None, NOW - timedelta(minutes=1))
    base = Referral(referrer_id, referred_id, referred_id.lower(), evidence, Decimal("0.10"))
    return replace(base, **changes)
