"""The fee rules by the day they take effect; a new rule is a new row, never an edit."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal


@dataclass(frozen=True)
class FeeRule:
    """Commission as a fraction of a winning trade's profit, and the partner's part of it."""

    version: str
    effective_from: datetime
    commission_rate: Decimal
    partner_share: Decimal


FEE_RULES = (
    FeeRule("2026-01", datetime(2026, 1, 1, tzinfo=UTC), Decimal("0.20"), Decimal("0.30")),
)


def fee_rule(at: datetime) -> FeeRule:
    """Find the rule in force at a moment."""
    return next(rule for rule in reversed(FEE_RULES) if rule.effective_from <= at)
