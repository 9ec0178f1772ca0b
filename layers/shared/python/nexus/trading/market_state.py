"""What is known of one symbol: ticks in, candles kept, votes out."""

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime

from nexus.kernel.ids import digest
from nexus.trading.candles import next_candle
from nexus.trading.market import Candle, MarketView, Tick, Vote
from nexus.trading.strategies import new_strategies
from nexus.trading.strategies.strategy import Step, Strategy, abstain

WINDOW_CANDLES = 500
WINDOW_TICKS = 60


class MarketState:
    """Follow one symbol; the same candles and ticks always give the same views.

    `window_hash` covers the last 500 closed candles, the live one and the last 60 ticks. What
    is older weighs less in any average than a float can hold, so a state loaded with a window
    of that length votes as one that lived through all of it.
    """

    def __init__(
        self, symbol: str, decimals: int, strategies: Sequence[Strategy] | None = None
    ) -> None:
        self._symbol, self._decimals = symbol, decimals
        self._strategies = tuple(strategies) if strategies is not None else new_strategies()
        self._closed: deque[Candle] = deque(maxlen=WINDOW_CANDLES)
        self._closed_hash: str | None = None
        self._live: Candle | None = None
        self._ticks: deque[Tick] = deque(maxlen=WINDOW_TICKS)
        self._failures: dict[str, str] = {}
        self._votes: tuple[Vote, ...] = ()
        self._view: MarketView | None = None

    @property
    def candles(self) -> tuple[Candle, ...]:
        """The closed candles, oldest first, and the live one last."""
        return (*self._closed, *([self._live] if self._live else []))

    @property
    def failures(self) -> Mapping[str, str]:
        """The strategies that raised on the last step, and what; for the process to report."""
        return self._failures

    def load(self, candles: Sequence[Candle], ticks: Sequence[Tick]) -> None:
        """Take history before the first tick: candles, then ticks, each in time order.

        The last candle may still be forming, and ticks may overlap the candles.
        """
        for candle in candles:
            if self._live is None or candle.epoch > self._live.epoch:
                self._step(self._live, candle, None)
        for tick in ticks:
            self._take(tick)

    def on_tick(self, tick: Tick, seen_at: datetime) -> MarketView:
        """Take a tick and vote; one that is not later than the last changes nothing."""
        if self._take(tick) or self._view is None:
            self._view = self._look(seen_at)
        return self._view

    def _take(self, tick: Tick) -> bool:
        if self._ticks and tick.epoch <= self._ticks[-1].epoch:
            return False
        self._ticks.append(tick)
        closed, live = next_candle(self._live, tick)
        self._step(closed, live, tick)
        return True

    def _step(self, closed: Candle | None, live: Candle, tick: Tick | None) -> None:
        self._live = live
        self._failures = {}
        if closed is not None:
            self._closed.append(closed)
            self._closed_hash = None
        step = Step(closed, live, tick)
        self._votes = tuple(vote_of(each, step, self._failures) for each in self._strategies)

    def _look(self, seen_at: datetime) -> MarketView:
        last = self._ticks[-1]
        return MarketView(
            symbol=self._symbol,
            spot=last.spot,
            tick_epoch=last.epoch,
            decimals=self._decimals,
            votes=self._votes,
            window_hash=self._window_hash(),
            seen_at=seen_at,
        )

    def _window_hash(self) -> str:
        if self._closed_hash is None:
            self._closed_hash = digest(*map(_candle_text, self._closed))
        live = _candle_text(self._live) if self._live else ""
        return digest(self._symbol, self._closed_hash, live, *map(_tick_text, self._ticks))


def vote_of(strategy: Strategy, step: Step, failures: dict[str, str]) -> Vote:
    """Ask a strategy; one that raises abstains, and `failures` says what it raised."""
    try:
        return strategy.vote(step)
    except Exception as error:  # noqa: BLE001 - one strategy never stops the engine
        failures[strategy.name] = f"{type(error).__name__}: {error}"
        return abstain(strategy.name, "failed", error=failures[strategy.name])


def _candle_text(candle: Candle) -> str:
    prices = (candle.open, candle.high, candle.low, candle.close)
    return ":".join((str(candle.epoch), *map(repr, prices)))


def _tick_text(tick: Tick) -> str:
    return f"{tick.epoch}:{tick.spot:f}"
