"""A user's trades, page by page and those still open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.cursor import read_cursor, write_cursor
from nexus.adapters.dynamodb.serialization import Item, from_item
from nexus.adapters.dynamodb.store import Query, Store
from nexus.kernel.account import Account
from nexus.kernel.errors import FieldError, Malformed
from nexus.trading.models import Trade, TradeStatus

_AFTER_ULIDS = "8"
_PAGE = 100


@dataclass(frozen=True)
class DynamoArchive:
    """The trades table as its owner reads it."""

    store: Store

    def page(
        self,
        user_id: str,
        statuses: Sequence[TradeStatus],
        limit: int,
        cursor: str | None,
        account_id: str | None = None,
    ) -> tuple[list[Trade], str | None]:
        """Read up to `limit` trades in the given statuses (all when empty), newest first."""
        found: list[Trade] = []
        for trade in self._newest(user_id, _start(user_id, cursor)):
            if statuses and trade.status not in statuses:
                continue
            if account_id not in {None, trade.account_id}:
                continue
            found.append(trade)
            if len(found) == limit:
                return found, write_cursor({"trade_id": trade.trade_id})
        return found, None

    def every(self, user_id: str) -> Iterator[Trade]:
        """Read all of a user's trades, newest first."""
        return self._newest(user_id, None)

    def open(self, user_id: str) -> list[Trade]:
        """Read the trades whose stake is at risk, oldest first; two reads."""
        accounts = self.store.query_all(Query("accounts", user_id, index="by_user"))
        wanted = [
            keys.trade(user_id, trade_id)
            for item in accounts
            for trade_id in from_item(Account, item).open_trades
        ]
        if not wanted:
            return []
        trades = [from_item(Trade, item) for item in self.store.batch_get(wanted).values()]
        return sorted((trade for trade in trades if trade.is_live), key=lambda each: each.trade_id)

    def _newest(self, user_id: str, start: Item | None) -> Iterator[Trade]:
        query = Query(
            "trades", user_id, at_most=_AFTER_ULIDS, newest_first=True, limit=_PAGE, start=start
        )
        return (from_item(Trade, item) for item in self.store.query_all(query))


def _start(user_id: str, cursor: str | None) -> Item | None:
    last = read_cursor(cursor)
    if last is None:
        return None
    if not isinstance(last, dict) or not isinstance(last.get("trade_id"), str):
        raise Malformed(FieldError("cursor", "is not one that was given out"))
    return {"user_id": user_id, "trade_id": last["trade_id"]}
