"""Our indicators beside TA-Lib's on long series, value by value from the first one on."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
import talib

from nexus.backtest.synthetic import random_walk
from nexus.trading.indicators import (
    Atr,
    Average,
    Deviation,
    Extreme,
    Macd,
    Rsi,
    ema_alpha,
    macd_after,
    rsi_after,
    take_atr,
    take_average,
    take_deviation,
    take_extreme,
    take_macd,
    take_rsi,
)

LENGTH = 20_000
Column = np.ndarray[tuple[Any, ...], np.dtype[np.float64]]


class Prices(NamedTuple):
    highs: Column
    lows: Column
    closes: Column


@pytest.fixture(scope="module", params=[1, 2], ids=["seed 1", "seed 2"])
def series(request: pytest.FixtureRequest) -> Prices:
    walk = random_walk(LENGTH, request.param, decimals=4)
    return Prices(*(np.array(column) for column in (walk.highs, walk.lows, walk.closes)))


def assert_same(ours: list[float], theirs: Any, tolerance: float = 1e-9) -> None:
    found = np.array(ours)
    assert np.array_equal(np.isnan(found), np.isnan(theirs)), "warm-up ends elsewhere"
    known = ~np.isnan(found)
    assert known.sum() > LENGTH / 2
    np.testing.assert_allclose(found[known], theirs[known], rtol=tolerance, atol=tolerance)


def taken(values: Any, take: Callable[[float], float]) -> list[float]:
    return [take(float(value)) for value in values]


@pytest.mark.parametrize("period", [2, 12, 60])
def test_ema_is_talib_s(series: Prices, period: int) -> None:
    average, alpha = Average(), ema_alpha(period)

    ours = taken(series.closes, lambda close: take_average(average, period, alpha, close))

    assert_same(ours, talib.EMA(series.closes, period))


@pytest.mark.parametrize("periods", [(12, 26, 9), (3, 10, 16)])
def test_macd_is_talib_s(series: Prices, periods: tuple[int, int, int]) -> None:
    macd, ours, lines = Macd(), [], []

    for close in map(float, series.closes):
        fast, slow, histogram = macd_after(macd, *periods, close)
        take_macd(macd, *periods, close)
        ours.append(histogram)
        lines.append(fast - slow + 0 * histogram)

    line, _, expected = talib.MACD(series.closes, *periods)
    assert_same(ours, expected)
    assert_same(lines, line)


@pytest.mark.parametrize("period", [2, 14, 60])
def test_rsi_is_talib_s(series: Prices, period: int) -> None:
    rsi, ours = Rsi(), []

    for close in map(float, series.closes):
        ours.append(rsi_after(rsi, period, close))
        take_rsi(rsi, period, close)

    assert_same(ours, talib.RSI(series.closes, period))


@pytest.mark.parametrize("period", [2, 14, 60])
def test_atr_is_talib_s(series: Prices, period: int) -> None:
    atr = Atr()
    rows = zip(series.highs, series.lows, series.closes, strict=True)

    ours = [take_atr(atr, period, *map(float, row)) for row in rows]

    assert_same(ours, talib.ATR(series.highs, series.lows, series.closes, period))


@pytest.mark.parametrize("period", [5, 20, 120])
def test_donchian_channel_is_talib_s(series: Prices, period: int) -> None:
    top, bottom = Extreme(), Extreme()

    highs = taken(series.highs, lambda high: take_extreme(top, period, high))
    lows = taken(series.lows, lambda low: -take_extreme(bottom, period, -low))

    assert_same(highs, talib.MAX(series.highs, period))
    assert_same(lows, talib.MIN(series.lows, period))


@pytest.mark.parametrize("period", [5, 20, 120])
def test_deviation_is_talib_s(series: Prices, period: int) -> None:
    deviation = Deviation()

    ours = taken(series.closes, lambda close: take_deviation(deviation, period, close))

    # Both slide sums; TA-Lib's squares of whole prices keep about seven digits of a deviation.
    assert_same(ours, talib.STDDEV(series.closes, period), tolerance=1e-5)
