"""The envelope every event travels in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from typing_extensions import TypeAliasType

JsonValue = TypeAliasType(
    "JsonValue", "str | int | bool | list[JsonValue] | dict[str, JsonValue] | None"
)


@dataclass(frozen=True)
class Event:
    """Something that happened; `event_id` is derived from its cause, so a repeat has the same one.

    `name` is a past-tense word of design.md section 6, `subject` the account or user it is
    about. Money in `data` is text with two decimals, times are RFC 3339.
    """

    event_id: str
    name: str
    occurred_at: datetime
    subject: str
    data: Mapping[str, JsonValue] = field(default_factory=dict)
    version: int = 1
