"""Accounts and trades, written together or not at all."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.serialization import Item, from_item, to_item
from nexus.adapters.dynamodb.store import NEW, Action, Put, Query, Store
from nexus.kernel.account import Account
from nexus.kernel.change import AccountChange, Frame
from nexus.kernel.clock import to_epoch
from nexus.kernel.errors import NotFound
from nexus.kernel.sharding import shard_of
from nexus.trading.lifecycle import TradeChange
from nexus.trading.models import Trade
from nexus.trading.ports import TradeKey

FRAME_LIFE = timedelta(hours=1)


@dataclass(frozen=True)
class DynamoLedger:
    """Keep accounts and trades; `shards` is the number of trader shards (open trades index)."""

    store: Store
    shards: int

    def account(self, account_id: str) -> Account:
        """Read one account as it is now."""
        item = self.store.get(keys.account(account_id))
        if item is None:
            raise NotFound(f"No account {account_id}")
        return from_item(Account, item)

    def trade(self, user_id: str, trade_id: str) -> Trade:
        """Read one trade of a user."""
        item = self.store.get(keys.trade(user_id, trade_id))
        if item is None or "status" not in item:
            raise NotFound(f"No trade {trade_id}")
        return from_item(Trade, item)

    def pair(self, key: TradeKey) -> tuple[Account, Trade]:
        """Read a trade and its account in one call."""
        account_key, trade_key = keys.account(key.account_id), keys.trade(key.user_id, key.trade_id)
        found = self.store.batch_get([account_key, trade_key])
        if account_key not in found or trade_key not in found:
            raise NotFound(f"No trade {key.trade_id}")
        return from_item(Account, found[account_key]), from_item(Trade, found[trade_key])

    def commit(self, change: TradeChange) -> None:
        """Write a step of a trade; Conflict when the account or the trade moved on meanwhile."""
        self.store.transact(trade_actions(change, self.shards))

    def commit_account(self, change: AccountChange) -> None:
        """Write a change of an account alone; Conflict when it moved on meanwhile."""
        self.store.transact(account_actions(change))

    def open_account(self, change: AccountChange) -> None:
        """Write an account that is new; Conflict when it is there already."""
        self.store.transact(opening_actions(change))

    def frames_after(self, account_id: str, sequence: int) -> list[Item]:
        """Read the live messages an account sent after `sequence`, in order."""
        query = Query(
            "accounts",
            account_id,
            at_least=keys.frame(account_id, max(sequence - 1, 0)).sort,
            at_most=keys.frame(account_id, 10**keys.NUMBER_WIDTH - 1).sort,
            consistent=True,
        )
        messages = [frame for item in self.store.query_all(query) for frame in item["frames"]]
        return [message for message in messages if message["seq"] > sequence]


def account_actions(change: AccountChange) -> list[Action]:
    """Write the account under its version, its new ledger entries and its live frames."""
    after = change.after
    held = Put(
        keys.account(after.account_id),
        to_item(after),
        "version = :version",
        values={":version": change.before.version},
    )
    return [held, *_proof_actions(change)]


def opening_actions(change: AccountChange) -> list[Action]:
    """Write an account that must not exist yet, with its first ledger entries and frames."""
    after = change.after
    return [Put(keys.account(after.account_id), to_item(after), NEW), *_proof_actions(change)]


def _proof_actions(change: AccountChange) -> list[Action]:
    entries: list[Action] = [
        Put(keys.ledger_entry(entry.account_id, entry.number), to_item(entry), NEW)
        for entry in change.entries
    ]
    return [*entries, *_frame_actions(change.after.account_id, change.frames)]


def _frame_actions(account_id: str, frames: tuple[Frame, ...]) -> list[Action]:
    if not frames:
        return []
    item: dict[str, Any] = {
        "frames": [frame.as_message() for frame in frames],
        "ttl": to_epoch(frames[0].at + FRAME_LIFE),
    }
    return [Put(keys.frame(account_id, frames[0].sequence), item)]


def trade_actions(change: TradeChange, shards: int) -> list[Action]:
    """Write a trade in the status it was expected in, together with its account."""
    return [*account_actions(change.account), _trade_action(change, shards)]


def _trade_action(change: TradeChange, shards: int) -> Action:
    trade = change.trade
    key = keys.trade(trade.user_id, trade.trade_id)
    item = to_item(trade) | _open_index(trade, shards)
    if change.expected is None:
        return Put(key, item, NEW)
    return Put(
        key,
        item,
        "#status = :expected",
        names={"#status": "status"},
        values={":expected": change.expected.value},
    )


def _open_index(trade: Trade, shards: int) -> Item:
    if not trade.is_live:
        return {}
    due = trade.expires_at or trade.execute_before
    return {
        "open_shard": str(shard_of(trade.account_id, shards)),
        "due_at": due.isoformat(timespec="milliseconds"),
    }
