"""Ticks and history, once and as streams."""

from collections.abc import Callable
from dataclasses import dataclass

from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.market.candles import Candle, candle_at, candles, oldest_candles
from functions.sandbox_broker.market.feed import Market, Tick
from functions.sandbox_broker.market.instruments import Instrument
from functions.sandbox_broker.sockets import requests
from functions.sandbox_broker.sockets.calls import Answer, Exchange, answers
from functions.sandbox_broker.sockets.streams import Body, Stream


@dataclass(frozen=True)
class Span:
    """Say which history is wanted: count items up to end, or the first ones from a moment on."""

    end: int
    count: int
    oldest_from: int | None


@answers("ticks", requests.Ticks)
def ticks(exchange: Exchange, request: requests.Ticks) -> list[Answer]:
    """Give the present tick of each symbol and, subscribed, every further one."""
    symbols = [request.ticks] if isinstance(request.ticks, str) else request.ticks
    instruments = [exchange.session.world.desk.instrument(symbol) for symbol in symbols]
    return [_tick_answer(exchange, instrument, request) for instrument in instruments]


def _tick_answer(exchange: Exchange, instrument: Instrument, request: requests.Ticks) -> Answer:
    world = exchange.session.world
    tick = world.market.last_before(instrument.symbol, world.clock.epoch())
    if tick is None:
        raise BrokerError("NoRealtimeQuotes", "Realtime quotes are not available for this market.")
    if not request.subscribe:
        return Answer("tick", {"tick": tick_body(instrument, tick, None)})
    stream = follow_ticks(exchange, instrument, f"{instrument.symbol}|ticks")
    body = tick_body(instrument, tick, stream.id)
    return Answer("tick", {"subscription": {"id": stream.id}, "tick": body})


def follow_ticks(exchange: Exchange, instrument: Instrument, key: str) -> Stream:
    """Open a stream of tick frames."""
    stream = exchange.session.open_stream(exchange.incoming, "ticks", key)

    def publish(tick: Tick) -> None:
        stream.emit("tick", {"tick": tick_body(instrument, tick, stream.id)})

    stream.cancels.append(exchange.session.world.board.listen(instrument.symbol, publish))
    return stream


def tick_body(instrument: Instrument, tick: Tick, stream_id: str | None) -> Body:
    """Write a tick; pip_size here counts decimals and the symbol keeps its old name."""
    body: Body = {
        "ask": instrument.number(tick.pips + instrument.half_spread),
        "bid": instrument.number(tick.pips - instrument.half_spread),
        "epoch": tick.epoch,
        "pip_size": instrument.decimals,
        "quote": instrument.number(tick.pips),
        "symbol": instrument.symbol,
    }
    return {**body, "id": stream_id} if stream_id else body


@answers("ticks_history", requests.TicksHistory)
def ticks_history(exchange: Exchange, request: requests.TicksHistory) -> list[Answer]:
    """Give past ticks or candles and, subscribed, what follows them."""
    world = exchange.session.world
    instrument = world.desk.instrument(request.ticks_history)
    now = world.clock.epoch()
    end = now if request.end == "latest" else min(int(request.end), now)
    count = max(1, min(request.count, world.desk.assumptions.history_cap))
    build = _candle_history if request.style == "candles" else _tick_history
    is_oldest = request.start is not None and world.desk.assumptions.history_keeps == "oldest"
    span = Span(end, count, request.start if is_oldest else None)
    message, body = build(world.market, instrument, request, span)
    body["pip_size"] = instrument.decimals
    if request.subscribe:
        follow = _follow_candles if request.style == "candles" else _follow_history
        body["subscription"] = {"id": follow(exchange, instrument, request).id}
    return [Answer(message, body)]


def _tick_history(
    market: Market, instrument: Instrument, request: requests.TicksHistory, span: Span
) -> tuple[str, Body]:
    if span.oldest_from is not None:
        found = market.oldest(instrument.symbol, span.oldest_from, span.end, span.count)
    else:
        found = market.newest(instrument.symbol, span.end, span.count)
    if request.start is not None:
        found = [tick for tick in found if tick.epoch >= request.start]
    prices = [instrument.number(tick.pips) for tick in found]
    return "history", {"history": {"prices": prices, "times": [tick.epoch for tick in found]}}


def _candle_history(
    market: Market, instrument: Instrument, request: requests.TicksHistory, span: Span
) -> tuple[str, Body]:
    symbol, granularity, count = instrument.symbol, request.granularity, span.count
    if span.oldest_from is not None:
        found = oldest_candles(
            market,
            symbol,
            start=span.oldest_from,
            end=span.end,
            count=count,
            granularity=granularity,
        )
    else:
        found = candles(
            market,
            symbol,
            start=request.start,
            end=span.end,
            count=count,
            granularity=granularity,
        )
    return "candles", {"candles": [_candle_body(instrument, candle) for candle in found]}


def _candle_body(instrument: Instrument, candle: Candle) -> Body:
    number = instrument.number
    return {
        "close": number(candle.close),
        "epoch": candle.epoch,
        "high": number(candle.high),
        "low": number(candle.low),
        "open": number(candle.open),
    }


def _follow_history(
    exchange: Exchange, instrument: Instrument, _request: requests.TicksHistory
) -> Stream:
    return follow_ticks(exchange, instrument, f"{instrument.symbol}|history")


def _follow_candles(
    exchange: Exchange, instrument: Instrument, request: requests.TicksHistory
) -> Stream:
    key = f"{instrument.symbol}|{request.granularity}"
    stream = exchange.session.open_stream(exchange.incoming, "candles", key)
    world = exchange.session.world
    write = instrument.text if world.desk.assumptions.ohlc_as_text else instrument.number
    publish = _ohlc(stream, world.market, instrument, request.granularity, write)
    stream.cancels.append(world.board.listen(instrument.symbol, publish))
    return stream


def _ohlc(
    stream: Stream,
    market: Market,
    instrument: Instrument,
    granularity: int,
    write: Callable[[int], object],
) -> Callable[[Tick], None]:
    def publish(tick: Tick) -> None:
        start = tick.epoch - tick.epoch % granularity
        candle = candle_at(market, instrument.symbol, start, granularity, tick.epoch)
        if candle:
            about: Body = {"epoch": tick.epoch, "granularity": granularity}
            body = {**about, **_ohlc_body(instrument, candle, write)}
            stream.emit("ohlc", {"ohlc": {**body, "id": stream.id}})

    return publish


def _ohlc_body(instrument: Instrument, candle: Candle, write: Callable[[int], object]) -> Body:
    return {
        "close": write(candle.close),
        "high": write(candle.high),
        "low": write(candle.low),
        "open": write(candle.open),
        "open_time": candle.epoch,
        "pip_size": instrument.decimals,
        "symbol": instrument.symbol,
    }
