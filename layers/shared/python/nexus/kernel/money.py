"""Money in whole cents; the only place that rounds."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def cents(amount: Decimal) -> Decimal:
    """Round to whole cents, half to even."""
    return amount.quantize(CENT, ROUND_HALF_EVEN)


def money_text(amount: Decimal) -> str:
    """Write an amount of whole cents with exactly two decimals, as clients see it."""
    return f"{cents(amount):f}"


def share(amount: Decimal, rate: Decimal) -> Decimal:
    """Take a rate (0.20 for 20 %) of an amount, in whole cents."""
    return cents(amount * rate)


def split(amount: Decimal, rates: Sequence[Decimal]) -> list[Decimal]:
    """Divide an amount by rates that sum to one; the last part takes what rounding left over."""
    parts = [share(amount, rate) for rate in rates[:-1]]
    return [*parts, amount - sum(parts, ZERO)]
