"""Scripted ticks: data that a test lays over the price function."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b
from math import sqrt

from functions.sandbox_broker.market.instruments import Instrument
from functions.sandbox_broker.market.prices import YEAR

LONGEST_TILT = 7_200


class Direction(StrEnum):
    """Say what a script does to the path."""

    RISE = "rise"
    FALL = "fall"
    FLAT = "flat"
    SILENCE = "silence"
    TICKS = "ticks"


SIGNS = {Direction.RISE: 1, Direction.FALL: -1, Direction.FLAT: 0}


@dataclass(frozen=True)
class Script:
    """Lay a direction over a span of time (both ends included), or name exact ticks in pips."""

    id: str
    symbol: str
    direction: Direction
    from_epoch: int
    until_epoch: int
    ticks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Segment:
    """Hold one tilted stretch: its start, its step per tick, and the shift it leaves behind."""

    from_epoch: int
    until_epoch: int
    start: int
    sign: int
    step: int
    shift: int
    key: str


class Overlay:
    """Apply all scripts of one instrument to its price function."""

    def __init__(
        self, instrument: Instrument, base: Callable[[int], int], scripts: Sequence[Script]
    ) -> None:
        self._instrument = instrument
        self._exact = {epoch: pips for script in scripts for epoch, pips in script.ticks}
        self._silences = merged(
            (s.from_epoch, s.until_epoch) for s in scripts if s.direction is Direction.SILENCE
        )
        self._silence_starts = [start for start, _ in self._silences]
        self._segments: list[Segment] = []
        for script in sorted(scripts, key=lambda s: s.from_epoch):
            if script.direction in SIGNS:
                self._segments.append(self._segment(script, base))
        self._starts = [segment.from_epoch for segment in self._segments]
        self.begins = min([script.from_epoch for script in scripts] + list(self._exact))

    def is_silent(self, epoch: int) -> bool:
        """Tell whether the tick of this moment is missing."""
        place = bisect_right(self._silence_starts, epoch)
        return place > 0 and epoch <= self._silences[place - 1][1]

    def pips(self, epoch: int, base: int) -> int:
        """Give the scripted price where there is one, else the function's own, shifted."""
        exact = self._exact.get(epoch)
        if exact is not None:
            return exact
        place = bisect_right(self._starts, epoch)
        return _value(self._segments[place - 1], epoch, base, self._cadence) if place else base

    @property
    def _cadence(self) -> int:
        return self._instrument.cadence

    def _segment(self, script: Script, base: Callable[[int], int]) -> Segment:
        before = script.from_epoch - self._cadence
        start = self._latest(before, base(before))
        step = tilt_step(self._instrument)
        span = (script.from_epoch, script.until_epoch)
        unshifted = Segment(
            *span, start=start, sign=SIGNS[script.direction], step=step, shift=0, key=script.id
        )
        last = script.until_epoch - script.until_epoch % self._cadence
        end = _value(unshifted, last, 0, self._cadence)
        return replace(unshifted, shift=end - base(last))

    def _latest(self, epoch: int, base: int) -> int:
        if not self._segments:
            return self._exact.get(epoch, base)
        return self._exact.get(epoch, _value(self._segments[-1], epoch, base, self._cadence))


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Unite overlapping spans and sort them."""
    found: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if found and start <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return found


def tilt_step(instrument: Instrument) -> int:
    """Give the pips per tick of a tilt: a third of the usual move, enough to stay monotonic."""
    usual = instrument.base * instrument.volatility * sqrt(instrument.cadence / YEAR)
    return max(2, round(usual * instrument.scale / 3))


def _value(segment: Segment, epoch: int, base: int, cadence: int) -> int:
    if epoch > segment.until_epoch:
        return max(1, base + segment.shift)
    ticks = (epoch - segment.from_epoch) // cadence + 1
    wobble = _wobble(segment.key, epoch, segment.step) if segment.sign else 0
    return max(1, segment.start + segment.sign * (ticks * segment.step + wobble))


def _wobble(key: str, epoch: int, step: int) -> int:
    """Vary each step by less than a whole one, so that the direction never breaks."""
    digest = blake2b(f"{key}|{epoch}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "little") % step
