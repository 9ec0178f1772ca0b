from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from functions.sandbox_broker.market.instruments import INSTRUMENTS, Instrument
from functions.sandbox_broker.market.prices import Fold, PriceSource
from functions.sandbox_broker.market.scripts import Overlay, Script
from functions.sandbox_broker.market.sessions import is_open, last_open, next_open

SEARCH_LIMIT = 4_000


@dataclass(frozen=True, slots=True)
class Tick:
    """Hold one price: when, and how many pips."""

    epoch: int
    pips: int


class Market:
    """Answer any question about past and future ticks; pure but for the scripts laid over it."""

    def __init__(
        self, prices: PriceSource, instruments: Mapping[str, Instrument] = INSTRUMENTS
    ) -> None:
        self.prices = prices
        self.instruments = instruments
        self._scripts: dict[str, list[Script]] = {}
        self._overlays: dict[str, Overlay] = {}

    def apply(self, scripts: Iterable[Script]) -> None:
        """Replace all scripts by the given ones."""
        self._scripts = {}
        for script in scripts:
            self._scripts.setdefault(script.symbol, []).append(script)
        self._overlays = {
            symbol: self._overlay(self.instruments[symbol], chosen)
            for symbol, chosen in self._scripts.items()
        }

    def add(self, script: Script) -> None:
        """Lay one more script over its symbol's prices."""
        chosen = self._scripts.setdefault(script.symbol, [])
        chosen.append(script)
        self._overlays[script.symbol] = self._overlay(self.instruments[script.symbol], chosen)

    def _overlay(self, instrument: Instrument, scripts: list[Script]) -> Overlay:
        return Overlay(instrument, lambda epoch: self.prices.pips(instrument, epoch), scripts)

    def tick_at(self, symbol: str, epoch: int) -> Tick | None:
        """Give the tick of exactly this second, or nothing when there is none."""
        instrument = self.instruments[symbol]
        if epoch % instrument.cadence or not is_open(instrument.calendar, epoch):
            return None
        overlay = self._overlays.get(symbol)
        if overlay and overlay.is_silent(epoch):
            return None
        pips = self.prices.pips(instrument, epoch)
        return Tick(epoch, overlay.pips(epoch, pips) if overlay else pips)

    def first_after(self, symbol: str, epoch: int, until: int) -> Tick | None:
        """Give the first tick strictly after a moment and not later than until."""
        instrument = self.instruments[symbol]
        at = epoch - epoch % instrument.cadence + instrument.cadence
        while (at := next_open(instrument.calendar, at)) <= until:
            at += -at % instrument.cadence
            tick = self.tick_at(symbol, at) if at <= until else None
            if tick:
                return tick
            at += instrument.cadence
        return None

    def last_before(self, symbol: str, epoch: int) -> Tick | None:
        """Give the last tick at or before a moment."""
        return next(self._backwards(symbol, epoch), None)

    def newest(self, symbol: str, end: int, count: int) -> list[Tick]:
        """Give up to count ticks at or before end, oldest first."""
        instrument = self.instruments[symbol]
        first = end - end % instrument.cadence - (count - 1) * instrument.cadence
        found = self.window(symbol, first, end)
        if len(found) == count:
            return found
        ticks = self._backwards(symbol, end)
        return [tick for tick, _ in zip(ticks, range(count), strict=False)][::-1]

    def oldest(self, symbol: str, start: int, end: int, count: int) -> list[Tick]:
        """Give up to count ticks from start on, none after end, oldest first."""
        found: list[Tick] = []
        at = start - 1
        while len(found) < count and (tick := self.first_after(symbol, at, end)):
            found.append(tick)
            at = tick.epoch
        return found

    def window(self, symbol: str, start: int, end: int) -> list[Tick]:
        """Give all ticks from start to end, both included."""
        instrument = self.instruments[symbol]
        step = instrument.cadence
        first, last = start + -start % step, end - end % step
        if first > last:
            return []
        overlay = self._overlays.get(symbol)
        pips = self.prices.span(instrument, first, last)
        epochs = range(first, last + 1, step)
        if overlay is None:
            ticks = [Tick(epoch, value) for epoch, value in zip(epochs, pips, strict=True)]
        else:
            ticks = [
                Tick(epoch, overlay.pips(epoch, value))
                for epoch, value in zip(epochs, pips, strict=True)
                if not overlay.is_silent(epoch)
            ]
        return [tick for tick in ticks if is_open(instrument.calendar, tick.epoch)]

    def is_scripted(self, symbol: str, epoch: int) -> bool:
        """Tell whether any script touches a symbol's ticks up to a moment."""
        overlay = self._overlays.get(symbol)
        return overlay is not None and overlay.begins <= epoch

    def fold(self, symbol: str, start: int, end: int) -> Fold | None:
        """Sum up the unscripted ticks of a span with at most one stretch of trading in it."""
        instrument = self.instruments[symbol]
        step = instrument.cadence
        first = next_open(instrument.calendar, start)
        first += -first % step
        last = last_open(instrument.calendar, end)
        last -= last % step
        return self.prices.fold(instrument, first, last) if first <= last else None

    def distant(self, symbol: str, epoch: int) -> Tick:
        """Give the price at a moment far from others, without preparing its neighbourhood."""
        instrument = self.instruments[symbol]
        overlay = self._overlays.get(symbol)
        pips = self.prices.distant_pips(instrument, epoch)
        return Tick(epoch, overlay.pips(epoch, pips) if overlay else pips)

    def _backwards(self, symbol: str, epoch: int) -> Iterator[Tick]:
        instrument = self.instruments[symbol]
        at, misses = epoch - epoch % instrument.cadence, 0
        while misses < SEARCH_LIMIT:
            at = last_open(instrument.calendar, at)
            at -= at % instrument.cadence
            tick = self.tick_at(symbol, at)
            if tick:
                yield tick
            misses = 0 if tick else misses + 1
            at -= instrument.cadence
