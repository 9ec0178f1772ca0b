"""Momentum: the averages have crossed, the gap still widens, and RSI is in the same regime."""

from dataclasses import dataclass, field
from math import isnan

from nexus.trading.indicators import (
    Atr,
    Macd,
    Rsi,
    macd_after,
    rsi_after,
    take_atr,
    take_macd,
    take_rsi,
)
from nexus.trading.market import Vote
from nexus.trading.strategies.strategy import (
    SILENT,
    SPOKE,
    CandleRule,
    CandleStrategy,
    Parameters,
    Reading,
    StrategyKind,
    abstain,
    confidence_steps,
    real,
    spoken,
    strength,
    whole,
)

NAME = "momentum"
WARM_UP, NO_MOVEMENT, DIFFER, SPENT = 1, 2, 3, 4


@dataclass(frozen=True)
class MomentumParameters(Parameters):
    """The averages' periods and what counts as a strong move."""

    fast: int = whole(12, 2, 60, "closed candles in the fast average")
    slow: int = whole(26, 3, 120, "closed candles in the slow average")
    signal: int = whole(9, 2, 60, "values in the average of the gap")
    rsi: int = whole(14, 2, 60, "closed candles in the RSI")
    regime: float = real(2.0, 0.0, 25.0, "RSI points from 50 at which a regime begins")
    exhausted: float = real(45.0, 20.0, 50.0, "RSI points from 50 from which a move is spent")
    atr: int = whole(14, 2, 60, "closed candles in the average true range")
    full_histogram: float = real(0.5, 0.05, 5.0, "strong histogram, in average true ranges")
    full_rsi: float = real(25.0, 5.0, 50.0, "RSI points from 50 of full strength")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.fast >= self.slow:
            raise ValueError(f"Expected fast below slow, was {self.fast} and {self.slow}")


@dataclass(slots=True)
class MomentumState:
    """The averages of closed candles."""

    macd: Macd = field(default_factory=Macd)
    rsi: Rsi = field(default_factory=Rsi)
    atr: Atr = field(default_factory=Atr)


def learn(p: MomentumParameters, s: MomentumState, high: float, low: float, close: float) -> None:
    """Take a closed candle."""
    take_macd(s.macd, p.fast, p.slow, p.signal, close)
    take_rsi(s.rsi, p.rsi, close)
    take_atr(s.atr, p.atr, high, low, close)


def look(p: MomentumParameters, s: MomentumState, price: float) -> Reading:
    """Look at a price as if the live candle closed there now."""
    fast, slow, histogram = macd_after(s.macd, p.fast, p.slow, p.signal, price)
    rsi, atr = rsi_after(s.rsi, p.rsi, price), s.atr.average.value
    if isnan(histogram) or isnan(rsi) or isnan(atr):
        return WARM_UP, *SILENT
    if atr <= 0:
        return NO_MOVEMENT, *SILENT
    size, lean, gap = histogram / atr, rsi - 50, (fast - slow) / atr
    direction = 0
    if fast > slow and histogram > 0 and lean >= p.regime:
        direction = 1
    elif fast < slow and histogram < 0 and -lean >= p.regime:
        direction = -1
    if direction == 0:
        return DIFFER, 0, 0, gap, size, rsi, atr, 0.0
    if abs(lean) >= p.exhausted:
        return SPENT, 0, 0, gap, size, rsi, atr, 0.0
    grade = 0.35 * strength(size, p.full_histogram)
    confidence = 0.40 + grade + 0.25 * strength(lean, p.full_rsi)
    return SPOKE, direction, confidence_steps(confidence), gap, size, rsi, atr, 0.0


def tell(reading: Reading) -> Vote:
    """Put what was read in words."""
    outcome, _, _, gap, size, rsi, atr, _ = reading
    if outcome == WARM_UP:
        return abstain(NAME, "warm-up")
    if outcome == NO_MOVEMENT:
        return abstain(NAME, "no movement")
    if outcome == DIFFER:
        reason = "cross, histogram and RSI differ"
        return abstain(NAME, reason, gap_in_atr=gap, histogram_in_atr=size, rsi=rsi)
    if outcome == SPENT:
        return abstain(NAME, "move is spent", rsi=rsi)
    return spoken(NAME, reading, histogram_in_atr=size, rsi=rsi, atr=atr)


class Momentum(CandleStrategy[MomentumParameters, MomentumState]):
    """Vote when EMA cross, MACD histogram and RSI regime point the same way.

    The live candle is looked at as if it closed now; only closed candles are learned from.
    """

    rule = CandleRule(NAME, MomentumParameters, MomentumState, learn, look, tell)


MOMENTUM = StrategyKind(NAME, MomentumParameters, Momentum)
