"""How much to put at stake; the plans are data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from nexus.kernel.errors import FieldError
from nexus.kernel.money import ZERO, cents, share


class StakingKind(StrEnum):
    """The plans on offer.

    `fixed` puts the same stake on every trade; `fibonacci` multiplies it by 1, 1, 2, 3, 5, … as
    losses follow each other, and starts anew after a win; `percentage` stakes a part of the
    balance.
    """

    FIXED = "fixed"
    FIBONACCI = "fibonacci"
    PERCENTAGE = "percentage"


@dataclass(frozen=True)
class StakingPlan:
    """A plan, its base stake in money, and the part of the balance (0.01 for 1 %) it stakes.

    `stake` is not used by `percentage`, `balance_share` only by it.
    """

    kind: StakingKind
    stake: Decimal = Decimal("1.00")
    balance_share: Decimal = Decimal("0.01")


@dataclass(frozen=True)
class StakingBounds:
    """What a plan may ask for; the account's own limits bind besides."""

    min_stake: Decimal = Decimal("0.35")
    max_stake: Decimal = Decimal("1000.00")
    min_share: Decimal = Decimal("0.001")
    max_share: Decimal = Decimal("0.100")


BOUNDS = StakingBounds()
_MOST_STEPS = 40


def fibonacci(losses: int) -> int:
    """Say by how much the base stake is multiplied after so many losses in a row."""
    now, after = 1, 1
    for _ in range(min(losses, _MOST_STEPS)):
        now, after = after, now + after
    return now


_STAKES: Mapping[StakingKind, Callable[[StakingPlan, int, Decimal], Decimal]] = {
    StakingKind.FIXED: lambda plan, _losses, _balance: plan.stake,
    StakingKind.FIBONACCI: lambda plan, losses, _balance: plan.stake * fibonacci(losses),
    StakingKind.PERCENTAGE: lambda plan, _losses, balance: share(balance, plan.balance_share),
}


def next_stake(plan: StakingPlan, consecutive_losses: int, balance: Decimal = ZERO) -> Decimal:
    """Choose the next stake in whole cents; the account's limits still apply to it."""
    return _STAKES[plan.kind](plan, consecutive_losses, balance)


def staking_errors(plan: StakingPlan, bounds: StakingBounds = BOUNDS) -> list[FieldError]:
    """Name each number of a plan that is out of its bounds, and why."""
    if plan.kind is StakingKind.PERCENTAGE:
        return _out_of("balance_share", plan.balance_share, bounds.min_share, bounds.max_share)
    errors = _out_of("stake", plan.stake, bounds.min_stake, bounds.max_stake)
    if not errors and plan.stake != cents(plan.stake):
        errors = [FieldError("stake", f"Expected whole cents, was {plan.stake}")]
    return errors


def _out_of(field: str, value: Decimal, low: Decimal, high: Decimal) -> list[FieldError]:
    if value.is_finite() and low <= value <= high:
        return []
    return [FieldError(field, f"Expected from {low} to {high}, was {value}")]
