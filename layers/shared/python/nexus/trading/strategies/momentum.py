"""Momentum: the averages have crossed, the gap still widens, and RSI is in the same regime."""

from dataclasses import dataclass

from nexus.trading.indicators import Atr, Macd, MacdPoint, Rsi
from nexus.trading.market import Candle, Direction, Vote
from nexus.trading.strategies.strategy import (
    Parameters,
    Step,
    abstain,
    cast,
    real,
    strength,
    whole,
)


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


class Momentum:
    """Vote when EMA cross, MACD histogram and RSI regime point the same way.

    The live candle is looked at as if it closed now; only closed candles are learned from.
    """

    name = "momentum"

    def __init__(self, parameters: MomentumParameters | None = None) -> None:
        self._p = parameters or MomentumParameters()
        self._macd = Macd(self._p.fast, self._p.slow, self._p.signal)
        self._rsi, self._atr = Rsi(self._p.rsi), Atr(self._p.atr)

    def vote(self, step: Step) -> Vote:
        """Learn from a closed candle, then look at the live one as the next."""
        if step.closed is not None:
            self._learn(step.closed)
        macd, rsi = self._macd.after(step.live.close), self._rsi.after(step.live.close)
        atr = self._atr.value
        if macd is None or rsi is None or atr is None:
            return abstain(self.name, "warm-up")
        if atr <= 0:
            return abstain(self.name, "no movement")
        size, lean = macd.histogram / atr, rsi - 50
        direction = self._direction(macd, lean)
        if direction is None:
            gap = (macd.fast - macd.slow) / atr
            reason = "cross, histogram and RSI differ"
            return abstain(self.name, reason, gap_in_atr=gap, histogram_in_atr=size, rsi=rsi)
        if abs(lean) >= self._p.exhausted:
            return abstain(self.name, "move is spent", rsi=rsi)
        grade = 0.35 * strength(size, self._p.full_histogram)
        confidence = 0.40 + grade + 0.25 * strength(lean, self._p.full_rsi)
        return cast(self.name, direction, confidence, histogram_in_atr=size, rsi=rsi, atr=atr)

    def _learn(self, candle: Candle) -> None:
        self._macd.update(candle.close)
        self._rsi.update(candle.close)
        self._atr.update(candle)

    def _direction(self, macd: MacdPoint, lean: float) -> Direction | None:
        if macd.fast > macd.slow and macd.histogram > 0 and lean >= self._p.regime:
            return Direction.RISE
        if macd.fast < macd.slow and macd.histogram < 0 and -lean >= self._p.regime:
            return Direction.FALL
        return None
