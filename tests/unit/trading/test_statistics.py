from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.trading.statistics import chance_of, expectancy, hit_rate, is_told_from_chance


@pytest.mark.parametrize(
    ("wins", "count", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), 857, table I, method 3 (Wilson).
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_interval_is_the_published_one(wins: int, count: int, low: float, high: float) -> None:
    measured = hit_rate(wins, count)

    assert (measured.low, measured.high) == pytest.approx((low, high), abs=5e-5)
    assert (measured.rate, measured.count) == (wins / count, count)


def test_without_trades_the_rate_is_unknown() -> None:
    assert (hit_rate(0, 0).rate, hit_rate(0, 0).low, hit_rate(0, 0).high) == (None, 0.0, 1.0)


@given(st.integers(1, 400), st.data())
def test_interval_holds_the_rate_and_narrows_with_the_sample(
    count: int, data: st.DataObject
) -> None:
    wins = data.draw(st.integers(0, count))
    one, ten = hit_rate(wins, count), hit_rate(10 * wins, 10 * count)

    assert one.low - 1e-9 <= wins / count <= one.high + 1e-9
    assert ten.high - ten.low < one.high - one.low


def test_expectancy_is_the_mean_with_its_interval() -> None:
    told = expectancy([Decimal("9.00"), Decimal("-10.00"), Decimal("9.00"), Decimal("-10.00")])

    assert told.mean == pytest.approx(-0.5)
    # z times 10.97 / 2
    assert (told.low, told.high) == pytest.approx((-11.2503, 10.2503), abs=1e-3)


@pytest.mark.parametrize("results", [[], [Decimal("1.00")]])
def test_too_few_trades_have_no_interval(results: list[Decimal]) -> None:
    told = expectancy(results)

    assert (told.count, told.low, told.high) == (len(results), None, None)


def test_chance_is_the_tail_of_the_binomial() -> None:
    # 56 of 1024 paths of ten fair throws have eight heads or more.
    assert chance_of(8, 10, 0.5) == pytest.approx(56 / 1024)
    assert chance_of(0, 10, 0.5) == 1.0


def test_small_edge_in_few_trades_cannot_be_told_from_chance() -> None:
    assert not is_told_from_chance(56, 100, 0.52)
    assert is_told_from_chance(5_600, 10_000, 0.52)


def test_best_of_many_settings_needs_more_to_be_believed() -> None:
    assert is_told_from_chance(570, 1_000, 0.54)
    assert not is_told_from_chance(570, 1_000, 0.54, tried=100)
