"""Breakout and Momentum with TA-Lib and numpy, as a user of the peers would write them.

Runs in the peers' own environment and shares no code with Nexus. `signals` gives, per candle,
1, -1 or 0: what both strategies agree on with a mean confidence of at least 0.70.
"""

from typing import Any

import numpy as np
import talib


def shifted(values: Any) -> Any:
    """Use only candles that closed before."""
    return np.concatenate(([np.nan], values[:-1]))


def signals(high: Any, low: Any, close: Any) -> Any:
    """Take both votes together."""
    votes = breakout(high, low, close), momentum(high, low, close)
    directions, steps = zip(*votes, strict=True)
    agree = (directions[0] == directions[1]) & (directions[0] != 0)
    return np.where(agree & (steps[0] + steps[1] >= 14_000), directions[0], 0)


def breakout(high: Any, low: Any, close: Any) -> tuple[Any, Any]:
    """Vote with a break of the Donchian channel."""
    top, bottom = shifted(talib.MAX(high, 20)), shifted(talib.MIN(low, 20))
    atr, spread = shifted(talib.ATR(high, low, close, 14)), shifted(talib.STDDEV(close, 20))
    above, below = (close - top) / atr, (bottom - close) / atr
    size = np.fmax(above, below)
    numbers = np.arange(len(close))
    squeezes = np.where(2.0 * spread < 1.5 * atr, numbers, -1_000_000)
    squeezed = numbers - np.maximum.accumulate(squeezes) < 5
    confidence = 0.50 + 0.35 * np.fmin(size, 1.0) + 0.15 * squeezed
    speaks = (size > 0) & (size >= 0.10) & ~np.isnan(spread)
    return np.where(speaks, np.where(above > below, 1, -1), 0), steps_of(confidence)


def momentum(high: Any, low: Any, close: Any) -> tuple[Any, Any]:
    """Vote with crossed averages that agree with the RSI."""
    line, _, histogram = talib.MACD(close, 12, 26, 9)
    lean, atr = talib.RSI(close, 14) - 50, shifted(talib.ATR(high, low, close, 14))
    rise = (line > 0) & (histogram > 0) & (lean >= 2)
    fall = (line < 0) & (histogram < 0) & (-lean >= 2)
    grade = 0.35 * np.fmin(np.abs(histogram / atr) / 0.5, 1.0)
    confidence = 0.40 + grade + 0.25 * np.fmin(np.abs(lean) / 25, 1.0)
    speaks = (rise | fall) & (np.abs(lean) < 45)
    return np.where(speaks, np.where(rise, 1, -1), 0), steps_of(confidence)


def steps_of(confidence: Any) -> Any:
    """Count in ten-thousandths."""
    return np.floor(np.nan_to_num(confidence) * 10_000 + 0.5).astype(int)
