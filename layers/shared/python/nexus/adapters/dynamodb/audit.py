"""The audit table: entries are only ever added, one chain per subject."""

import json
from dataclasses import dataclass
from datetime import datetime

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.serialization import Item
from nexus.adapters.dynamodb.store import NEW, Action, Put, Query, Store
from nexus.kernel.audit import AuditEntry, chain
from nexus.kernel.clock import from_text, to_text
from nexus.kernel.errors import Conflict
from nexus.kernel.events import Event

ATTEMPTS = 10


@dataclass(frozen=True)
class DynamoAudit:
    """Append events to their subject's chain, each once."""

    store: Store

    def append(self, event: Event, recorded_at: datetime) -> bool:
        """Add an event at the end; False when it is in the chain already."""
        for _ in range(ATTEMPTS):
            if self._is_known(event):
                return False
            entry = chain(self._head(event.subject), event, recorded_at)
            try:
                self.store.transact(_actions(entry))
            except Conflict:
                continue
            return True
        raise Conflict(f"The audit of {event.subject} kept growing for {ATTEMPTS} attempts")

    def entries(self, subject: str) -> list[AuditEntry]:
        """Read a subject's whole chain, oldest first."""
        query = Query("audit", subject, prefix=_PREFIX, consistent=True)
        return [_read(item) for item in self.store.query_all(query)]

    def _is_known(self, event: Event) -> bool:
        return self.store.get(keys.audited_event(event.subject, event.event_id)) is not None

    def _head(self, subject: str) -> AuditEntry | None:
        query = Query("audit", subject, prefix=_PREFIX, newest_first=True, limit=1, consistent=True)
        found = self.store.query(query).items
        return _read(found[0]) if found else None


_PREFIX = keys.audit_entry("", 0).sort.partition("#")[0] + "#"


def _actions(entry: AuditEntry) -> list[Action]:
    event = entry.event
    guard = keys.audited_event(event.subject, event.event_id)
    return [
        Put(keys.audit_entry(event.subject, entry.number), _item(entry), NEW),
        Put(guard, {"number": entry.number}, NEW),
    ]


def _item(entry: AuditEntry) -> Item:
    return {
        "number": entry.number,
        "event_id": entry.event.event_id,
        "event": entry.event.name,
        "version": entry.event.version,
        "occurred_at": to_text(entry.event.occurred_at),
        # Text, so that what was hashed is what is kept.
        "data": json.dumps(dict(entry.event.data), sort_keys=True),
        "recorded_at": to_text(entry.recorded_at),
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }


def _read(item: Item) -> AuditEntry:
    event = Event(
        event_id=item["event_id"],
        name=item["event"],
        occurred_at=from_text(item["occurred_at"]),
        subject=item["subject"],
        data=json.loads(item["data"]),
        version=int(item["version"]),
    )
    return AuditEntry(
        number=int(item["number"]),
        event=event,
        recorded_at=from_text(item["recorded_at"]),
        previous_hash=item["previous_hash"],
        hash=item["hash"],
    )
