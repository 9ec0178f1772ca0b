"""Trades that should have moved on by now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.keys import Key
from nexus.adapters.dynamodb.serialization import from_item
from nexus.adapters.dynamodb.store import Query, Store
from nexus.trading.models import Trade

_BATCH = 100


@dataclass(frozen=True)
class DynamoOverdue:
    """Find live trades by the time at which they were due, over all shards."""

    store: Store
    shards: int

    def trades(self, before: datetime) -> Iterator[Trade]:
        """Read the live trades that were due before a moment, as they are now."""
        found = self._places(before)
        while batch := list(islice(found, _BATCH)):
            for item in self.store.batch_get(batch).values():
                trade = from_item(Trade, item)
                if trade.is_live:
                    yield trade

    def _places(self, before: datetime) -> Iterator[Key]:
        for shard in range(self.shards):
            query = Query(
                "trades",
                str(shard),
                index="by_open_shard",
                at_most=before.isoformat(timespec="milliseconds"),
            )
            for row in self.store.query_all(query):
                yield keys.trade(str(row["user_id"]), str(row["trade_id"]))
