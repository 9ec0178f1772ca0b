"""Which sockets listen to what, as the trader needs it."""

from dataclasses import dataclass
from datetime import datetime

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.keys import Key
from nexus.adapters.dynamodb.serialization import Item
from nexus.adapters.dynamodb.store import Delete, Query, Store
from nexus.kernel.clock import to_epoch


@dataclass(frozen=True)
class DynamoAudience:
    """The connections table, read by who pushes; a row is void once its `ttl` has passed."""

    store: Store

    def wanted_symbols(self, at: datetime) -> list[str]:
        """List the symbols some browser shows."""
        return self._listeners(keys.wanted_symbol(""), at)

    def of_symbol(self, symbol: str, at: datetime) -> list[str]:
        """List the sockets that show a symbol."""
        return self._listeners(keys.symbol_listener(symbol, ""), at)

    def of_account(self, account_id: str, at: datetime) -> list[str]:
        """List the sockets that follow an account."""
        return self._listeners(keys.account_listener(account_id, ""), at)

    def drop_from_symbol(self, symbol: str, connection_id: str) -> None:
        """Forget a socket that is gone."""
        self.store.write(Delete(keys.symbol_listener(symbol, connection_id)))

    def drop_from_account(self, account_id: str, connection_id: str) -> None:
        """Forget a socket that is gone."""
        self.store.write(Delete(keys.account_listener(account_id, connection_id)))

    def _listeners(self, topic: Key, at: datetime) -> list[str]:
        rows = self.store.query_all(Query("connections", topic.partition))
        return [str(row["connection_id"]) for row in rows if _is_live(row, at)]


def _is_live(row: Item, at: datetime) -> bool:
    return int(row.get("ttl", to_epoch(at) + 1)) > to_epoch(at)
