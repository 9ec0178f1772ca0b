"""Publish a trade's event again, after an outage of the stream; consumers take it once."""

from collections.abc import Iterable
from dataclasses import dataclass

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.changes import Change, events_of
from nexus.adapters.dynamodb.store import Store
from nexus.adapters.eventbridge import EventBus
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Unavailable


@dataclass(frozen=True)
class Republish:
    """Derive the event of a trade's present status from its record."""

    store: Store
    bus: EventBus
    clock: Clock

    def __call__(self, trades: Iterable[tuple[str, str]]) -> int:
        """Publish for each (user id, trade id); Unavailable when the bus refused one."""
        found = (self.store.get(keys.trade(*place)) for place in trades)
        events = [
            event
            for item in found
            for event in events_of(Change("trades", None, item, self.clock()))
        ]
        refused = self.bus.publish(events)
        if refused:
            raise Unavailable(f"The bus refused {', '.join(sorted(refused))}")
        return len(events)
