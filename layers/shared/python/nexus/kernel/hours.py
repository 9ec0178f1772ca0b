"""Windows of the UTC day, such as `08:00-17:30`; `22:00-02:00` crosses midnight."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from nexus.kernel.errors import FieldError

DAY_MINUTES = 24 * 60
MOST_WINDOWS = 12
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def is_within(windows: Sequence[str], moment: datetime) -> bool:
    """Tell whether a moment lies in a window; no windows means always."""
    return not windows or _minute(moment.astimezone(UTC)) in open_minutes(windows)


def opens_at(windows: Sequence[str], moment: datetime) -> datetime:
    """Find the first minute from a moment on that lies in a window."""
    at = moment.astimezone(UTC).replace(second=0, microsecond=0)
    minutes = open_minutes(windows)
    steps = range(DAY_MINUTES)
    wait = next((each for each in steps if (_minute(at) + each) % DAY_MINUTES in minutes), 0)
    return at + timedelta(minutes=wait)


def open_minutes(windows: Sequence[str]) -> frozenset[int]:
    """List the minutes of the day that lie in a window; all of them when there is none."""
    if not windows:
        return frozenset(range(DAY_MINUTES))
    return frozenset(minute for window in windows for minute in _minutes(window))


def hours_errors(windows: Sequence[str], field: str) -> list[FieldError]:
    """Name each window that cannot be read."""
    if len(windows) > MOST_WINDOWS:
        return [FieldError(field, f"Expected at most {MOST_WINDOWS} windows, was {len(windows)}")]
    return [
        FieldError(field, f"Expected a window such as 08:00-17:30, was {window}")
        for window in windows
        if _WINDOW.fullmatch(window) is None or window[:5] == window[6:]
    ]


def _minutes(window: str) -> list[int]:
    start, end = (int(part[:2]) * 60 + int(part[3:]) for part in window.split("-"))
    length = (end - start) % DAY_MINUTES
    return [(start + offset) % DAY_MINUTES for offset in range(length)]


def _minute(at: datetime) -> int:
    return at.hour * 60 + at.minute
