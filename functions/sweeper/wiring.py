"""Build the sweeper from its settings, once per process."""

from functools import lru_cache

from functions.sweeper.republish import Republish
from functions.sweeper.settings import settings
from functions.sweeper.sweep import Sweep
from nexus.adapters.aws import client
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.overdue import DynamoOverdue
from nexus.adapters.dynamodb.store import Store
from nexus.adapters.eventbridge import EventBus
from nexus.adapters.sqs import SqsCommandQueue
from nexus.kernel.clock import system_clock


@lru_cache(maxsize=1)
def sweep() -> Sweep:
    """Wire what runs each minute."""
    urls = settings().COMMAND_QUEUE_URLS.split(",")
    tables = _store()
    return Sweep(
        DynamoOverdue(tables, len(urls)),
        DynamoLedger(tables, len(urls)),
        SqsCommandQueue(client("sqs"), urls),
        system_clock,
    )


@lru_cache(maxsize=1)
def republish() -> Republish:
    """Wire what runs when it is asked for."""
    return Republish(_store(), EventBus(client("events"), settings().EVENT_BUS_NAME), system_clock)


@lru_cache(maxsize=1)
def _store() -> Store:
    return Store(client("dynamodb"), settings().TABLE_PREFIX)
