"""Where every event goes on record."""

from collections.abc import Callable
from functools import lru_cache

from functions.audit.settings import settings
from nexus.adapters.aws import client
from nexus.adapters.dynamodb.audit import DynamoAudit
from nexus.adapters.dynamodb.store import Store
from nexus.kernel.clock import system_clock
from nexus.kernel.events import Event


@lru_cache(maxsize=1)
def reaction() -> Callable[[Event], object]:
    """Wire the consumer, once per process."""
    audit = DynamoAudit(Store(client("dynamodb"), settings().TABLE_PREFIX))
    return lambda event: audit.append(event, system_clock())
