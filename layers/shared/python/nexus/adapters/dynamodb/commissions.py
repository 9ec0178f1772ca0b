"""Commission entries keyed by trade and kind; sums are kept in shards beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.cursor import cursor_after, id_of_cursor
from nexus.adapters.dynamodb.once import write_once
from nexus.adapters.dynamodb.serialization import Item, from_item, to_item
from nexus.adapters.dynamodb.store import NEW, Action, Put, Query, Store, Update
from nexus.affiliates.models import (
    PLATFORM,
    Collection,
    Commission,
    CommissionKind,
    CommissionState,
    Earnings,
)
from nexus.kernel.clock import to_text
from nexus.kernel.errors import FieldError, Malformed
from nexus.kernel.sharding import shard_of

ENTRY_SHARDS = 8
SUM_SHARDS = 32
_OPEN_COLLECTIONS = "COLLECTIONS"
_BY_TIME = "by_time"


@dataclass(frozen=True)
class DynamoCommissions:
    """The commissions table behind `nexus.affiliates.ports.CommissionBook`."""

    store: Store

    def record(self, entry: Commission) -> bool:
        """Write an entry and add it to its sums; False when it is there already."""
        key = _key(entry)
        if entry.state is CommissionState.REVERSED:
            original = self._original(entry)
            actions = _reversal_actions(entry, original)
        else:
            actions = [Put(key, _item(entry), NEW), _summed(entry, {entry.state: entry.amount})]
        return write_once(self.store, actions, lambda: self.store.get(key) is not None)

    def entries_of(self, trade_id: str) -> Sequence[Commission]:
        """Read what a trade earned: the receivable and the partner's parts, without reversals."""
        owed = self.store.get(_key_of(PLATFORM, trade_id, CommissionKind.RECEIVABLE))
        if owed is None:
            return ()
        receivable = _read(owed)
        if receivable.partner_id is None:
            return (receivable,)
        wanted = [
            _key_of(receivable.partner_id, trade_id, kind)
            for kind in (CommissionKind.PARTNER_SHARE, CommissionKind.MARKUP)
        ]
        found = self.store.batch_get(wanted)
        return (receivable, *(_read(found[key]) for key in wanted if key in found))

    def approve(self, entry: Commission, at: datetime) -> bool:
        """Move a pending entry to approved; False when it moved on or was taken back."""
        key = _key(entry)
        pending = Update(
            key,
            "SET #state = :approved, approved_at = :at",
            "#state = :pending AND attribute_not_exists(reversed_at)",
            names={"#state": "state"},
            values={
                ":approved": CommissionState.APPROVED.value,
                ":pending": CommissionState.PENDING.value,
                ":at": to_text(at),
            },
        )
        moved = {
            CommissionState.PENDING: -entry.amount,
            CommissionState.APPROVED: entry.amount,
        }
        return write_once(
            self.store, [pending, _summed(entry, moved)], lambda: not self._is_pending(key)
        )

    def record_collection(self, collection: Collection) -> bool:
        """Note a client's payment; False when it was noted before."""
        key = keys.collection(collection.trade_id)
        item = {
            **to_item(collection),
            "beneficiary_id": _OPEN_COLLECTIONS,
            "accrued_at": to_text(collection.collected_at),
        }
        actions = [Put(key, item, NEW)]
        return write_once(self.store, actions, lambda: self.store.get(key) is not None)

    def open_collections(self, until: datetime) -> Sequence[Collection]:
        """Read the payments whose partner parts are not approved yet, oldest first."""
        query = Query("commissions", _OPEN_COLLECTIONS, index=_BY_TIME, at_most=to_text(until))
        return [from_item(Collection, item) for item in self.store.query_all(query)]

    def close_collection(self, collection: Collection, at: datetime) -> None:
        """Take a payment off the open ones; it stays on record."""
        self.store.write(
            Update(
                keys.collection(collection.trade_id),
                "SET closed_at = :at REMOVE beneficiary_id",
                values={":at": to_text(at)},
            )
        )

    def earnings(self, beneficiary_id: str, currency: str) -> Earnings:
        """Sum a beneficiary's entries by state; one read."""
        wanted = [keys.earnings_counter(beneficiary_id, shard) for shard in range(SUM_SHARDS)]
        rows = self.store.batch_get(wanted).values()
        sums = {
            state.value: sum((_sum(row, currency, state) for row in rows), Decimal("0.00"))
            for state in CommissionState
        }
        return Earnings(**sums)

    def earned(
        self, beneficiary_id: str, limit: int, cursor: str | None
    ) -> tuple[list[Commission], str | None]:
        """Page through a partner's entries, newest first."""
        return self._by_time(beneficiary_id, limit, cursor)

    def owed(
        self, client_id: str, limit: int, cursor: str | None
    ) -> tuple[list[Commission], str | None]:
        """Page through a client's receivables, newest first."""
        return self._by_time(_debtor(client_id), limit, cursor)

    def _by_time(
        self, indexed_as: str, limit: int, cursor: str | None
    ) -> tuple[list[Commission], str | None]:
        before = id_of_cursor(cursor)
        query = Query(
            "commissions",
            indexed_as,
            index=_BY_TIME,
            newest_first=True,
            limit=limit,
            start=_start(indexed_as, before) if before else None,
        )
        page = self.store.query(query)
        found = [_read(item) for item in page.items]
        if page.last is None:
            return found, None
        return found, cursor_after("|".join(str(page.last[name]) for name in _CURSOR_PARTS))

    def _original(self, taken: Commission) -> Commission:
        key = _key_of(taken.beneficiary_id, taken.trade_id, taken.kind)
        return _read(self.store.get(key) or {})

    def _is_pending(self, key: keys.Key) -> bool:
        item = self.store.get(key) or {}
        return item.get("state") == CommissionState.PENDING.value and "reversed_at" not in item


_CURSOR_PARTS = ("accrued_at", "beneficiary", "source")


def _start(indexed_as: str, before: str) -> Item:
    parts = before.split("|")
    if len(parts) != len(_CURSOR_PARTS):
        raise Malformed(FieldError("cursor", "is not one that was given out"))
    return {"beneficiary_id": indexed_as, **dict(zip(_CURSOR_PARTS, parts, strict=True))}


def _debtor(client_id: str) -> str:
    return f"CLIENT#{client_id}"


def _shard(trade_id: str) -> int:
    return shard_of(trade_id, ENTRY_SHARDS)


def _key(entry: Commission) -> keys.Key:
    return keys.commission(entry.beneficiary_id, _shard(entry.trade_id), entry.commission_id)


def _key_of(beneficiary_id: str, trade_id: str, kind: CommissionKind) -> keys.Key:
    return keys.commission(beneficiary_id, _shard(trade_id), f"{trade_id}#{kind}")


def _item(entry: Commission) -> Item:
    # The platform has no page of its own; its entries are listed for the client who owes them.
    is_owed = entry.kind is CommissionKind.RECEIVABLE
    return {
        **to_item(entry),
        "accrued_at": to_text(entry.accrued_at),
        "owner_id": entry.beneficiary_id,
        "beneficiary_id": _debtor(entry.client_id) if is_owed else entry.beneficiary_id,
    }


def _read(item: Mapping[str, Any]) -> Commission:
    return from_item(Commission, {**item, "beneficiary_id": item["owner_id"]})


def _sum_name(currency: str, state: CommissionState) -> str:
    return f"{currency}_{state}"


def _sum(row: Item, currency: str, state: CommissionState) -> Decimal:
    return Decimal(str(row.get(_sum_name(currency, state), 0)))


def _summed(entry: Commission, moved: Mapping[CommissionState, Decimal]) -> Action:
    numbered = list(enumerate(moved.items()))
    return Update(
        keys.earnings_counter(entry.beneficiary_id, shard_of(entry.trade_id, SUM_SHARDS)),
        "ADD " + ", ".join(f"#n{place} :v{place}" for place, _ in numbered),
        names={f"#n{place}": _sum_name(entry.currency, state) for place, (state, _) in numbered},
        values={f":v{place}": amount for place, (_, amount) in numbered},
    )


def _reversal_actions(taken: Commission, original: Commission) -> list[Action]:
    mark = Update(
        _key(original),
        "SET reversed_at = :at",
        "#state = :state AND attribute_not_exists(reversed_at)",
        names={"#state": "state"},
        values={":state": original.state.value, ":at": to_text(taken.accrued_at)},
    )
    moved = {original.state: -original.amount, CommissionState.REVERSED: original.amount}
    return [Put(_key(taken), _item(taken), NEW), mark, _summed(taken, moved)]
