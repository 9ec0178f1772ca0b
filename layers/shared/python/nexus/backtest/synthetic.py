"""A made-up random walk, for tests, benches and trying the command line; never a real market."""

from array import array
from random import Random

from nexus.backtest.models import CANDLE_SECONDS, Series

FIRST_EPOCH = 1_700_000_040 - 1_700_000_040 % CANDLE_SECONDS
_STEPS = 4


def random_walk(
    count: int, seed: int, *, symbol: str = "R_100", decimals: int = 2, step: float = 7e-4
) -> Series:
    """Make candles of a driftless walk; the same seed gives the same candles everywhere.

    `step` is the spread of each of the four moves of a minute, as a part of the price.
    """
    moves, price = Random(seed), 1000.0  # noqa: S311 - repeatable on purpose
    opens, highs, lows, closes = (array("d", bytes(8 * count)) for _ in range(4))
    for number in range(count):
        path = [price]
        for _ in range(_STEPS):
            path.append(
                round(path[-1] * (1 + step * (moves.random() + moves.random() - 1)), decimals)
            )
        opens[number], highs[number], lows[number] = price, max(path), min(path)
        price = closes[number] = path[-1]
        # Far from the start the walk is folded back, so that any length keeps a sensible price.
        price = price if 500.0 < price < 2000.0 else 1000.0
    epochs = array("q", range(FIRST_EPOCH, FIRST_EPOCH + count * CANDLE_SECONDS, CANDLE_SECONDS))
    source = f"synthetic random walk, seed {seed}: not a market"
    return Series(symbol, epochs, opens, highs, lows, closes, source)
