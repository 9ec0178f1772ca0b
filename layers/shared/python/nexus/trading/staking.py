"""How much to put at stake; the plans are data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class StakingKind(StrEnum):
    """The plans on offer; `fixed` puts the same stake on every trade."""

    FIXED = "fixed"


@dataclass(frozen=True)
class StakingPlan:
    """A plan and its base stake, in money."""

    kind: StakingKind
    stake: Decimal


_STAKES: Mapping[StakingKind, Callable[[StakingPlan, int], Decimal]] = {
    StakingKind.FIXED: lambda plan, _losses: plan.stake,
}


def next_stake(plan: StakingPlan, consecutive_losses: int) -> Decimal:
    """Choose the next stake; the account's limits still apply to it."""
    return _STAKES[plan.kind](plan, consecutive_losses)
