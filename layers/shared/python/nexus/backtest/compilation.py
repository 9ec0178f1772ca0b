"""Compile the very functions that trade, with numba where it is installed.

`indicators.py` and the `learn`/`look` of a strategy are written for people and run as they are
when trading live. Here the same functions are handed to numba, and their states and parameters,
which are a few named numbers, become records of the same names. Without numba a backtest runs
them as they are: slower, and to the same bytes.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from types import FunctionType
from typing import Any, get_type_hints

from nexus.backtest.models import Series
from nexus.trading.indicators import LONGEST

try:
    import numba
    import numpy as np
except ImportError:  # an environment without the compiler
    HAS_COMPILER = False
else:
    HAS_COMPILER = True

_COLUMNS = {int: "i8", float: "f8"}
_RINGS = {list[int]: "i8", list[float]: "f8"}


def is_available() -> bool:
    """Tell whether this environment has the compiler."""
    return HAS_COMPILER


@cache
def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function and every function of ours that it calls; releases the GIL.

    No reordering of arithmetic is allowed, so that results are the interpreter's to the bit.
    """
    if not isinstance(function, FunctionType):
        raise TypeError(f"Expected a plain function, was {function!r}")
    names = dict(function.__globals__)
    for name in function.__code__.co_names:
        if isinstance(names.get(name), FunctionType):
            names[name] = compiled(names[name])
    copy = FunctionType(function.__code__, names, function.__name__)
    made: Callable[..., Any] = numba.njit(nogil=True, error_model="numpy")(copy)
    return made


def record(values: object) -> Any:
    """Copy a dataclass of numbers into a record with the same names."""
    made = np.zeros(1, _layout(type(values)))[0]  # type: ignore[arg-type]
    _copy(values, made)
    return made


def column(values: Sequence[float]) -> Any:
    """Hold a column as the compiler reads it, without a copy where memory allows."""
    return np.asarray(values) if HAS_COMPILER else values


def whole_numbers(values: Sequence[int]) -> list[int]:
    """Hold a column as Python's own numbers, which are quicker to take one by one."""
    if HAS_COMPILER:
        return list(np.asarray(values, np.int64).tolist())
    return [int(value) for value in values]


def in_columns(series: Series) -> Series:
    """Hold a whole series as the compiler reads it."""
    return replace(
        series,
        epochs=column(series.epochs),
        opens=column(series.opens),
        highs=column(series.highs),
        lows=column(series.lows),
        closes=column(series.closes),
    )


@cache
def _layout(kind: type) -> Any:
    return np.dtype([_column(name, hint) for name, hint in get_type_hints(kind).items()])


def _column(name: str, hint: type) -> tuple[Any, ...]:
    if hint in _COLUMNS:
        return name, _COLUMNS[hint]
    if hint in _RINGS:
        return name, _RINGS[hint], (LONGEST,)
    return name, _layout(hint)


def _copy(values: Any, into: Any) -> None:
    for item in fields(values):
        value = getattr(values, item.name)
        if is_dataclass(value):
            _copy(value, into[item.name])
        else:
            into[item.name] = value
