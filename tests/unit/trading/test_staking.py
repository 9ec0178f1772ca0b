from decimal import Decimal

import pytest

from nexus.trading.staking import StakingKind, StakingPlan, fibonacci, next_stake, staking_errors


def plan(kind: StakingKind, stake: str = "2.50", balance_share: str = "0.02") -> StakingPlan:
    return StakingPlan(kind, Decimal(stake), Decimal(balance_share))


def test_fixed_stake_does_not_follow_the_losses() -> None:
    stakes = {next_stake(plan(StakingKind.FIXED), losses) for losses in range(6)}

    assert stakes == {Decimal("2.50")}


def test_fibonacci_stake_follows_the_losses_and_starts_anew_without_any() -> None:
    stakes = [next_stake(plan(StakingKind.FIBONACCI, "2.00"), losses) for losses in range(7)]

    assert stakes == [Decimal(2 * each) for each in (1, 1, 2, 3, 5, 8, 13)]


def test_each_multiple_is_the_sum_of_the_two_before() -> None:
    assert all(fibonacci(n) == fibonacci(n - 1) + fibonacci(n - 2) for n in range(2, 30))


def test_percentage_stakes_a_part_of_the_balance_in_whole_cents() -> None:
    assert next_stake(plan(StakingKind.PERCENTAGE), 3, Decimal("1234.56")) == Decimal("24.69")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (plan(StakingKind.FIXED, "0.34"), "stake"),
        (plan(StakingKind.FIBONACCI, "1000.01"), "stake"),
        (plan(StakingKind.FIXED, "1.005"), "stake"),
        (plan(StakingKind.FIXED, "NaN"), "stake"),
        (plan(StakingKind.PERCENTAGE, balance_share="0.11"), "balance_share"),
        (plan(StakingKind.PERCENTAGE, balance_share="0"), "balance_share"),
    ],
)
def test_plan_out_of_bounds_is_refused_with_the_field(wrong: StakingPlan, field: str) -> None:
    assert [error.field for error in staking_errors(wrong)] == [field]


@pytest.mark.parametrize("kind", StakingKind)
def test_plan_within_bounds_has_no_errors(kind: StakingKind) -> None:
    assert staking_errors(plan(kind)) == []
