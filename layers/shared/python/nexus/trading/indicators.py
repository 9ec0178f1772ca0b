"""Textbook indicators, each O(1) per value, seeded as TA-Lib seeds them.

A state is a few named numbers; a function takes a state and the next value. `take_…` learns the
value for good; `…_after` says what the indicator would be if a value came next, and keeps
nothing: that is how a candle still forming is looked at. NaN means warm-up.

Only what a compiler can read is used here: numbers, arithmetic, calls. Live trading runs these
functions as they are; nexus.backtest.compilation compiles the very same ones.
"""

from dataclasses import dataclass, field
from math import nan, sqrt

LONGEST = 120


def _ring() -> list[float]:
    return [0.0] * LONGEST


def _counts() -> list[int]:
    return [0] * LONGEST


@dataclass(slots=True)
class Average:
    """An exponential average that starts as the plain mean of its first `period` values."""

    seen: int = 0
    total: float = 0.0
    value: float = nan


def average_after(s: Average, period: int, alpha: float, value: float) -> float:
    """Look one value ahead; `alpha` is how far the average moves towards a new value."""
    if s.seen >= period:
        return s.value + alpha * (value - s.value)
    return (s.total + value) / period if s.seen + 1 == period else nan


def take_average(s: Average, period: int, alpha: float, value: float) -> float:
    """Take the next value."""
    s.value = average_after(s, period, alpha, value)
    s.seen += 1
    s.total += value
    return s.value


def ema_alpha(period: int) -> float:
    """Weigh as an exponential moving average does."""
    return 2 / (period + 1)


def wilder_alpha(period: int) -> float:
    """Weigh as Wilder's smoothing does, the slower average inside RSI and ATR."""
    return 1 / period


@dataclass(slots=True)
class Macd:
    """Moving average convergence/divergence; the fast average starts late, as in TA-Lib."""

    fast: Average = field(default_factory=Average)
    slow: Average = field(default_factory=Average)
    signal: Average = field(default_factory=Average)
    seen: int = 0


def macd_after(
    s: Macd, fast: int, slow: int, signal: int, value: float
) -> tuple[float, float, float]:
    """Look one value ahead: fast average, slow average, histogram; NaN until all three are."""
    if s.seen < slow - fast:
        return nan, nan, nan
    quick = average_after(s.fast, fast, ema_alpha(fast), value)
    steady = average_after(s.slow, slow, ema_alpha(slow), value)
    line = average_after(s.signal, signal, ema_alpha(signal), quick - steady)
    return quick, steady, quick - steady - line


def take_macd(s: Macd, fast: int, slow: int, signal: int, value: float) -> None:
    """Take the next value."""
    steady = take_average(s.slow, slow, ema_alpha(slow), value)
    s.seen += 1
    if s.seen <= slow - fast:
        return
    quick = take_average(s.fast, fast, ema_alpha(fast), value)
    if s.slow.seen >= slow:
        take_average(s.signal, signal, ema_alpha(signal), quick - steady)


@dataclass(slots=True)
class Rsi:
    """Wilder's relative strength index, 0 to 100; 50 when nothing moved at all."""

    gain: Average = field(default_factory=Average)
    loss: Average = field(default_factory=Average)
    last: float = nan


def rsi_after(s: Rsi, period: int, value: float) -> float:
    """Look one value ahead."""
    gain = average_after(s.gain, period, wilder_alpha(period), max(value - s.last, 0.0))
    loss = average_after(s.loss, period, wilder_alpha(period), max(s.last - value, 0.0))
    return 50.0 if gain + loss == 0 else 100 * gain / (gain + loss)


def take_rsi(s: Rsi, period: int, value: float) -> None:
    """Take the next value; the first one only gives a start."""
    if s.last == s.last:
        take_average(s.gain, period, wilder_alpha(period), max(value - s.last, 0.0))
        take_average(s.loss, period, wilder_alpha(period), max(s.last - value, 0.0))
    s.last = value


@dataclass(slots=True)
class Atr:
    """Wilder's average true range, in `average.value`; the first candle only gives a close."""

    average: Average = field(default_factory=Average)
    close: float = nan


def take_atr(s: Atr, period: int, high: float, low: float, close: float) -> float:
    """Take the next closed candle."""
    if s.close == s.close:
        true_range = max(high, s.close) - min(low, s.close)
        take_average(s.average, period, wilder_alpha(period), true_range)
    s.close = close
    return s.average.value


@dataclass(slots=True)
class Extreme:
    """The largest of the last `period` values; of negated values, the smallest.

    Only values that can still become the largest are kept, falling from the oldest on.
    """

    values: list[float] = field(default_factory=_ring)
    numbers: list[int] = field(default_factory=_counts)
    head: int = 0
    size: int = 0
    seen: int = 0
    value: float = nan


def take_extreme(s: Extreme, period: int, value: float) -> float:
    """Take the next value."""
    if s.size > 0 and s.numbers[s.head] <= s.seen - period:
        s.head = (s.head + 1) % LONGEST
        s.size -= 1
    while s.size > 0 and s.values[(s.head + s.size - 1) % LONGEST] <= value:
        s.size -= 1
    end = (s.head + s.size) % LONGEST
    s.values[end], s.numbers[end] = value, s.seen
    s.size += 1
    s.seen += 1
    if s.seen >= period:
        s.value = s.values[s.head]
    return s.value


@dataclass(slots=True)
class Deviation:
    """The population standard deviation of the last `period` values."""

    values: list[float] = field(default_factory=_ring)
    seen: int = 0
    mean: float = 0.0
    squares: float = 0.0
    value: float = nan


def take_deviation(s: Deviation, period: int, value: float) -> float:
    """Take the next value."""
    place = s.seen % period
    old = s.values[place]
    s.values[place] = value
    s.seen += 1
    before = s.mean
    if s.seen <= period:
        s.mean += (value - before) / s.seen
        s.squares += (value - before) * (value - s.mean)
    else:
        s.mean += (value - old) / period
        s.squares += (value - old) * (value - s.mean + old - before)
    if s.seen >= period:
        s.value = sqrt(max(s.squares, 0.0) / period)
    return s.value
