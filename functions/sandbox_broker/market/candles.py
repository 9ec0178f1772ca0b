from dataclasses import dataclass

from functions.sandbox_broker.market.feed import Market, Tick
from functions.sandbox_broker.market.sessions import is_open

# Up to this granularity a candle is made of every tick; beyond, of SAMPLES evenly spaced prices.
EXACT_GRANULARITY = 3_600
SAMPLES = 16
SEARCH_FACTOR = 4
LONGEST_CLOSURE = 3 * 86_400


@dataclass(frozen=True, slots=True)
class Candle:
    """Hold open, high, low and close in pips of the ticks from epoch on."""

    epoch: int
    open: int
    high: int
    low: int
    close: int


def from_ticks(epoch: int, ticks: list[Tick]) -> Candle:
    """Fold the ticks of one span into its candle."""
    values = [tick.pips for tick in ticks]
    return Candle(epoch, values[0], max(values), min(values), values[-1])


def candle_at(
    market: Market, symbol: str, epoch: int, granularity: int, until: int
) -> Candle | None:
    """Give the candle that begins at epoch, counting no tick after until."""
    last = min(epoch + granularity - 1, until)
    if granularity <= EXACT_GRANULARITY:
        if market.is_scripted(symbol, last):
            ticks = market.window(symbol, epoch, last)
        else:
            fold = market.fold(symbol, epoch, last)
            return Candle(epoch, *fold) if fold else None
    else:
        ticks = _samples(market, symbol, epoch, granularity, last)
    return from_ticks(epoch, ticks) if ticks else None


def candles(
    market: Market, symbol: str, *, start: int | None, end: int, count: int, granularity: int
) -> list[Candle]:
    """Give up to count candles ending with the one that holds end, oldest first, none empty."""
    at = end - end % granularity
    first = max(start or 0, at - SEARCH_FACTOR * count * granularity - LONGEST_CLOSURE)
    found: list[Candle] = []
    while len(found) < count and at >= first - first % granularity:
        candle = candle_at(market, symbol, at, granularity, end)
        if candle:
            found.append(candle)
        at -= granularity
    return found[::-1]


def oldest_candles(
    market: Market, symbol: str, *, start: int, end: int, count: int, granularity: int
) -> list[Candle]:
    """Give up to count candles from the one that holds start on, oldest first, none empty."""
    found: list[Candle] = []
    for at in range(start - start % granularity, end + 1, granularity):
        candle = candle_at(market, symbol, at, granularity, end)
        if candle:
            found.append(candle)
        if len(found) == count:
            break
    return found


def _samples(market: Market, symbol: str, epoch: int, granularity: int, last: int) -> list[Tick]:
    instrument = market.instruments[symbol]
    stride = granularity // SAMPLES
    stride -= stride % instrument.cadence
    stop = last - last % instrument.cadence
    moments = [*range(epoch, stop, stride), stop]
    return [market.distant(symbol, at) for at in moments if is_open(instrument.calendar, at)]
