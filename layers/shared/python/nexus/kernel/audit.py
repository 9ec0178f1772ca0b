"""The audit trail: what happened to one subject, each entry proving the one before."""

import json
from dataclasses import dataclass
from datetime import datetime

from nexus.kernel.clock import to_text
from nexus.kernel.events import Event
from nexus.kernel.ids import digest


@dataclass(frozen=True)
class AuditEntry:
    """One event as it arrived; numbered from 1 per subject, `hash` covers `previous_hash`."""

    number: int
    event: Event
    recorded_at: datetime
    previous_hash: str
    hash: str


def chain(previous: AuditEntry | None, event: Event, recorded_at: datetime) -> AuditEntry:
    """Add an event after the last entry of its subject."""
    number = previous.number + 1 if previous else 1
    previous_hash = previous.hash if previous else ""
    entry_hash = digest(
        previous_hash,
        event.subject,
        str(number),
        event.event_id,
        event.name,
        str(event.version),
        to_text(event.occurred_at),
        to_text(recorded_at),
        json.dumps(dict(event.data), sort_keys=True, separators=(",", ":")),
    )
    return AuditEntry(number, event, recorded_at, previous_hash, entry_hash)


def is_intact(entries: list[AuditEntry]) -> bool:
    """Tell whether a subject's entries, in order from the first, are as they were written."""
    previous: AuditEntry | None = None
    for entry in entries:
        if entry != chain(previous, entry.event, entry.recorded_at):
            return False
        previous = entry
    return True
