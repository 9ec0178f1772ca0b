"""Carry stream records to the bus and say which ones did not get there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from nexus.adapters.dynamodb.changes import Change, events_of
from nexus.adapters.dynamodb.serialization import unmarshal
from nexus.kernel.clock import from_epoch
from nexus.kernel.events import Event

Record = Mapping[str, Any]


class Bus(Protocol):
    """Take events; returns the ids of those it did not take."""

    def publish(self, events: Sequence[Event]) -> frozenset[str]: ...


# What a record of an unexpected shape can raise while it is read.
_UNREADABLE = (LookupError, ValueError, TypeError, ArithmeticError)


@dataclass(frozen=True)
class Outcome:
    """What became of one batch; `failed` holds sequence numbers, `unreadable` says why by them."""

    published: int
    failed: tuple[str, ...]
    unreadable: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Relay:
    """Publish what the records of one batch mean."""

    bus: Bus
    table_prefix: str

    def forward(self, records: Sequence[Record]) -> Outcome:
        """Publish all events; a record fails when it makes no sense or the bus refuses it."""
        found: dict[str, tuple[Event, ...]] = {}
        unreadable: dict[str, str] = {}
        for record in records:
            number = str(record["dynamodb"]["SequenceNumber"])
            try:
                found[number] = events_of(read_change(record, self.table_prefix))
            except _UNREADABLE as error:
                unreadable[number] = f"{type(error).__name__}: {error}"
        events = [event for each in found.values() for event in each]
        refused = self.bus.publish(events)
        lost = {number for number, each in found.items() if _ids(each) & refused}
        order = (str(record["dynamodb"]["SequenceNumber"]) for record in records)
        failed = tuple(number for number in order if number in lost or number in unreadable)
        return Outcome(len(events) - len(refused), failed, unreadable)


def read_change(record: Record, table_prefix: str) -> Change:
    """Read one stream record."""
    stream = record["dynamodb"]
    table = record["eventSourceARN"].split("/")[1].removeprefix(table_prefix)
    before, after = stream.get("OldImage"), stream.get("NewImage")
    return Change(
        table=table,
        before=unmarshal(before) if before else None,
        after=unmarshal(after) if after else None,
        at=from_epoch(float(stream["ApproximateCreationDateTime"])),
    )


def _ids(events: Sequence[Event]) -> frozenset[str]:
    return frozenset(event.event_id for event in events)
