from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.errors import Malformed
from nexus.trading.odds import StakingOdds, expected_trades, staking_odds, stop_chance
from nexus.trading.staking import StakingKind, StakingPlan


@given(st.floats(0, 1), st.integers(0, 11), st.integers(1, 5))
def test_chance_is_that_of_every_path_counted_one_by_one(
    rate: float, trades: int, losses: int
) -> None:
    total = 0.0
    for path in product("WL", repeat=trades):
        if "L" * losses in "".join(path):
            total += rate ** path.count("W") * (1 - rate) ** path.count("L")

    assert stop_chance(rate, trades, losses) == pytest.approx(total, abs=1e-12)


def test_five_losses_in_a_hundred_fair_trades_are_likely() -> None:
    # 1 - (paths of 100 without five losses in a row) / 2**100, by the five-step recurrence.
    counts = [2**n for n in range(5)]
    while len(counts) <= 100:
        counts.append(sum(counts[-5:]))

    assert stop_chance(0.5, 100, 5) == pytest.approx(1 - counts[100] / 2**100, rel=1e-12)


def test_expected_wait_for_five_fair_losses_is_sixty_two_trades() -> None:
    assert expected_trades(0.5, 5) == pytest.approx(62)
    assert expected_trades(1.0, 5) is None


def odds(kind: StakingKind = StakingKind.FIBONACCI, net_ratio: str = "0.95") -> StakingOdds:
    return staking_odds(
        StakingPlan(kind, Decimal("10.00")),
        0.5,
        100,
        5,
        net_ratio=Decimal(net_ratio),
        balance=Decimal("10000.00"),
        daily_loss_limit=Decimal("100.00"),
        max_stake=Decimal("1000.00"),
    )


def test_fibonacci_streak_stakes_twelve_times_the_base() -> None:
    told = odds()

    assert [int(stake) for stake in told.streak_stakes] == [10, 10, 20, 30, 50]
    assert told.streak_loss == Decimal("120.00")
    assert told.worst_day == Decimal("100.00")


def test_win_below_full_payout_does_not_cover_the_losses_before_it() -> None:
    # Won after 1, 2, 3, 4 losses: 10, 20, 40, 70 lost against 10, 20, 30, 50 at 95 %.
    assert odds().wins_cover == (False, False, False, False)
    assert odds(net_ratio="1.00").wins_cover == (True, True, False, False)


@pytest.mark.parametrize(
    ("rate", "trades", "losses", "field"),
    [
        (1.1, 10, 5, "win_rate"),
        (float("nan"), 10, 5, "win_rate"),
        (0.5, -1, 5, "trades"),
        (0.5, 10, 0, "losses"),
    ],
)
def test_numbers_out_of_range_are_refused(
    rate: float, trades: int, losses: int, field: str
) -> None:
    with pytest.raises(Malformed) as refused:
        stop_chance(rate, trades, losses)

    assert [error.field for error in refused.value.fields] == [field]
