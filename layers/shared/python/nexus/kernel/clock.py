"""The only place that reads the time."""

from datetime import UTC, date, datetime
from typing import Protocol


class Clock(Protocol):
    """Tell the time as an aware UTC datetime."""

    def __call__(self) -> datetime: ...


def system_clock() -> datetime:
    """Read the machine's clock."""
    return datetime.now(UTC)


def utc_day(moment: datetime) -> date:
    """Name the trading day a moment belongs to; days are UTC everywhere."""
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).date()


def to_text(moment: datetime) -> str:
    """Write an RFC 3339 UTC time with milliseconds, sortable as text."""
    in_utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return f"{in_utc.isoformat(timespec='milliseconds')[:-6]}Z"


def from_text(text: str) -> datetime:
    """Read a time written by `to_text`."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def from_epoch(epoch: int | float) -> datetime:
    """Read the broker's epoch seconds."""
    return datetime.fromtimestamp(epoch, UTC)


def to_epoch(moment: datetime) -> int:
    """Write whole epoch seconds, rounded down."""
    return int(moment.timestamp())
