from decimal import Decimal

from nexus.trading.staking import StakingKind, StakingPlan, next_stake


def test_fixed_stake_does_not_follow_the_losses() -> None:
    plan = StakingPlan(StakingKind.FIXED, Decimal("2.50"))

    assert {next_stake(plan, losses) for losses in range(6)} == {Decimal("2.50")}
