"""Who does a piece of work: one holder at a time, each with a higher fencing token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.ledger import DynamoLedger, trade_actions
from nexus.adapters.dynamodb.store import Check, Query, Store, Update
from nexus.kernel.clock import to_epoch, to_text
from nexus.kernel.errors import Conflict
from nexus.trading.lifecycle import TradeChange


@dataclass(frozen=True)
class Lease:
    """The right to do `name` until `until`; `was_taken_over` when the last holder went silent."""

    name: str
    owner: str
    token: int
    until: datetime
    was_taken_over: bool = False


@dataclass(frozen=True)
class DynamoLeases:
    """Leases in the control table; times are the holders' clocks, so keep them in step."""

    store: Store

    def acquire(
        self, name: str, owner: str, at: datetime, life: timedelta, kept: timedelta | None = None
    ) -> Lease | None:
        """Take a lease nobody holds; None while somebody does.

        With `kept` its record goes, token and all, that long after: for names never used again.
        """
        before = self.store.get(keys.lease(name))
        if before is not None and self.is_held(before, at):
            return None
        token = int(before["token"]) if before else 0
        until = at + life
        try:
            self.store.write(_taking(name, owner, token, until, until + kept if kept else None))
        except Conflict:
            return None
        is_silent = before is not None and before.get("owner") is not None
        return Lease(name, owner, token + 1, until, is_silent)

    def all(self) -> dict[str, Mapping[str, Any]]:
        """Read every lease by name, held or not."""
        rows = self.store.query_all(Query("control", "LEASE", consistent=True))
        return {str(row["id"]): row for row in rows}

    @staticmethod
    def is_held(row: Mapping[str, Any], at: datetime) -> bool:
        """Tell whether a lease has an owner whose time is not over."""
        return "owner" in row and str(row["until"]) > to_text(at)

    def renew(self, lease: Lease, at: datetime, life: timedelta) -> Lease | None:
        """Keep a lease; None when somebody else took it."""
        until = at + life
        try:
            self.store.write(_keeping(lease, "SET #until = :until", until))
        except Conflict:
            return None
        return Lease(lease.name, lease.owner, lease.token, until, lease.was_taken_over)

    def release(self, lease: Lease, at: datetime) -> None:
        """Give a lease back, so that the next holder need not wait."""
        try:
            self.store.write(_keeping(lease, "SET #until = :until REMOVE #owner", at))
        except Conflict:
            return


@dataclass(frozen=True)
class FencedLedger(DynamoLedger):
    """A ledger that can refuse a writer whose lease was taken by somebody else."""

    def commit_under(self, change: TradeChange, lease: Lease) -> None:
        """Write a step only while `lease` is the newest of its name; otherwise Conflict."""
        self.store.transact([*trade_actions(change, self.shards), held(lease)])


def held(lease: Lease) -> Check:
    """Require in a transaction that the lease was not taken by somebody else."""
    return Check(
        keys.lease(lease.name), "#token = :token", {"#token": "token"}, {":token": lease.token}
    )


def _taking(
    name: str, owner: str, token: int, until: datetime, forgotten: datetime | None
) -> Update:
    expression = "SET #owner = :owner, #token = :next, #until = :until"
    names = {"#owner": "owner", "#token": "token", "#until": "until"}
    values = {":owner": owner, ":next": token + 1, ":token": token, ":until": to_text(until)}
    if forgotten is not None:
        expression += ", #ttl = :ttl"
        names["#ttl"] = "ttl"
        values[":ttl"] = to_epoch(forgotten)
    return Update(
        keys.lease(name),
        expression,
        "attribute_not_exists(#token) OR #token = :token",
        names,
        values,
    )


def _keeping(lease: Lease, expression: str, until: datetime) -> Update:
    return Update(
        keys.lease(lease.name),
        expression,
        "#token = :token AND #owner = :owner",
        {"#token": "token", "#owner": "owner", "#until": "until"},
        {":token": lease.token, ":owner": lease.owner, ":until": to_text(until)},
    )
