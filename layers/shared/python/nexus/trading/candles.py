"""One-minute candles from ticks."""

from dataclasses import replace

from nexus.trading.market import Candle, Tick

SECONDS = 60


def minute_of(epoch: int) -> int:
    """Name the minute an epoch lies in by its first second."""
    return epoch - epoch % SECONDS


def first_candle(tick: Tick) -> Candle:
    """Open a minute with its first tick."""
    spot = float(tick.spot)
    return Candle(minute_of(tick.epoch), spot, spot, spot, spot)


def with_tick(candle: Candle, tick: Tick) -> Candle:
    """Carry a minute on with a later tick of the same minute."""
    spot = float(tick.spot)
    return replace(candle, high=max(candle.high, spot), low=min(candle.low, spot), close=spot)


def next_candle(live: Candle | None, tick: Tick) -> tuple[Candle | None, Candle]:
    """Return the candle a tick closes, if any, and the live one after it.

    A minute without ticks has no candle. A tick of an earlier minute changes nothing.
    """
    if live is None:
        return None, first_candle(tick)
    minute = minute_of(tick.epoch)
    if minute > live.epoch:
        return live, first_candle(tick)
    return None, with_tick(live, tick) if minute == live.epoch else live
