"""Breakout: the live price leaves the Donchian channel by enough of its usual range."""

from dataclasses import dataclass, field
from math import isnan

from nexus.trading.indicators import (
    Atr,
    Deviation,
    Extreme,
    take_atr,
    take_deviation,
    take_extreme,
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

NAME = "breakout"
WARM_UP, NO_MOVEMENT, INSIDE, TOO_SMALL = 1, 2, 3, 4
LONG_AGO = 1_000_000


@dataclass(frozen=True)
class BreakoutParameters(Parameters):
    """How wide the channel is and what counts as leaving it."""

    channel: int = whole(20, 5, 120, "closed candles in the channel")
    atr: int = whole(14, 2, 60, "closed candles in the average true range")
    min_break: float = real(0.10, 0.0, 2.0, "least break, in average true ranges")
    full_break: float = real(1.0, 0.1, 5.0, "break of full strength, in average true ranges")
    squeeze: int = whole(20, 5, 120, "closed candles in the Bollinger width")
    bollinger: float = real(2.0, 0.5, 4.0, "standard deviations to a Bollinger band")
    keltner: float = real(1.5, 0.5, 4.0, "average true ranges to a Keltner band")
    squeeze_memory: int = whole(5, 1, 60, "candles for which a squeeze still counts")


@dataclass(slots=True)
class BreakoutState:
    """The channel of closed candles, its usual range, and how long ago it was squeezed."""

    high: Extreme = field(default_factory=Extreme)
    low: Extreme = field(default_factory=Extreme)
    atr: Atr = field(default_factory=Atr)
    deviation: Deviation = field(default_factory=Deviation)
    since_squeeze: int = LONG_AGO


def learn(p: BreakoutParameters, s: BreakoutState, high: float, low: float, close: float) -> None:
    """Take a closed candle; a squeeze is Bollinger bands inside the Keltner bands."""
    take_extreme(s.high, p.channel, high)
    take_extreme(s.low, p.channel, -low)
    atr = take_atr(s.atr, p.atr, high, low, close)
    deviation = take_deviation(s.deviation, p.squeeze, close)
    s.since_squeeze += 1
    if p.bollinger * deviation < p.keltner * atr:
        s.since_squeeze = 0


def look(p: BreakoutParameters, s: BreakoutState, price: float) -> Reading:
    """Compare a price with the channel."""
    high, low, atr = s.high.value, -s.low.value, s.atr.average.value
    if isnan(high) or isnan(atr) or isnan(s.deviation.value):
        return WARM_UP, *SILENT
    if atr <= 0:
        return NO_MOVEMENT, *SILENT
    above, below = (price - high) / atr, (low - price) / atr
    size = max(above, below)
    if size <= 0:
        return INSIDE, 0, 0, size, atr, high, low, 0.0
    if size < p.min_break:
        return TOO_SMALL, 0, 0, size, atr, high, low, 0.0
    squeezed = 1.0 if s.since_squeeze < p.squeeze_memory else 0.0
    confidence = 0.50 + 0.35 * strength(size, p.full_break) + 0.15 * squeezed
    direction = 1 if above > below else -1
    return SPOKE, direction, confidence_steps(confidence), size, atr, high, low, squeezed


def tell(reading: Reading) -> Vote:
    """Put what was read in words."""
    outcome, _, _, size, atr, high, low, squeezed = reading
    if outcome == WARM_UP:
        return abstain(NAME, "warm-up")
    if outcome == NO_MOVEMENT:
        return abstain(NAME, "no movement")
    if outcome == INSIDE:
        return abstain(NAME, "inside the channel", high=high, low=low)
    if outcome == TOO_SMALL:
        return abstain(NAME, "break too small", break_in_atr=size)
    squeeze = "yes" if squeezed else "no"
    return spoken(NAME, reading, break_in_atr=size, atr=atr, high=high, low=low, squeeze=squeeze)


class Breakout(CandleStrategy[BreakoutParameters, BreakoutState]):
    """Vote with a break of the channel of closed candles by the live close.

    A break smaller than `min_break` average true ranges is noise. A squeeze in the last few
    candles makes the vote surer.
    """

    rule = CandleRule(NAME, BreakoutParameters, BreakoutState, learn, look, tell)


BREAKOUT = StrategyKind(NAME, BreakoutParameters, Breakout)
