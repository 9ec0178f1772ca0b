"""Stop trading for everybody: every shard of the switch flips in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from ulid import ULID

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.desk import KILL_SWITCH_SHARDS
from nexus.adapters.dynamodb.store import Put, Query, Store
from nexus.kernel.clock import from_text, to_text


@dataclass(frozen=True)
class SwitchState:
    """Whether trading is stopped for everybody, and since when; None before the first flip."""

    is_on: bool
    changed_at: datetime | None


@dataclass(frozen=True)
class DynamoKillSwitch:
    """The kill switch in the control table; `shards` is the number of trader shards."""

    store: Store
    shards: int

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

    def last_order_at(self) -> datetime | None:
        """Say when the newest trade that has not ended was placed; None when all have ended."""
        newest = [
            str(row["trade_id"])
            for shard in range(self.shards)
            for row in self.store.query_all(Query("trades", str(shard), index="by_open_shard"))
        ]
        return ULID.from_str(max(newest)).datetime if newest else None
