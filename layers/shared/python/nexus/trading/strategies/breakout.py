"""Breakout: the live price leaves the Donchian channel by enough of its usual range."""

from dataclasses import dataclass

from nexus.trading.indicators import Atr, Deviation, Donchian
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


class Breakout:
    """Vote with a break of the channel of closed candles by the live close.

    A break smaller than `min_break` average true ranges is noise. A squeeze (Bollinger bands
    inside the Keltner bands) in the last few candles makes the vote surer.
    """

    name = "breakout"

    def __init__(self, parameters: BreakoutParameters | None = None) -> None:
        self._p = parameters or BreakoutParameters()
        self._channel, self._atr = Donchian(self._p.channel), Atr(self._p.atr)
        self._deviation = Deviation(self._p.squeeze)
        self._since_squeeze: int | None = None

    def vote(self, step: Step) -> Vote:
        """Learn from a closed candle, then compare the live close with the channel."""
        if step.closed is not None:
            self._learn(step.closed)
        channel, atr = self._channel.value, self._atr.value
        if channel is None or atr is None or self._deviation.value is None:
            return abstain(self.name, "warm-up")
        if atr <= 0:
            return abstain(self.name, "no movement")
        high, low = channel
        above, below = (step.live.close - high) / atr, (low - step.live.close) / atr
        size = max(above, below)
        if size <= 0:
            return abstain(self.name, "inside the channel", high=high, low=low)
        if size < self._p.min_break:
            return abstain(self.name, "break too small", break_in_atr=size)
        direction = Direction.RISE if above > below else Direction.FALL
        return self._speak(direction, size, atr, channel)

    def _learn(self, candle: Candle) -> None:
        self._channel.update(candle)
        atr, deviation = self._atr.update(candle), self._deviation.update(candle.close)
        if self._since_squeeze is not None:
            self._since_squeeze += 1
        if atr is None or deviation is None:
            return
        if self._p.bollinger * deviation < self._p.keltner * atr:
            self._since_squeeze = 0

    def _speak(
        self, direction: Direction, size: float, atr: float, channel: tuple[float, float]
    ) -> Vote:
        since = self._since_squeeze
        is_squeezed = since is not None and since < self._p.squeeze_memory
        confidence = 0.50 + 0.35 * strength(size, self._p.full_break) + 0.15 * is_squeezed
        return cast(
            self.name,
            direction,
            confidence,
            break_in_atr=size,
            atr=atr,
            high=channel[0],
            low=channel[1],
            squeeze="yes" if is_squeezed else "no",
        )
