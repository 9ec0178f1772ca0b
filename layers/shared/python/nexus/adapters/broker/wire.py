"""Frames of the broker's socket, and how to read what is inside them.

Numbers arrive as numbers or text, unknown members appear without notice (deriv-api.md
section 14), so parsing is lenient; requests are written strictly (see calls.py).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from nexus.adapters.broker.shapes import Holding, OfferRow, Shape, StatementRow, SymbolRow
from nexus.kernel.errors import Unavailable
from nexus.trading.market import Candle, Tick

Request: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class WireError:
    """The broker's refusal; `code` is the most specific one it gave."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Frame:
    """One message from the broker; `body` is the whole object, `payload` the call's own member."""

    msg_type: str
    body: Mapping[str, object]
    req_id: int | None = None
    subscription_id: str | None = None
    error: WireError | None = None

    @property
    def payload(self) -> object:
        """The member named after the message type, or None."""
        return self.body.get(self.msg_type)


class _History(Shape):
    prices: list[Decimal] = Field(default_factory=list)
    times: list[int] = Field(default_factory=list)


class _CandleRow(Shape):
    epoch: int
    open: float
    high: float
    low: float
    close: float


# json.loads would build a decoder for each frame.
_EXACT = json.JSONDecoder(parse_float=Decimal)
_SYMBOLS = TypeAdapter(list[SymbolRow])
_OFFERS = TypeAdapter(list[OfferRow])
_CANDLES = TypeAdapter(list[_CandleRow])
_HOLDINGS = TypeAdapter(list[Holding])
_STATEMENT = TypeAdapter(list[StatementRow])

ShapeT = TypeVar("ShapeT", bound=Shape)


def encode(request: Request) -> str:
    """Write one request frame; money goes out as a JSON number."""
    return json.dumps(request, default=_number, separators=(",", ":"))


def decode(text: str | bytes) -> Frame:
    """Read one frame, keeping every fraction exact; raise ValueError when it is not an object."""
    body = _parse(text if isinstance(text, str) else text.decode())
    subscription = body.get("subscription")
    return Frame(
        msg_type=str(body.get("msg_type", "")),
        body=body,
        req_id=_whole(body.get("req_id")),
        subscription_id=str(subscription["id"]) if isinstance(subscription, dict) else None,
        error=_error(body["error"]) if "error" in body else None,
    )


def _parse(text: str) -> Mapping[str, object]:
    whole = text.strip()
    body, end = _EXACT.raw_decode(whole)
    if end != len(whole):
        raise ValueError(f"Expected one JSON object, was followed by {whole[end : end + 20]!r}")
    if not isinstance(body, dict):
        raise ValueError(f"Expected a JSON object, was {type(body).__name__}")
    return body


def read(shape: type[ShapeT], payload: object) -> ShapeT:
    """Read a payload as `shape`; raise Unavailable when the broker sent something else."""
    try:
        return shape.model_validate(payload)
    except ValidationError as e:
        raise Unavailable(f"The broker sent no {shape.__name__}: {e.errors()[0]['msg']}") from e


def tick_of(frame: Frame) -> Tick | None:
    """Read a `tick` frame; None when it carries no tick (the fast path: no model is built)."""
    tick = frame.body.get("tick")
    if frame.msg_type != "tick" or not isinstance(tick, dict):
        return None
    quote, epoch = tick.get("quote"), tick.get("epoch")
    if isinstance(quote, Decimal) and isinstance(epoch, int):
        return Tick(str(tick.get("symbol")), epoch, quote)
    whole = _whole(epoch)
    if quote is None or whole is None:
        return None
    return Tick(str(tick.get("symbol")), whole, Decimal(str(quote)))


def history_of(symbol: str, frame: Frame) -> list[Tick]:
    """Read the ticks of a `ticks_history` answer, in time order."""
    history = read(_History, frame.body.get("history"))
    pairs = zip(history.times, history.prices, strict=False)
    return [Tick(symbol, epoch, spot) for epoch, spot in sorted(pairs, key=lambda pair: pair[0])]


def candles_of(frame: Frame) -> list[Candle]:
    """Read the candles of a `ticks_history` answer, in time order."""
    rows = _rows(_CANDLES, frame.body.get("candles"))
    candles = [Candle(r.epoch, r.open, r.high, r.low, r.close) for r in rows]
    return sorted(candles, key=lambda candle: candle.epoch)


def symbols_of(frame: Frame) -> list[SymbolRow]:
    """Read an `active_symbols` answer."""
    return _rows(_SYMBOLS, frame.payload)


def offers_of(frame: Frame) -> list[OfferRow]:
    """Read a `contracts_for` answer."""
    return _rows(_OFFERS, _member(frame.payload, "available"))


def portfolio_of(frame: Frame) -> list[Holding]:
    """Read the open contracts of a `portfolio` answer."""
    return _rows(_HOLDINGS, _member(frame.payload, "contracts"))


def profit_table_of(frame: Frame) -> list[Holding]:
    """Read the closed contracts of a `profit_table` answer."""
    return _rows(_HOLDINGS, _member(frame.payload, "transactions"))


def statement_of(frame: Frame) -> list[StatementRow]:
    """Read the bookings of a `statement` answer, newest first."""
    return _rows(_STATEMENT, _member(frame.payload, "transactions"))


RowT = TypeVar("RowT")


def _rows(adapter: TypeAdapter[list[RowT]], payload: object) -> list[RowT]:
    try:
        return adapter.validate_python(payload if payload is not None else [])
    except ValidationError as e:
        raise Unavailable(f"The broker sent unreadable rows: {e.errors()[0]['msg']}") from e


def _member(payload: object, name: str) -> object:
    return payload.get(name) if isinstance(payload, dict) else None


def _error(error: object) -> WireError | None:
    if not isinstance(error, dict):
        return None
    code = error.get("subcode") or error.get("code") or "Unknown"
    return WireError(str(code), str(error.get("message", "")))


def _whole(value: object) -> int | None:
    if isinstance(value, int):
        return value
    try:
        return int(str(value)) if value is not None else None
    except ValueError:
        return None


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"Cannot send {type(value).__name__}")
