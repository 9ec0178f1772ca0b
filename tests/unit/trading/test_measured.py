"""Hit rates measured again and again, beside a plain count over the same window."""

from collections.abc import Sequence
from random import Random

import pytest

from nexus.trading.market import Candle, Direction
from nexus.trading.measured import RateMeter
from nexus.trading.models import EXPIRY_MINUTES
from nexus.trading.strategies import new_strategies
from nexus.trading.strategies.strategy import Step

LENGTH = 500


def walk(count: int, seed: int = 7) -> list[Candle]:
    """Make closed candles of a random price."""
    random, price, found = Random(seed), 100.0, []
    for n in range(count):
        start, price = price, round(price + random.gauss(0.01, 0.1), 3)
        high, low = max(start, price) + 0.02, min(start, price) - 0.02
        found.append(Candle(60 * n, start, high, low, price))
    return found


def _counted(name: str, candles: Sequence[Candle], minutes: int) -> tuple[int, int]:
    [strategy] = [each for each in new_strategies() if each.name == name]
    votes = [strategy.vote(Step(candle, candle, None)).direction for candle in candles]
    wins = count = place = 0
    while place + minutes < len(candles):
        move = candles[place + minutes].close - candles[place].close
        if votes[place] is None:
            place += 1
            continue
        wins += move > 0 if votes[place] is Direction.RISE else move < 0
        count, place = count + 1, place + minutes
    return wins, count


@pytest.mark.parametrize("minutes", EXPIRY_MINUTES)
@pytest.mark.parametrize("name", ["breakout", "momentum", "scalping"])
def test_rates_are_a_plain_count_without_overlap(name: str, minutes: int) -> None:
    candles = walk(LENGTH)

    rate = RateMeter("R_100").measure(candles).by_minutes[minutes][name]

    assert (rate.wins, rate.count) == _counted(name, candles, minutes)


def test_momentum_has_a_sample_and_what_needs_ticks_has_none() -> None:
    rates = RateMeter("R_100").measure(walk(LENGTH)).by_minutes[1]

    assert rates["momentum"].count > 20
    assert rates["scalping"].count == 0


def test_a_meter_that_lived_on_measures_the_window_at_hand() -> None:
    candles, meter = walk(LENGTH + 90), RateMeter("R_100")
    for start in range(90):
        meter.measure(candles[start : start + LENGTH])

    again = meter.measure(candles[90:])

    # The window's first votes stand on what came before it; the bare count warms up on it.
    assert again.candles == LENGTH
    late = RateMeter("R_100").measure(candles)
    assert again == late


def test_a_hole_is_no_minute_and_begins_again() -> None:
    candles, meter = walk(LENGTH), RateMeter("R_100")
    meter.measure(candles[:200])

    after = meter.measure(candles[300:])

    assert after == RateMeter("R_100").measure(candles[300:])
    assert RateMeter("R_100").measure([]).by_minutes[5]["momentum"].rate is None
