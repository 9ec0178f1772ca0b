"""What each strategy says on a run of candles, block by block, compiled or as it is."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from nexus.backtest.compilation import column, compiled, is_available, record
from nexus.backtest.models import Series, StrategyChoice
from nexus.trading.market import Candle, Direction, Vote
from nexus.trading.strategies import STRATEGIES
from nexus.trading.strategies.strategy import (
    CONFIDENCE_STEPS,
    CandleStrategy,
    Reading,
    Step,
    Strategy,
    abstain,
)
from nexus.trading.strategies.tuning import as_numbers

BLOCK = 4096
_SIGNS = {Direction.RISE: 1, Direction.FALL: -1, None: 0}


class Signals(Protocol):
    """One strategy on one series: the votes of the block read last.

    `directions` (1, -1, 0) and `confidences` (ten-thousandths) are the block's columns.
    """

    name: str
    failure: str | None

    @property
    def directions(self) -> Sequence[int]: ...

    @property
    def confidences(self) -> Sequence[int]: ...

    def read(self, start: int, stop: int) -> None:
        """Take the candles from `start` up to `stop`; blocks follow each other."""
        ...

    def vote(self, offset: int) -> Vote:
        """Word the vote on one candle of the block."""
        ...


def signals_of(choice: StrategyChoice, series: Series, *, compile_them: bool | None) -> Signals:
    """Follow a series with a strategy, compiled when it can be and is not forbidden."""
    strategy = STRATEGIES[choice.name].new(as_numbers(choice.name, choice.parameters))
    wanted = is_available() if compile_them is None else compile_them
    if wanted and isinstance(strategy, CandleStrategy):
        return CompiledSignals(strategy, series)
    return LiveSignals(strategy, series)


class LiveSignals:
    """Run a strategy exactly as it runs live; one that raises casts no vote."""

    def __init__(self, strategy: Strategy, series: Series) -> None:
        self.name = strategy.name
        self.failure: str | None = None
        self.directions: list[int] = []
        self.confidences: list[int] = []
        self._strategy, self._series = strategy, series
        self._closed: Candle | None = None
        self._votes: list[Vote] = []

    def read(self, start: int, stop: int) -> None:
        """Take the candles from `start` up to `stop`."""
        self._votes = [self._step(number) for number in range(start, stop)]
        self.directions = [_SIGNS[vote.direction] for vote in self._votes]
        self.confidences = [round(vote.confidence * CONFIDENCE_STEPS) for vote in self._votes]

    def vote(self, offset: int) -> Vote:
        """Return the vote on one candle of the block."""
        return self._votes[offset]

    def _step(self, number: int) -> Vote:
        live = candle_at(self._series, number)
        step, self._closed = Step(self._closed, live, None), live
        try:
            return self._strategy.vote(step)
        except Exception as error:  # noqa: BLE001 - one strategy never stops the engine
            text = f"{type(error).__name__}: {error}"
            self.failure = self.failure or text
            return abstain(self.name, "failed", error=text)


class CompiledSignals:
    """Run a strategy's own functions compiled, over a block at a time."""

    def __init__(self, strategy: CandleStrategy[Any, Any], series: Series) -> None:
        self.name = strategy.name
        self.failure: str | None = None
        rule = strategy.rule
        self._tell: Callable[[Reading], Vote] = rule.tell
        self._fill = compiled(fill)
        self._functions = compiled(rule.learn), compiled(rule.look)
        self._state = record(strategy.parameters), record(rule.state())
        self._columns = tuple(map(column, (series.highs, series.lows, series.closes)))
        self._readings = _empty_block()
        self.directions, self.confidences = self._readings[0][1], self._readings[0][2]

    def read(self, start: int, stop: int) -> None:
        """Take the candles from `start` up to `stop`."""
        self._fill(*self._functions, *self._state, *self._columns, start, stop, *self._readings)

    def vote(self, offset: int) -> Vote:
        """Word the reading of one candle of the block."""
        numbers, facts = self._readings
        return self._tell((*numbers[:, offset].tolist(), *facts[offset].tolist()))


def fill(  # type: ignore[no-untyped-def]
    learn, look, p, s, highs, lows, closes, start, stop, numbers, facts
) -> None:
    """Step a rule over candles as `CandleStrategy.vote` does, keeping what it read."""
    for number in range(start, stop):
        if number > 0:
            learn(p, s, highs[number - 1], lows[number - 1], closes[number - 1])
        outcome, direction, confidence, a, b, c, d, e = look(p, s, closes[number])
        place = number - start
        numbers[0, place], numbers[1, place], numbers[2, place] = outcome, direction, confidence
        facts[place, 0], facts[place, 1], facts[place, 2] = a, b, c
        facts[place, 3], facts[place, 4] = d, e


def candle_at(series: Series, number: int) -> Candle:
    """Take one candle out of the columns, as plain numbers."""
    return Candle(
        int(series.epochs[number]),
        float(series.opens[number]),
        float(series.highs[number]),
        float(series.lows[number]),
        float(series.closes[number]),
    )


def _empty_block() -> tuple[Any, Any]:
    import numpy as np

    return np.zeros((3, BLOCK), np.int64), np.zeros((BLOCK, 5))
