"""What the trader finds when it starts: trades that have not ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.keys import Key
from nexus.adapters.dynamodb.serialization import from_item
from nexus.adapters.dynamodb.store import Query, Store
from nexus.kernel.account import Account
from nexus.trading.models import Trade
from nexus.trading.ports import TradeKey

BATCH = 100


@dataclass(frozen=True)
class DynamoOpenTrades:
    """Find live trades by shard, and an account's contracts at the broker."""

    store: Store

    def of_shard(self, shard: int) -> list[Trade]:
        """List the live trades of a shard: the index names accounts, their own maps decide."""
        query = Query("trades", str(shard), index="by_open_shard")
        places = [
            Key("trades", str(row["user_id"]), str(row["trade_id"]))
            for row in self.store.query_all(query)
        ]
        indexed = self._trades(places)
        return self._of_accounts({trade.account_id for trade in indexed})

    def of_account(self, account_id: str) -> list[Trade]:
        """List the live trades an account knows of itself."""
        return self._of_accounts({account_id})

    def contract_ids(self, account_id: str, newest: int = 300) -> Mapping[str, TradeKey]:
        """Map the broker's contracts that trades of the account already own to their trades."""
        query = Query("trades", account_id, index="by_account", newest_first=True, limit=newest)
        rows = self.store.query(query).items
        return {
            str(row["contract_id"]): TradeKey(str(row["user_id"]), account_id, str(row["trade_id"]))
            for row in rows
            if row.get("contract_id")
        }

    def _of_accounts(self, account_ids: set[str]) -> list[Trade]:
        found = self._read([keys.account(account_id) for account_id in sorted(account_ids)])
        accounts = [from_item(Account, item) for item in found.values()]
        places = [
            keys.trade(account.user_id, trade_id)
            for account in accounts
            for trade_id in account.open_trades
        ]
        return [trade for trade in self._trades(places) if trade.is_live]

    def _trades(self, places: Sequence[Key]) -> list[Trade]:
        return [from_item(Trade, item) for item in self._read(places).values()]

    def _read(self, places: Sequence[Key]) -> dict[Key, dict[str, object]]:
        found: dict[Key, dict[str, object]] = {}
        for start in range(0, len(places), BATCH):
            found |= self.store.batch_get(places[start : start + BATCH])
        return found
