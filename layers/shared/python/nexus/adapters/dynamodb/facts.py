"""Attributes of a stored item as facts of an event."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from nexus.kernel.events import JsonValue
from nexus.kernel.money import money_text

_MONEY = frozenset(
    {
        "stake",
        "payout",
        "profit",
        "commission",
        "markup",
        "amount",
        "retained",
        "result",
        "net",
        "expected",
        "broker_balance",
        "difference",
    }
)


def facts_of(item: Mapping[str, Any], names: Sequence[str]) -> dict[str, JsonValue]:
    """Take the named attributes that an item has, in JSON's types; money as text."""
    return {
        name: money_text(Decimal(item[name])) if name in _MONEY else _plain(item[name])
        for name in names
        if item.get(name) is not None
    }


def _plain(value: Any) -> JsonValue:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, bool | int) else str(value)
