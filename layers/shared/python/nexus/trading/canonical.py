"""One fixed JSON text per value: members in order of name, numbers as texts, no spaces.

A backtest hashes many decisions, so each kind of value gets its own writer, made once, and each
set of names its own template.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from json.encoder import encode_basestring
from operator import attrgetter, itemgetter
from types import NoneType
from typing import Any

from nexus.kernel.clock import to_text
from nexus.trading.models import Cost

Writer = Callable[[Any], str]
_REMEMBERED = 256


def canonical_json(value: object) -> str:
    """Write dataclasses of texts, numbers, money, times, and collections of them."""
    return _WRITERS[type(value)](value)


class _Writers(dict[type, Writer]):
    def __missing__(self, kind: type) -> Writer:
        names = sorted(getattr(kind, "__dataclass_fields__", ()))
        write = _dataclass(names) if names else self._inherited(kind)
        write = _remembered(write) if kind is Cost else write
        self[kind] = write
        return write

    def _inherited(self, kind: type) -> Writer:
        for known in _BASES:
            if issubclass(kind, known):
                return self[known]
        raise TypeError(f"Expected a value of a decision, was {kind.__name__}")


def _dataclass(names: Sequence[str]) -> Writer:
    template = _template(names)
    # One name would give its bare value: the first is asked for twice and left out.
    values_of = attrgetter(names[0], *names)
    return lambda value: template % _texts(values_of(value)[1:])


def _remembered(write: Writer) -> Writer:
    # For values that come again and again as the very same object, which cannot change.
    known: dict[int, tuple[object, str]] = {}

    def text_of(value: object) -> str:
        held = known.get(id(value))
        if held is not None and held[0] is value:
            return held[1]
        if len(known) >= _REMEMBERED:
            known.clear()
        text = write(value)
        known[id(value)] = (value, text)
        return text

    return text_of


def _mapping(value: Mapping[str, object]) -> str:
    template, values_of = _named(tuple(value))
    return template % _texts(values_of(value)[1:])


@lru_cache(maxsize=1024)
def _named(names: tuple[str, ...]) -> tuple[str, Callable[[Any], tuple[object, ...]]]:
    if not names:
        return "{}", lambda _value: ("",)
    ordered = sorted(names)
    return _template(ordered), itemgetter(ordered[0], *ordered)


def _template(names: Sequence[str]) -> str:
    labels = [encode_basestring(name).replace("%", "%%") for name in names]
    return f"{{{','.join([f'{label}:%s' for label in labels])}}}"


def _texts(values: Sequence[object]) -> tuple[str, ...]:
    return tuple([_WRITERS[type(value)](value) for value in values])


def _money(value: Decimal) -> str:
    text = str(value)
    if "E" in text:
        text = f"{value:f}"
    # A table gives 1.50 back as 1.5: trailing zeros must not change the text.
    return f'"{text.rstrip("0").rstrip(".") if "." in text else text}"'


_WRITERS = _Writers(
    {
        NoneType: lambda _value: "null",
        bool: lambda value: "true" if value else "false",
        Enum: lambda value: encode_basestring(str(value)),
        str: encode_basestring,
        int: str,
        float: lambda value: f'"{value:.4f}"',
        Decimal: _money,
        datetime: lambda value: f'"{to_text(value)}"',
        Mapping: _mapping,
        tuple: lambda value: f"[{','.join(_texts(value))}]",
        list: lambda value: f"[{','.join(_texts(value))}]",
    }
)
_BASES = tuple(_WRITERS)
