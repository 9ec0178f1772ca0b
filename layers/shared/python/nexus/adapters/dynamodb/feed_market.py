"""The market table as its writers see it: whoever lost the right to write changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.adapters.dynamodb.serialization import Item
from nexus.adapters.dynamodb.store import Put
from nexus.kernel.errors import Conflict

_NEWEST = "attribute_not_exists(fence) OR fence <= :fence"


@dataclass(frozen=True)
class FencedMarket(DynamoMarket):
    """Write under a fencing token; an older one than was seen there writes nothing.

    `token` gives the token for an account's own prices, or, for None, for the market's.
    """

    token: Callable[[str | None], int | None]

    def _put(self, key: keys.Key, item: Item, at: datetime) -> None:
        token = self.token(item.get("account_id"))
        if token is None:
            return
        fenced = self._kept({**item, "fence": token}, at)
        try:
            self.store.write(Put(key, fenced, _NEWEST, values={":fence": token}))
        except Conflict:
            return
