"""Prices as a pure function of seed, symbol and time.

The logarithm of a price is a Brownian path drawn from coarse to fine: every whole second halves the
interval between two coarser ones, and its deviation is drawn from a hash of where it lies. Any
moment is reached in at most ROOT_LEVEL steps, without walking through the time before it.
"""

from __future__ import annotations

import struct
from array import array
from functools import lru_cache
from hashlib import blake2b
from math import exp, sqrt
from statistics import NormalDist
from typing import NamedTuple

from functions.sandbox_broker.market.instruments import Instrument

YEAR = 365 * 86_400
ROOT_LEVEL = 22
BLOCK_LEVEL = 12
BLOCK = 1 << BLOCK_LEVEL
ANCHOR_SPREAD = 0.1
DRAWS = 16
CACHED_LOGS = 64
CACHED_FOLDS = 32_768
_INVERSE = NormalDist().inv_cdf


def _draws(seed: int, symbol: str, level: int, group: int) -> tuple[int, ...]:
    key = f"{seed}|{symbol}|{level}|{group}".encode()
    return struct.unpack("<16I", blake2b(key).digest())


def _normal(draw: int) -> float:
    return _INVERSE((draw + 0.5) / 4_294_967_296)


def _deviation(volatility: float, level: int) -> float:
    """Give the spread of a midpoint around the mean of its neighbours, each 2**level away."""
    return volatility * sqrt((1 << (level + 1)) / YEAR) / 2


class Fold(NamedTuple):
    """Hold first, highest, lowest and last price of a span, in pips."""

    open: int
    high: int
    low: int
    close: int


class PriceSource:
    """Give the price of any instrument at any second, the same for the same seed for ever.

    `fold(instrument, first, last)` sums up all prices of a span that lies on the cadence.
    """

    def __init__(self, seed: int, cached_blocks: int = 384) -> None:
        self.seed = seed
        self._point = lru_cache(maxsize=65_536)(self._compute_point)
        self._block = lru_cache(maxsize=cached_blocks)(self._fill_block)
        self._logs = lru_cache(maxsize=CACHED_LOGS)(self._fill_logs)
        self.fold = lru_cache(maxsize=CACHED_FOLDS)(self._fold)

    def pips(self, instrument: Instrument, epoch: int) -> int:
        """Give the price in pips at a moment the instrument quotes."""
        index, offset = divmod(epoch, BLOCK)
        return self._block(instrument, index)[offset // instrument.cadence]

    def distant_pips(self, instrument: Instrument, epoch: int) -> int:
        """Give the same price without preparing its neighbourhood, for far-apart moments."""
        return _to_pips(instrument, self._point(instrument, epoch))

    def span(self, instrument: Instrument, first: int, last: int) -> array[int]:
        """Give all prices from first to last, both included and both on the cadence."""
        found: array[int] = array("q")
        step = instrument.cadence
        for index in range(first // BLOCK, last // BLOCK + 1):
            start = max(first - index * BLOCK, 0) // step
            stop = min(last - index * BLOCK, BLOCK - step) // step
            found.extend(self._block(instrument, index)[start : stop + 1])
        return found

    def _compute_point(self, instrument: Instrument, epoch: int) -> float:
        level = (epoch & -epoch).bit_length() - 1 if epoch else ROOT_LEVEL
        if level >= ROOT_LEVEL:
            return self._anchor(instrument, epoch >> ROOT_LEVEL)
        group, place = divmod(epoch >> (level + 1), DRAWS)
        deviation = _normal(_draws(self.seed, instrument.symbol, level, group)[place])
        reach = 1 << level
        around = self._point(instrument, epoch - reach) + self._point(instrument, epoch + reach)
        return around * 0.5 + deviation * _deviation(instrument.volatility, level)

    def _anchor(self, instrument: Instrument, index: int) -> float:
        group, place = divmod(index, DRAWS)
        draw = _draws(self.seed, instrument.symbol, ROOT_LEVEL, group)[place]
        return _normal(draw) * ANCHOR_SPREAD * instrument.volatility

    def _fold(self, instrument: Instrument, first: int, last: int) -> Fold:
        """Find the extremes among logarithms: only four of them become prices."""
        step = instrument.cadence
        parts: list[array[float]] = []
        for index in range(first // BLOCK, last // BLOCK + 1):
            begins = index * BLOCK
            start, stop = max(first - begins, 0), min(last - begins, BLOCK - 1)
            parts.append(self._logs(instrument, index)[start // step : stop // step + 1])
        found = (
            parts[0][0],
            max(max(part) for part in parts),
            min(min(part) for part in parts),
            parts[-1][-1],
        )
        return Fold(*(_to_pips(instrument, logarithm) for logarithm in found))

    def _fill_block(self, instrument: Instrument, index: int) -> array[int]:
        return array("q", [_to_pips(instrument, x) for x in self._logs(instrument, index)])

    def _fill_logs(self, instrument: Instrument, index: int) -> array[float]:
        path = [self._point(instrument, place * BLOCK) for place in (index, index + 1)]
        for level in range(BLOCK_LEVEL - 1, instrument.cadence.bit_length() - 2, -1):
            path = self._halved(instrument, index, path, level)
        return array("d", path[:-1])

    def _halved(
        self, instrument: Instrument, index: int, path: list[float], level: int
    ) -> list[float]:
        """Put a midpoint between every two neighbours of a block's path."""
        spread = _deviation(instrument.volatility, level)
        count = len(path) - 1
        first = index * count
        group, place = divmod(first, DRAWS)
        draws: list[int] = []
        for number in range(group, (first + count - 1) // DRAWS + 1):
            draws.extend(_draws(self.seed, instrument.symbol, level, number))
        found = [0.0] * (2 * count + 1)
        found[::2] = path
        found[1::2] = [
            (left + right) * 0.5 + _normal(draw) * spread
            for left, right, draw in zip(path, path[1:], draws[place:], strict=False)
        ]
        return found


def _to_pips(instrument: Instrument, logarithm: float) -> int:
    return max(1, round(instrument.base * exp(logarithm) * instrument.scale))
