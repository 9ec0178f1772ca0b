"""Live sockets under each thing they listen to; every row ends by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.serialization import Item
from nexus.adapters.dynamodb.store import Action, Delete, Put, Store, Update
from nexus.kernel.clock import to_epoch
from nexus.kernel.errors import Conflict

# API Gateway ends a socket after two hours at the latest.
CONNECTION_LIFE = timedelta(hours=2, minutes=10)
SYMBOLS_AT_MOST = 40


@dataclass(frozen=True)
class ClientConnection:
    """One browser's socket, whose it is and what it shows."""

    connection_id: str
    user_id: str
    account_id: str
    symbols: frozenset[str] = frozenset()


@dataclass(frozen=True)
class DynamoConnections:
    """The connections table, as the WebSocket API writes it."""

    store: Store

    def open(self, connection: ClientConnection, at: datetime) -> None:
        """Write a socket under itself, its account and its user."""
        row = _row(connection, at)
        places = [
            keys.connection(connection.connection_id),
            keys.account_listener(connection.account_id, connection.connection_id),
            keys.user_listener(connection.user_id, connection.connection_id),
        ]
        self.store.transact([Put(key, row) for key in places])

    def find(self, connection_id: str) -> ClientConnection | None:
        """Read a socket."""
        item = self.store.get(keys.connection(connection_id))
        if item is None:
            return None
        symbols = frozenset(str(symbol) for symbol in item.get("symbols", ()))
        return ClientConnection(
            connection_id, str(item["user_id"]), str(item["account_id"]), symbols
        )

    def subscribe(
        self, connection: ClientConnection, symbols: frozenset[str], at: datetime
    ) -> bool:
        """Listen to symbols and say that somebody wants them; False when the socket is gone."""
        row = _row(connection, at)
        noted = Update(
            keys.connection(connection.connection_id),
            "ADD symbols :symbols",
            "attribute_exists({partition})",
            values={":symbols": set(symbols)},
        )
        rows: list[Action] = [
            Put(key, row)
            for symbol in sorted(symbols)
            for key in (
                keys.symbol_listener(symbol, connection.connection_id),
                keys.wanted_symbol(symbol),
            )
        ]
        try:
            self.store.transact([noted, *rows])
        except Conflict:
            return self.find(connection.connection_id) is not None
        return True

    def unsubscribe(self, connection: ClientConnection, symbols: frozenset[str]) -> None:
        """Stop listening to symbols; that somebody wants them lapses by itself."""
        forgotten = Update(
            keys.connection(connection.connection_id),
            "DELETE symbols :symbols",
            values={":symbols": set(symbols)},
        )
        self.store.transact([forgotten, *_listeners(connection.connection_id, symbols)])

    def close(self, connection: ClientConnection) -> None:
        """Forget a socket everywhere."""
        self.store.transact(
            [
                Delete(keys.connection(connection.connection_id)),
                Delete(keys.account_listener(connection.account_id, connection.connection_id)),
                Delete(keys.user_listener(connection.user_id, connection.connection_id)),
                *_listeners(connection.connection_id, connection.symbols),
            ]
        )


def _row(connection: ClientConnection, at: datetime) -> Item:
    return {
        "user_id": connection.user_id,
        "account_id": connection.account_id,
        "ttl": to_epoch(at + CONNECTION_LIFE),
    }


def _listeners(connection_id: str, symbols: frozenset[str]) -> list[Action]:
    return [Delete(keys.symbol_listener(symbol, connection_id)) for symbol in sorted(symbols)]
