"""Stop trading for everybody: every shard of the switch flips in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.desk import KILL_SWITCH_SHARDS
from nexus.adapters.dynamodb.store import Put, Query, Store, Update
from nexus.kernel.clock import from_text, to_text
from nexus.kernel.errors import Conflict
from nexus.kernel.sharding import shard_of

_NEWER = "attribute_not_exists(sent_at) OR sent_at < :sent"


@dataclass(frozen=True)
class SwitchState:
    """Whether trading is stopped for everybody, and since when; None before the first flip."""

    is_on: bool
    changed_at: datetime | None


@dataclass(frozen=True)
class DynamoKillSwitch:
    """The kill switch in the control table, and when the last order was sent."""

    store: Store

    def flip(self, at: datetime, *, is_on: bool) -> None:
        """Stop or allow new trades; a trade that is being placed conflicts and is asked again."""
        item = {"is_on": is_on, "changed_at": to_text(at)}
        places = [keys.kill_switch(shard) for shard in range(KILL_SWITCH_SHARDS)]
        self.store.transact([Put(place, item) for place in places])

    def state(self) -> SwitchState:
        """Read the switch; it is on when any shard is."""
        places = [keys.kill_switch(shard) for shard in range(KILL_SWITCH_SHARDS)]
        rows = self.store.batch_get(places).values()
        moments = [from_text(str(row["changed_at"])) for row in rows if "changed_at" in row]
        return SwitchState(any(row.get("is_on") for row in rows), max(moments, default=None))

    def mark_order(self, account_id: str, at: datetime) -> None:
        """Note that an order goes out; the newest moment of its shard stays."""
        key, sent = keys.last_order(shard_of(account_id, KILL_SWITCH_SHARDS)), to_text(at)
        try:
            # An update: the trader may change items of this table and put none.
            self.store.write(Update(key, "SET sent_at = :sent", _NEWER, values={":sent": sent}))
        except Conflict:
            return

    def last_order_at(self) -> datetime | None:
        """Say when the last order was sent, whether or not its trade has ended; None before any."""
        rows = self.store.query_all(Query("control", keys.last_order(0).partition, consistent=True))
        return max((from_text(str(row["sent_at"])) for row in rows), default=None)
