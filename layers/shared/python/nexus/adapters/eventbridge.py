"""Events on the bus: written by the outbox, read from the queues behind it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from nexus.kernel.clock import from_text, to_text
from nexus.kernel.events import Event

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient
    from types_boto3_events.type_defs import PutEventsRequestEntryTypeDef

SOURCE = "nexus"
PUT_AT_MOST = 10


@dataclass(frozen=True)
class EventBus:
    """Publish events to the bus."""

    client: "EventBridgeClient"
    name: str

    def publish(self, events: Sequence[Event]) -> frozenset[str]:
        """Send events in batches of ten; returns the ids of those the bus did not take."""
        failed: set[str] = set()
        for batch in _batches(events):
            answer = self.client.put_events(Entries=[self._entry(event) for event in batch])
            failed |= {
                event.event_id
                for event, result in zip(batch, answer["Entries"], strict=True)
                if "ErrorCode" in result
            }
        return frozenset(failed)

    def _entry(self, event: Event) -> "PutEventsRequestEntryTypeDef":
        return {
            "EventBusName": self.name,
            "Source": SOURCE,
            "DetailType": event.name,
            "Time": event.occurred_at,
            "Detail": event_text(event),
        }


def event_text(event: Event) -> str:
    """Write the envelope an event travels in."""
    return json.dumps(
        {
            "event_id": event.event_id,
            "event": event.name,
            "occurred_at": to_text(event.occurred_at),
            "subject": event.subject,
            "version": event.version,
            "data": dict(event.data),
        }
    )


def read_event(body: str) -> Event:
    """Read an event from a queue message the bus delivered."""
    detail = json.loads(body)["detail"]
    return Event(
        event_id=str(detail["event_id"]),
        name=str(detail["event"]),
        occurred_at=from_text(str(detail["occurred_at"])),
        subject=str(detail["subject"]),
        data=dict(detail["data"]),
        version=int(detail["version"]),
    )


def _batches(events: Sequence[Event]) -> list[list[Event]]:
    left = iter(events)
    return list(iter(lambda: list(islice(left, PUT_AT_MOST)), []))
