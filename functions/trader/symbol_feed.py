"""One symbol's ticks without holes, and the votes on them."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from nexus.trading.market import Candle, MarketView, Tick
from nexus.trading.market_state import MarketState

KEPT_TICKS = 4000
VOTED_TICKS = 120
RHYTHM_TICKS = 20


class SymbolFeed:
    """Hold back live ticks until history joins up with them, then let them through in order."""

    def __init__(self, symbol: str, decimals: int, new_state: Callable[[], MarketState]) -> None:
        self.symbol, self.decimals = symbol, decimals
        self._new_state = new_state
        self._state = new_state()
        self._ticks: deque[Tick] = deque(maxlen=KEPT_TICKS)
        self._held: list[Tick] | None = []
        self._whole_from: int | None = None
        self._steps: deque[int] = deque(maxlen=RHYTHM_TICKS)
        self.view: MarketView | None = None

    @property
    def is_filling(self) -> bool:
        """Live ticks are held back until `fill` is called."""
        return self._held is not None

    @property
    def last_epoch(self) -> int | None:
        """The epoch of the newest tick let through."""
        return self._ticks[-1].epoch if self._ticks else None

    @property
    def candles(self) -> tuple[Candle, ...]:
        """One-minute candles, the live one last."""
        return self._state.candles

    @property
    def failures(self) -> dict[str, str]:
        """Strategies that raised on the last tick."""
        return dict(self._state.failures)

    def recent(self, count: int = KEPT_TICKS) -> list[Tick]:
        """Give the newest ticks let through, oldest first."""
        return list(self._ticks)[-count:]

    def hold(self) -> None:
        """Start holding ticks back: some may have been missed."""
        if self._held is None:
            self._held = []

    def receive(self, tick: Tick, at: datetime) -> list[Tick]:
        """Take a live tick; return what may be passed on, which is nothing while filling."""
        if self._held is None and self._is_late_for(tick):
            self._held = []
        if self._held is not None:
            self._held.append(tick)
            return []
        return self._take([tick], at)

    def fill(self, candles: Sequence[Candle], history: Sequence[Tick], at: datetime) -> list[Tick]:
        """Join history to what is known and to what was held back; return the new ticks."""
        self._join(history)
        held, self._held = self._held or [], None
        self._state = self._new_state()
        known = [tick for tick in self._ticks if not history or tick.epoch < history[0].epoch]
        self._state.load(candles, [*known, *history][-VOTED_TICKS:])
        fresh = list(self._newer(history))
        for tick in fresh:
            self._append(tick)
        if fresh:
            self.view = self._state.on_tick(fresh[-1], at)
        return [*fresh, *self._take(held, at)]

    def window(self, start: int, end: int) -> list[Tick] | None:
        """Give every tick from `start` to `end` and the next one, None when some may be missing."""
        if self._whole_from is None or start < self._whole_from:
            return None
        later = next((tick for tick in self._ticks if tick.epoch > end), None)
        within = [tick for tick in self._ticks if start <= tick.epoch <= end]
        return [*within, *([later] if later else [])]

    def _take(self, ticks: Iterable[Tick], at: datetime) -> list[Tick]:
        fresh = list(self._newer(ticks))
        for tick in fresh:
            self._append(tick)
            self.view = self._state.on_tick(tick, at)
        return fresh

    def _append(self, tick: Tick) -> None:
        if self._ticks:
            self._steps.append(tick.epoch - self._ticks[-1].epoch)
        self._ticks.append(tick)
        if self._whole_from is not None and len(self._ticks) == KEPT_TICKS:
            self._whole_from = max(self._whole_from, self._ticks[0].epoch)

    def _newer(self, ticks: Iterable[Tick]) -> Iterable[Tick]:
        last = self.last_epoch
        for tick in ticks:
            if last is None or tick.epoch > last:
                last = tick.epoch
                yield tick

    def _join(self, history: Sequence[Tick]) -> None:
        if not history:
            return
        last = self.last_epoch
        if self._whole_from is None or last is None or history[0].epoch > last:
            self._whole_from = history[0].epoch
            self._ticks.clear()

    def _is_late_for(self, tick: Tick) -> bool:
        if len(self._steps) < RHYTHM_TICKS:
            return False
        steps, step = sorted(self._steps), tick.epoch - self._ticks[-1].epoch
        is_steady, usual = steps[0] == steps[-1], steps[RHYTHM_TICKS // 2]
        return step > usual if is_steady else step > max(10, 5 * usual)
