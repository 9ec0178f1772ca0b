"""How often the strategies' votes were right on a symbol's recent minutes."""

from collections import deque
from collections.abc import Sequence

from nexus.trading.expected import MeasuredRates
from nexus.trading.market import Candle, Direction
from nexus.trading.market_state import WINDOW_CANDLES, vote_of
from nexus.trading.models import EXPIRY_MINUTES
from nexus.trading.statistics import HitRate, hit_rate
from nexus.trading.strategies import STRATEGIES, new_strategies
from nexus.trading.strategies.strategy import Step

Pointing = Sequence[Direction | None]


class RateMeter:
    """Measure a symbol again and again; each closed candle is voted on once.

    A vote at a candle's close is right when the close some minutes later lies its way; equal
    prices are wrong, as in the contract. Samples do not overlap, so the interval is honest. A
    strategy that needs ticks abstains on candles and has a sample of none.
    """

    def __init__(self, symbol: str) -> None:
        self._symbol = symbol
        self._begin()

    def measure(self, closed: Sequence[Candle]) -> MeasuredRates:
        """Take the closed candles at hand, oldest first; those known already change nothing."""
        if closed and self._candles and closed[0].epoch > self._candles[-1].epoch:
            self._begin()
        for candle in closed:
            if not self._candles or candle.epoch > self._candles[-1].epoch:
                self._vote(candle)
        candles = tuple(self._candles)
        by_minutes = {minutes: self._rates(candles, minutes) for minutes in EXPIRY_MINUTES}
        return MeasuredRates(self._symbol, len(candles), by_minutes)

    def _begin(self) -> None:
        self._strategies = new_strategies()
        self._candles: deque[Candle] = deque(maxlen=WINDOW_CANDLES)
        self._votes: dict[str, deque[Direction | None]] = {
            name: deque(maxlen=WINDOW_CANDLES) for name in STRATEGIES
        }

    def _vote(self, candle: Candle) -> None:
        self._candles.append(candle)
        step = Step(candle, candle, None)
        for strategy in self._strategies:
            self._votes[strategy.name].append(vote_of(strategy, step, {}).direction)

    def _rates(self, candles: Sequence[Candle], minutes: int) -> dict[str, HitRate]:
        return {name: _rate(tuple(votes), candles, minutes) for name, votes in self._votes.items()}


def _rate(votes: Pointing, candles: Sequence[Candle], minutes: int) -> HitRate:
    wins = count = free_from = 0
    for place, direction in enumerate(votes):
        end = place + minutes
        if direction is None or place < free_from or not _is_whole(candles, place, end):
            continue
        wins += _is_right(direction, candles[place], candles[end])
        count, free_from = count + 1, end
    return hit_rate(wins, count)


def _is_whole(candles: Sequence[Candle], place: int, end: int) -> bool:
    return end < len(candles) and candles[end].epoch - candles[place].epoch == (end - place) * 60


def _is_right(direction: Direction, start: Candle, end: Candle) -> bool:
    rose, fell = end.close > start.close, end.close < start.close
    return rose if direction is Direction.RISE else fell
