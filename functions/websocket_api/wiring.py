"""Wire the room, once per process."""

from functools import lru_cache

from functions.websocket_api.room import Room
from functions.websocket_api.settings import settings
from nexus.accounts.tickets import TicketGate
from nexus.adapters.aws import client
from nexus.adapters.dynamodb.connections import DynamoConnections
from nexus.adapters.dynamodb.grants import DynamoGrants
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.open_trades import DynamoOpenTrades
from nexus.adapters.dynamodb.store import Store
from nexus.adapters.push import browser_push
from nexus.kernel.clock import system_clock

_ONE_AT_A_TIME = 2
_READS_ONLY = 1


@lru_cache(maxsize=1)
def room() -> Room:
    """Connect what the handler needs."""
    given = settings()
    tables = Store(client("dynamodb"), given.TABLE_PREFIX)
    return Room(
        gate=TicketGate(DynamoGrants(tables), system_clock),
        connections=DynamoConnections(tables),
        ledger=DynamoLedger(tables, _READS_ONLY),
        trades=DynamoOpenTrades(tables),
        line=browser_push(given.WEBSOCKET_ENDPOINT, _ONE_AT_A_TIME),
        clock=system_clock,
    )
