"""What a browser may say, read strictly."""

import json
from dataclasses import dataclass

from nexus.kernel.errors import FieldError, Malformed
from nexus.trading.alias import broker_symbol

SYMBOLS_PER_MESSAGE = 40
_LONGEST_MESSAGE = 8_192
_LONGEST_SYMBOL = 30


@dataclass(frozen=True)
class Subscribe:
    """Show the ticks of symbols."""

    symbols: frozenset[str]


@dataclass(frozen=True)
class Unsubscribe:
    """Stop showing the ticks of symbols."""

    symbols: frozenset[str]


@dataclass(frozen=True)
class Ping:
    """Ask whether the line still lives."""


@dataclass(frozen=True)
class Resume:
    """Ask for the frames after a sequence number."""

    sequence: int


BrowserMessage = Subscribe | Unsubscribe | Ping | Resume


def read_message(text: str) -> BrowserMessage:
    """Read one message; Malformed says what is wrong with it."""
    row = _object(text)
    match row.get("action"):
        case "subscribe":
            return Subscribe(_symbols(row))
        case "unsubscribe":
            return Unsubscribe(_symbols(row))
        case "ping":
            return Ping()
        case "resume":
            return Resume(_sequence(row))
    said = "Expected subscribe, unsubscribe, ping or resume"
    raise Malformed(FieldError("action", said), code="UNKNOWN_ACTION")


def _object(text: str) -> dict[str, object]:
    if len(text) > _LONGEST_MESSAGE:
        raise Malformed(FieldError("message", f"Expected at most {_LONGEST_MESSAGE} characters"))
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed(FieldError("message", "Expected JSON"), code="NOT_JSON") from error
    if not isinstance(row, dict):
        raise Malformed(FieldError("message", "Expected an object"), code="NOT_JSON")
    return row


def _symbols(row: dict[str, object]) -> frozenset[str]:
    given = row.get("symbols")
    if not isinstance(given, list) or not 1 <= len(given) <= SYMBOLS_PER_MESSAGE:
        said = f"Expected a list of 1 to {SYMBOLS_PER_MESSAGE} symbols"
        raise Malformed(FieldError("symbols", said))
    if not all(_is_symbol(each) for each in given):
        raise Malformed(FieldError("symbols", "Expected names such as R_100 or frxEURUSD"))
    return frozenset(broker_symbol(str(each)) for each in given)


def _is_symbol(value: object) -> bool:
    if not isinstance(value, str) or not 1 <= len(value) <= _LONGEST_SYMBOL:
        return False
    return value.isascii() and value.replace("_", "").isalnum()


def _sequence(row: dict[str, object]) -> int:
    given = row.get("seq")
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given < 10**12:
        raise Malformed(FieldError("seq", "Expected a whole number from 0"))
    return given
