"""Textbook indicators, each O(1) per value, seeded as TA-Lib seeds them.

`update` takes a value for good; `after` says what the indicator would be if a value came next,
and keeps nothing: that is how a candle still forming is looked at. None means warm-up.
"""

from collections import deque
from dataclasses import dataclass
from math import sqrt

from nexus.trading.market import Candle


class Average:
    """An exponential average that starts as the plain mean of its first `period` values."""

    def __init__(self, period: int, alpha: float) -> None:
        self.value: float | None = None
        self._period, self._alpha = period, alpha
        self._seen, self._sum = 0, 0.0

    def after(self, value: float) -> float | None:
        """Look one value ahead."""
        if self.value is not None:
            return self.value + self._alpha * (value - self.value)
        is_full = self._seen + 1 == self._period
        return (self._sum + value) / self._period if is_full else None

    def update(self, value: float) -> float | None:
        """Take the next value."""
        self.value = self.after(value)
        if self.value is None:
            self._seen, self._sum = self._seen + 1, self._sum + value
        return self.value


def ema(period: int) -> Average:
    """Make an exponential moving average."""
    return Average(period, 2 / (period + 1))


def wilder(period: int) -> Average:
    """Make Wilder's smoothing, the slower average inside RSI and ATR."""
    return Average(period, 1 / period)


@dataclass(frozen=True)
class MacdPoint:
    """The two averages and how far their gap is from its own average."""

    fast: float
    slow: float
    histogram: float


class Macd:
    """Moving average convergence/divergence; the fast average starts late, as in TA-Lib."""

    def __init__(self, fast: int, slow: int, signal: int) -> None:
        self.value: MacdPoint | None = None
        self._fast, self._slow, self._signal = ema(fast), ema(slow), ema(signal)
        self._skip = slow - fast

    def after(self, value: float) -> MacdPoint | None:
        """Look one value ahead."""
        if self._skip > 0:
            return None
        fast, slow = self._fast.after(value), self._slow.after(value)
        if fast is None or slow is None:
            return None
        signal = self._signal.after(fast - slow)
        return None if signal is None else MacdPoint(fast, slow, fast - slow - signal)

    def update(self, value: float) -> MacdPoint | None:
        """Take the next value."""
        self.value = self.after(value)
        slow = self._slow.update(value)
        if self._skip > 0:
            self._skip -= 1
            return None
        fast = self._fast.update(value)
        if fast is not None and slow is not None:
            self._signal.update(fast - slow)
        return self.value


class Rsi:
    """Wilder's relative strength index, 0 to 100; 50 when nothing moved at all."""

    def __init__(self, period: int) -> None:
        self.value: float | None = None
        self._gain, self._loss = wilder(period), wilder(period)
        self._last: float | None = None

    def after(self, value: float) -> float | None:
        """Look one value ahead."""
        if self._last is None:
            return None
        gain = self._gain.after(max(value - self._last, 0.0))
        loss = self._loss.after(max(self._last - value, 0.0))
        if gain is None or loss is None:
            return None
        return 50.0 if gain + loss == 0 else 100 * gain / (gain + loss)

    def update(self, value: float) -> float | None:
        """Take the next value."""
        self.value = self.after(value)
        if self._last is not None:
            self._gain.update(max(value - self._last, 0.0))
            self._loss.update(max(self._last - value, 0.0))
        self._last = value
        return self.value


class Atr:
    """Wilder's average true range; the first candle only gives a close."""

    def __init__(self, period: int) -> None:
        self.value: float | None = None
        self._average = wilder(period)
        self._close: float | None = None

    def update(self, candle: Candle) -> float | None:
        """Take the next closed candle."""
        if self._close is not None:
            high, low = max(candle.high, self._close), min(candle.low, self._close)
            self.value = self._average.update(high - low)
        self._close = candle.close
        return self.value


class Extreme:
    """The largest of the last `period` values; of negated values, the smallest."""

    def __init__(self, period: int) -> None:
        self.value: float | None = None
        self._period, self._seen = period, 0
        self._falling: deque[tuple[int, float]] = deque()

    def update(self, value: float) -> float | None:
        """Take the next value."""
        while self._falling and self._falling[-1][1] <= value:
            self._falling.pop()
        self._falling.append((self._seen, value))
        self._seen += 1
        if self._falling[0][0] <= self._seen - 1 - self._period:
            self._falling.popleft()
        if self._seen >= self._period:
            self.value = self._falling[0][1]
        return self.value


class Donchian:
    """The highest high and the lowest low of the last `period` closed candles."""

    def __init__(self, period: int) -> None:
        self._high, self._low = Extreme(period), Extreme(period)

    @property
    def value(self) -> tuple[float, float] | None:
        """High and low of the channel."""
        high, low = self._high.value, self._low.value
        return None if high is None or low is None else (high, -low)

    def update(self, candle: Candle) -> tuple[float, float] | None:
        """Take the next closed candle."""
        self._high.update(candle.high)
        self._low.update(-candle.low)
        return self.value


class Deviation:
    """The population standard deviation of the last `period` values."""

    def __init__(self, period: int) -> None:
        self.value: float | None = None
        self._period, self._mean, self._squares = period, 0.0, 0.0
        self._values: deque[float] = deque()

    def update(self, value: float) -> float | None:
        """Take the next value."""
        self._values.append(value)
        if len(self._values) <= self._period:
            step = value - self._mean
            self._mean += step / len(self._values)
            self._squares += step * (value - self._mean)
        else:
            self._slide(self._values.popleft(), value)
        if len(self._values) == self._period:
            self.value = sqrt(max(self._squares, 0.0) / self._period)
        return self.value

    def _slide(self, old: float, new: float) -> None:
        before = self._mean
        self._mean += (new - old) / self._period
        self._squares += (new - old) * (new - self._mean + old - before)
