"""One fixed JSON text per value: members in order of name, numbers as texts, no spaces.

A backtest hashes many decisions, so values are written in one pass.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from json.encoder import encode_basestring
from operator import attrgetter
from types import NoneType
from typing import cast

from nexus.kernel.clock import to_text

Writer = Callable[[object], str]


def canonical_json(value: object) -> str:
    """Write dataclasses of texts, numbers, money, times, and collections of them."""
    # mypy takes the __hash__ of objects for that of their class.
    return _writer(type(value))(value)  # type: ignore[arg-type]


@cache
def _writer(kind: type) -> Writer:
    names = sorted(getattr(kind, "__dataclass_fields__", ()))
    if names:
        return _dataclass_writer(names)
    for known, write in _WRITERS.items():
        if issubclass(kind, known):
            return write
    raise TypeError(f"Expected a value of a decision, was {kind.__name__}")


def _dataclass_writer(names: Sequence[str]) -> Writer:
    members = [(f"{encode_basestring(name)}:", attrgetter(name)) for name in names]

    def write(value: object) -> str:
        parts = [label + canonical_json(get(value)) for label, get in members]
        return f"{{{','.join(parts)}}}"

    return write


def _mapping(value: object) -> str:
    items = cast("Mapping[str, object]", value).items()
    parts = [f"{encode_basestring(k)}:{canonical_json(v)}" for k, v in sorted(items)]
    return f"{{{','.join(parts)}}}"


def _sequence(value: object) -> str:
    return f"[{','.join([canonical_json(item) for item in cast('Sequence[object]', value)])}]"


def _money(value: object) -> str:
    # A table gives 1.50 back as 1.5: trailing zeros must not change the text.
    text = f"{cast('Decimal', value):f}"
    return f'"{text.rstrip("0").rstrip(".") if "." in text else text}"'


_WRITERS: Mapping[type, Writer] = {
    NoneType: lambda _value: "null",
    bool: lambda value: "true" if value else "false",
    Enum: lambda value: encode_basestring(str(value)),
    str: cast("Writer", encode_basestring),
    int: str,
    float: lambda value: f'"{value:.4f}"',
    Decimal: _money,
    datetime: lambda value: f'"{to_text(cast("datetime", value))}"',
    Mapping: _mapping,
    tuple: _sequence,
    list: _sequence,
}
