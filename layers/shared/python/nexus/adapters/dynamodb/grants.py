"""One-time permissions and counted attempts; expiry is in the condition, TTL only cleans up."""

from dataclasses import dataclass
from datetime import datetime

from nexus.accounts.models import Grant, GrantKind
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.serialization import from_item, to_item
from nexus.adapters.dynamodb.store import Delete, Put, Store, Update
from nexus.kernel.clock import to_epoch
from nexus.kernel.errors import Conflict


@dataclass(frozen=True)
class DynamoGrants:
    """The grants table as `nexus.accounts.ports.GrantStore`."""

    store: Store

    def put(self, grant: Grant) -> None:
        """Write a permission."""
        due = to_epoch(grant.expires_at)
        key = keys.grant(grant.kind, grant.token_hash)
        self.store.write(Put(key, {**to_item(grant), "ttl": due}))

    def take(self, kind: GrantKind, token_hash: str, at: datetime) -> Grant | None:
        """Spend a permission; of two who try at once, one gets it."""
        spent = Delete(
            keys.grant(kind, token_hash),
            "attribute_exists({partition})",
        )
        try:
            item = self.store.take(spent)
        except Conflict:
            return None
        grant = from_item(Grant, {**item, "kind": kind}) if item else None
        return grant if grant and grant.expires_at > at else None


@dataclass(frozen=True)
class DynamoAttempts:
    """Counters in the grants table, as `nexus.accounts.ports.Attempts`."""

    store: Store

    def add(self, name: str, until: datetime) -> int:
        """Count one more attempt and return how many there were until then."""
        window = to_epoch(until)
        action = Update(
            keys.attempts(name, window),
            "ADD #count :one SET #ttl = :ttl",
            names={"#count": "count", "#ttl": "ttl"},
            values={":one": 1, ":ttl": window},
        )
        return int(self.store.change(action)["count"])

    def clear(self, name: str, until: datetime) -> None:
        """Forget the attempts: the last one was good."""
        self.store.write(Delete(keys.attempts(name, to_epoch(until))))
