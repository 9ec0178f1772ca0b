"""Each indicator against its textbook definition, recomputed in full from the whole series."""

import statistics
from collections.abc import Sequence
from itertools import pairwise
from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.trading.indicators import (
    Atr,
    Average,
    Deviation,
    Extreme,
    Macd,
    Rsi,
    average_after,
    ema_alpha,
    macd_after,
    rsi_after,
    take_atr,
    take_average,
    take_deviation,
    take_extreme,
    take_macd,
    take_rsi,
    wilder_alpha,
)
from nexus.trading.market import Candle

PRICES = st.lists(
    st.integers(9_000, 11_000).map(lambda cents: cents / 100), min_size=1, max_size=90
)
PERIODS = st.integers(2, 15)


def smoothed(values: Sequence[float], period: int, alpha: float) -> list[float]:
    if len(values) < period:
        return []
    averages = [statistics.fmean(values[:period])]
    for value in values[period:]:
        averages.append((1 - alpha) * averages[-1] + alpha * value)
    return averages


def last(values: Sequence[float]) -> float | None:
    return values[-1] if values else None


def known(value: float) -> float | None:
    return None if isnan(value) else value


def close_to(expected: float | None) -> object:
    return None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-9)


def candles_of(prices: Sequence[float]) -> list[Candle]:
    shifted = [*prices[1:], prices[0]]
    pairs = zip(prices, shifted, strict=True)
    return [
        Candle(60 * number, a, max(a, b) + 0.25, min(a, b) - 0.5, b)
        for number, (a, b) in enumerate(pairs)
    ]


def test_weights_are_those_of_the_textbook() -> None:
    assert ema_alpha(9) == 0.2
    assert wilder_alpha(4) == 0.25


@given(PRICES, PERIODS, st.sampled_from([0.1, 0.25, 0.5]))
def test_average_starts_as_a_mean_and_then_smooths(
    prices: list[float], period: int, alpha: float
) -> None:
    average = Average()

    for price in prices:
        take_average(average, period, alpha, price)

    assert known(average.value) == close_to(last(smoothed(prices, period, alpha)))


@given(PRICES, PERIODS)
def test_rsi_is_the_share_of_smoothed_gains(prices: list[float], period: int) -> None:
    rsi = Rsi()

    for price in prices[:-1]:
        take_rsi(rsi, period, price)

    moves = [after - before for before, after in pairwise(prices)]
    gain = last(smoothed([max(move, 0) for move in moves], period, 1 / period))
    loss = last(smoothed([max(-move, 0) for move in moves], period, 1 / period))
    looked = known(rsi_after(rsi, period, prices[-1]))
    if gain is None or loss is None:
        assert looked is None
    else:
        assert looked == close_to(100 * gain / (gain + loss) if gain + loss else 50.0)


def test_rsi_of_wilder_s_own_prices_is_the_published_one() -> None:
    # His worksheet of 1978; he rounded each step by hand, unrounded the value is 74.2138.
    prices = [54.80, 56.80, 57.85, 59.85, 60.57, 61.10, 62.17, 60.60, 62.35, 62.15, 62.35]
    prices += [61.45, 62.80, 61.37]
    rsi = Rsi()

    for price in prices:
        take_rsi(rsi, 14, price)

    assert rsi_after(rsi, 14, 62.50) == pytest.approx(74.2138, abs=1e-4)


@given(PRICES)
def test_macd_is_the_gap_of_two_averages_and_its_own_average(prices: list[float]) -> None:
    fast, slow, signal = 3, 7, 4
    macd = Macd()

    for price in prices[:-1]:
        take_macd(macd, fast, slow, signal, price)

    fasts = smoothed(prices[slow - fast :], fast, 2 / (fast + 1))
    slows = smoothed(prices, slow, 2 / (slow + 1))
    lines = [a - b for a, b in zip(fasts, slows, strict=True)]
    signals = smoothed(lines, signal, 2 / (signal + 1))
    looked = macd_after(macd, fast, slow, signal, prices[-1])
    if not signals:
        assert isnan(looked[2])
    else:
        expected = (fasts[-1], slows[-1], lines[-1] - signals[-1])
        assert looked == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(PRICES, PERIODS)
def test_atr_smooths_the_true_range(prices: list[float], period: int) -> None:
    candles, atr = candles_of(prices), Atr()

    for candle in candles:
        take_atr(atr, period, candle.high, candle.low, candle.close)

    ranges = [
        max(c.high - c.low, abs(c.high - before.close), abs(c.low - before.close))
        for before, c in pairwise(candles)
    ]
    assert known(atr.average.value) == close_to(last(smoothed(ranges, period, 1 / period)))


@given(PRICES, st.integers(2, 120))
def test_extreme_is_the_largest_of_the_last_values(prices: list[float], period: int) -> None:
    extreme = Extreme()

    for number, price in enumerate(prices * 3, 1):
        take_extreme(extreme, period, price)

        recent = (prices * 3)[max(0, number - period) : number]
        assert known(extreme.value) == (max(recent) if number >= period else None)


@given(PRICES, PERIODS)
def test_deviation_is_that_of_the_last_values(prices: list[float], period: int) -> None:
    deviation = Deviation()

    for price in prices:
        take_deviation(deviation, period, price)

    recent = prices[-period:]
    expected = statistics.pstdev(recent) if len(recent) == period else None
    # Sliding sums lose about half the digits of a deviation next to the price itself.
    approximately = None if expected is None else pytest.approx(expected, abs=1e-5)
    assert known(deviation.value) == approximately


@given(PRICES, st.floats(50, 200))
def test_looking_ahead_keeps_nothing(prices: list[float], ahead: float) -> None:
    average, rsi, macd = Average(), Rsi(), Macd()
    for price in prices:
        take_average(average, 5, 0.2, price)
        take_rsi(rsi, 5, price)
        take_macd(macd, 3, 7, 4, price)
    before = repr((average, rsi, macd))

    looked = average_after(average, 5, 0.2, ahead)
    rsi_after(rsi, 5, ahead)
    macd_after(macd, 3, 7, 4, ahead)

    assert repr((average, rsi, macd)) == before
    assert known(take_average(average, 5, 0.2, ahead)) == known(looked)
