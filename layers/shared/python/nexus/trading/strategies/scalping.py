"""Scalping: the last ticks moved far from their mean and mostly one way."""

from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from nexus.trading.market import Direction, Tick, Vote
from nexus.trading.strategies.strategy import (
    Parameters,
    Step,
    StrategyKind,
    abstain,
    cast,
    real,
    strength,
    whole,
)


@dataclass(frozen=True)
class ScalpingParameters(Parameters):
    """How many ticks are looked at and what counts as a move."""

    window: int = whole(30, 5, 60, "ticks looked at")
    min_z: float = real(1.0, 0.0, 4.0, "least distance from the mean, in deviations")
    full_z: float = real(2.0, 0.5, 6.0, "distance of full strength, in deviations")
    min_imbalance: float = real(0.20, 0.0, 1.0, "least surplus of moves one way, of all moves")
    max_gap: int = whole(30, 2, 600, "seconds between ticks after which the window starts anew")


class Scalping:
    """Vote when z-score and tick imbalance point the same way; abstain on candle-only data.

    Sums are exact decimals: the vote depends on the ticks in the window and on nothing before.
    """

    name = "scalping"

    def __init__(self, parameters: ScalpingParameters | None = None) -> None:
        self._p = parameters or ScalpingParameters()
        self._ticks: deque[Tick] = deque()
        self._sum, self._squares, self._moves, self._net = Decimal(0), Decimal(0), 0, 0

    def vote(self, step: Step) -> Vote:
        """Take the tick and compare it with its window."""
        if step.tick is None:
            return abstain(self.name, "no ticks")
        self._learn(step.tick)
        count = len(self._ticks)
        if count < self._p.window:
            return abstain(self.name, "warm-up", ticks=str(count))
        spread = float(count * self._squares - self._sum * self._sum)
        if spread <= 0 or self._moves == 0:
            return abstain(self.name, "no movement")
        z = float(count * step.tick.spot - self._sum) / sqrt(spread)
        imbalance = self._net / self._moves
        is_clear = abs(z) >= self._p.min_z and abs(imbalance) >= self._p.min_imbalance
        if not is_clear or z * imbalance <= 0:
            return abstain(self.name, "no clear move", z=z, imbalance=imbalance)
        direction = Direction.RISE if z > 0 else Direction.FALL
        confidence = 0.5 * strength(z, self._p.full_z) + 0.5 * abs(imbalance)
        return cast(self.name, direction, confidence, z=z, imbalance=imbalance)

    def _learn(self, tick: Tick) -> None:
        if self._ticks and tick.epoch - self._ticks[-1].epoch > self._p.max_gap:
            self._ticks.clear()
            self._sum, self._squares, self._moves, self._net = Decimal(0), Decimal(0), 0, 0
        if self._ticks:
            self._count(_sign(self._ticks[-1], tick), 1)
        self._ticks.append(tick)
        self._sum, self._squares = self._sum + tick.spot, self._squares + tick.spot * tick.spot
        if len(self._ticks) > self._p.window:
            self._forget()

    def _forget(self) -> None:
        old = self._ticks.popleft()
        self._count(_sign(old, self._ticks[0]), -1)
        self._sum, self._squares = self._sum - old.spot, self._squares - old.spot * old.spot

    def _count(self, sign: int, weight: int) -> None:
        self._moves += abs(sign) * weight
        self._net += sign * weight


SCALPING = StrategyKind(Scalping.name, ScalpingParameters, Scalping)


def _sign(before: Tick, after: Tick) -> int:
    return (after.spot > before.spot) - (after.spot < before.spot)
