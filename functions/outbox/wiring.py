"""Build the outbox from its settings, once per process."""

from functools import lru_cache

from functions.outbox.relay import Relay
from functions.outbox.settings import settings
from nexus.adapters.aws import client
from nexus.adapters.eventbridge import EventBus


@lru_cache(maxsize=1)
def relay() -> Relay:
    """Wire the streams to the bus."""
    bus = EventBus(client("events"), settings().EVENT_BUS_NAME)
    return Relay(bus, settings().TABLE_PREFIX)
