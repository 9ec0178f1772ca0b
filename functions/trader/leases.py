"""Which shards this process works on."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from functions.trader.threads import Threads
from nexus.adapters.dynamodb.leases import DynamoLeases, Lease
from nexus.kernel.clock import Clock
from nexus.kernel.errors import NexusError

LOG = logging.getLogger("nexus.trader")
LIFE = timedelta(seconds=15)
RENEW_SECONDS = 2.0


@dataclass
class ShardLeases:
    """Take every free shard and keep it; a shard is workable once its last holder is harmless."""

    store: DynamoLeases
    threads: Threads
    clock: Clock
    owner: str
    shards: int
    settle_down: timedelta
    _held: dict[int, Lease] = field(default_factory=dict)
    _workable_from: dict[int, datetime] = field(default_factory=dict)

    def workable(self, shard: int) -> Lease | None:
        """Give the lease of a shard that may be worked on now."""
        lease, now = self._held.get(shard), self.clock()
        if lease is None or lease.until <= now or self._workable_from[shard] > now:
            return None
        return lease

    def outlives(self, shard: int, moment: datetime) -> Lease | None:
        """Give the lease of a shard if it is ours beyond `moment`."""
        lease = self.workable(shard)
        return lease if lease is not None and lease.until > moment else None

    async def keep(self) -> None:
        """Renew what is held and take what is free."""
        for shard in range(self.shards):
            try:
                await self._keep(shard)
            except NexusError as e:
                facts = {"shard": shard, "error": e.detail}
                LOG.warning("lease_uncertain", extra={"event": "lease_uncertain", **facts})

    async def release(self) -> None:
        """Give everything back."""
        for lease in list(self._held.values()):
            await self.threads.run(self.store.release, lease, self.clock())
        self._held.clear()

    async def _keep(self, shard: int) -> None:
        held, at = self._held.get(shard), self.clock()
        if held is not None:
            renewed = await self.threads.run(self.store.renew, held, at, LIFE)
            if renewed is None:
                LOG.error("lease_lost", extra={"event": "lease_lost", "shard": shard})
                del self._held[shard]
            else:
                self._held[shard] = renewed
            return
        taken = await self.threads.run(self.store.acquire, str(shard), self.owner, at, LIFE)
        if taken is not None:
            self._held[shard] = taken
            wait = self.settle_down if taken.was_taken_over else timedelta()
            self._workable_from[shard] = at + wait
            facts = {"shard": shard, "token": taken.token, "wait_seconds": wait.total_seconds()}
            LOG.info("lease_taken", extra={"event": "lease_taken", **facts})
