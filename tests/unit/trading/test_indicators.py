"""Each indicator against its textbook definition, recomputed in full from the whole series."""

import statistics
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.trading.indicators import Atr, Deviation, Donchian, Macd, Rsi, ema, wilder
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


def close_to(expected: float | None) -> object:
    return None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-9)


def candles_of(prices: Sequence[float]) -> list[Candle]:
    shifted = [*prices[1:], prices[0]]
    pairs = zip(prices, shifted, strict=True)
    return [
        Candle(60 * number, a, max(a, b) + 0.25, min(a, b) - 0.5, b)
        for number, (a, b) in enumerate(pairs)
    ]


@given(PRICES, PERIODS)
def test_ema_starts_as_a_mean_and_then_smooths(prices: list[float], period: int) -> None:
    average = ema(period)

    for price in prices:
        average.update(price)

    assert average.value == close_to(last(smoothed(prices, period, 2 / (period + 1))))


@given(PRICES, PERIODS)
def test_wilder_moves_one_period_th_of_the_way(prices: list[float], period: int) -> None:
    average = wilder(period)

    for price in prices:
        average.update(price)

    assert average.value == close_to(last(smoothed(prices, period, 1 / period)))


@given(PRICES, PERIODS)
def test_rsi_is_the_share_of_smoothed_gains(prices: list[float], period: int) -> None:
    rsi = Rsi(period)

    for price in prices:
        rsi.update(price)

    moves = [after - before for before, after in pairwise(prices)]
    gain = last(smoothed([max(move, 0) for move in moves], period, 1 / period))
    loss = last(smoothed([max(-move, 0) for move in moves], period, 1 / period))
    if gain is None or loss is None:
        assert rsi.value is None
    else:
        assert rsi.value == close_to(100 * gain / (gain + loss) if gain + loss else 50.0)


def test_rsi_of_wilder_s_own_prices_is_the_published_one() -> None:
    # His worksheet of 1978; he rounded each step by hand, unrounded the value is 74.2138.
    prices = [54.80, 56.80, 57.85, 59.85, 60.57, 61.10, 62.17, 60.60, 62.35, 62.15, 62.35]
    prices += [61.45, 62.80, 61.37, 62.50]
    rsi = Rsi(14)

    for price in prices:
        rsi.update(price)

    assert rsi.value == pytest.approx(74.2138, abs=1e-4)


@given(PRICES)
def test_macd_is_the_gap_of_two_averages_and_its_own_average(prices: list[float]) -> None:
    fast, slow, signal = 3, 7, 4
    macd = Macd(fast, slow, signal)

    for price in prices:
        macd.update(price)

    fasts = smoothed(prices[slow - fast :], fast, 2 / (fast + 1))
    slows = smoothed(prices, slow, 2 / (slow + 1))
    lines = [a - b for a, b in zip(fasts, slows, strict=True)]
    signals = smoothed(lines, signal, 2 / (signal + 1))
    if not signals:
        assert macd.value is None
    else:
        assert macd.value is not None
        assert macd.value.fast == close_to(fasts[-1])
        assert macd.value.slow == close_to(slows[-1])
        assert macd.value.histogram == close_to(lines[-1] - signals[-1])


@given(PRICES, PERIODS)
def test_atr_smooths_the_true_range(prices: list[float], period: int) -> None:
    candles, atr = candles_of(prices), Atr(period)

    for candle in candles:
        atr.update(candle)

    ranges = [
        max(c.high - c.low, abs(c.high - before.close), abs(c.low - before.close))
        for before, c in pairwise(candles)
    ]
    assert atr.value == close_to(last(smoothed(ranges, period, 1 / period)))


@given(PRICES, PERIODS)
def test_donchian_is_the_range_of_the_last_candles(prices: list[float], period: int) -> None:
    candles, channel = candles_of(prices), Donchian(period)

    for number, candle in enumerate(candles, 1):
        channel.update(candle)

        recent = candles[max(0, number - period) : number]
        expected = (max(c.high for c in recent), min(c.low for c in recent))
        assert channel.value == (expected if number >= period else None)


@given(PRICES, PERIODS)
def test_deviation_is_that_of_the_last_values(prices: list[float], period: int) -> None:
    deviation = Deviation(period)

    for price in prices:
        deviation.update(price)

    recent = prices[-period:]
    expected = statistics.pstdev(recent) if len(recent) == period else None
    # Sliding sums lose about half the digits of a deviation next to the price itself.
    assert deviation.value == (None if expected is None else pytest.approx(expected, abs=1e-5))


@given(PRICES, st.floats(50, 200))
def test_looking_ahead_tells_the_next_value_and_keeps_nothing(
    prices: list[float], ahead: float
) -> None:
    for indicator in (ema(5), wilder(5), Rsi(5), Macd(3, 7, 4)):
        for price in prices:
            indicator.update(price)
        before = indicator.value

        looked = indicator.after(ahead)

        assert indicator.value == before
        assert indicator.update(ahead) == looked
