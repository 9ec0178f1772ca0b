"""How often a strategy's votes were right on a symbol's recent minutes."""

from collections.abc import Sequence

from nexus.trading.market import Candle, Direction, Vote
from nexus.trading.statistics import HitRate, hit_rate
from nexus.trading.strategies import new_strategies
from nexus.trading.strategies.strategy import Step, Strategy


def measured_rates(candles: Sequence[Candle], minutes: int) -> dict[str, HitRate]:
    """Measure each strategy on closed candles, oldest first, for contracts of some minutes.

    A vote at a candle's close is right when the close `minutes` later lies its way; equal
    prices are wrong, as in the contract. Samples do not overlap, so the interval is honest. A
    strategy that needs ticks abstains on candles and has a sample of none.
    """
    return {each.name: _measure(each, candles, minutes) for each in new_strategies()}


def _measure(strategy: Strategy, candles: Sequence[Candle], minutes: int) -> HitRate:
    wins = count = 0
    free_from = 0
    for place, candle in enumerate(candles):
        vote = strategy.vote(Step(candle, candle, None))
        end = place + minutes
        if vote.direction is None or place < free_from or not _is_whole(candles, place, end):
            continue
        wins, count, free_from = wins + _is_right(vote, candle, candles[end]), count + 1, end
    return hit_rate(wins, count)


def _is_whole(candles: Sequence[Candle], place: int, end: int) -> bool:
    return end < len(candles) and candles[end].epoch - candles[place].epoch == (end - place) * 60


def _is_right(vote: Vote, start: Candle, end: Candle) -> bool:
    rose, fell = end.close > start.close, end.close < start.close
    return rose if vote.direction is Direction.RISE else fell
