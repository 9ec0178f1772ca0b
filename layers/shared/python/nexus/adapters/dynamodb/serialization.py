"""Turn frozen dataclasses into DynamoDB items and back; absent means None."""

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from pydantic import TypeAdapter

Item = dict[str, Any]
T = TypeVar("T")

_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def to_item(value: object) -> Item:
    """Write a dataclass as plain attributes: money and times as text, floats as numbers."""
    kind: Any = type(value)
    item: Item = json.loads(_adapter(kind).dump_json(value), parse_float=Decimal)
    # An index key must be absent rather than null.
    return {name: attribute for name, attribute in item.items() if attribute is not None}


def from_item(kind: type[T], item: Mapping[str, Any]) -> T:
    """Read a dataclass back; attributes it does not know are ignored."""
    shape: Any = kind
    value: T = _adapter(shape).validate_python(item)
    return value


def marshal(item: Mapping[str, Any]) -> Item:
    """Write plain attributes in DynamoDB's own notation."""
    return {name: _serialize(value) for name, value in item.items()}


def unmarshal(item: Mapping[str, Any]) -> Item:
    """Read DynamoDB's own notation as plain attributes."""
    return {name: _deserialize(value) for name, value in item.items()}
