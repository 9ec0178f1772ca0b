"""Which shards of accounts this process works on, and whether it speaks for the market."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from functions.trader.threads import Threads
from nexus.adapters.dynamodb.leases import DynamoLeases, Lease
from nexus.kernel.clock import Clock
from nexus.kernel.errors import NexusError

LOG = logging.getLogger("nexus.trader")
# A purchase is sent within 3 s of its claim, so a lease renewed in time always outlives it.
LIFE = timedelta(seconds=7)
RENEW_SECONDS = 1.0
REMEMBERED = timedelta(days=1)
FEED = "feed"
MEMBER = "trader:"


async def _nothing(_shard: int) -> None:
    return


@dataclass
class Leases:
    """Hold a fair share of the shards, and the market feed when nobody else does.

    Every process holds a lease on its own name too: that is how the others count it. A shard
    too many is given back once `is_busy` says that nothing of it is under way.
    """

    store: DynamoLeases
    threads: Threads
    clock: Clock
    owner: str
    shards: int
    is_busy: Callable[[int], bool] = lambda _shard: False
    on_lost: Callable[[int], Awaitable[None]] = _nothing
    _held: dict[str, Lease] = field(default_factory=dict)
    _leaving: set[str] = field(default_factory=set)
    _is_leaving: bool = False

    @property
    def is_speaker(self) -> bool:
        """This process publishes the market and pushes ticks now."""
        return self._valid(FEED) is not None

    def speaker_token(self) -> int | None:
        """Give the fencing token of what this process publishes; None when it must not."""
        lease = self._valid(FEED)
        return lease.token if lease is not None else None

    def holds(self, shard: int) -> bool:
        """Tell whether a shard was not taken by somebody else."""
        return str(shard) in self._held

    def held_shards(self) -> list[int]:
        """List the shards this process holds."""
        return sorted(int(name) for name in self._held if name.isdigit())

    def workable(self, shard: int) -> Lease | None:
        """Give the lease of a shard from whose queue new work may be taken."""
        return None if str(shard) in self._leaving else self._valid(str(shard))

    def outlives(self, shard: int, moment: datetime) -> Lease | None:
        """Give the lease of a shard if it is ours beyond `moment`."""
        lease = self._valid(str(shard))
        return lease if lease is not None and lease.until > moment else None

    async def keep(self) -> None:
        """Renew what is held, give back what is too much, take what is free and ours to take."""
        await asyncio.gather(*(self._safely(self._renew, name) for name in list(self._held)))
        try:
            rows = await self.threads.run(self.store.all)
        except NexusError as e:
            _warn("all", e)
            return
        at = self.clock()
        current = {name for name, row in rows.items() if DynamoLeases.is_held(row, at)}
        room = self._fair_share(current) - len(self.held_shards())
        if room < 0 and not self._leaving:
            self._leaving = {str(shard) for shard in self.held_shards()[room:]}
        free = [name for name in self._wanted() if name not in current]
        names = [] if self._is_leaving else [self._member, FEED, *free[: max(0, room)]]
        missing = [name for name in names if name not in self._held]
        await asyncio.gather(*(self._safely(self._take, name) for name in missing))
        await self._give_back()

    async def begin_to_leave(self) -> None:
        """Take nothing more, and give shards back as their work ends."""
        self._is_leaving = True
        if self._member in self._held:
            await self._safely(self._return, self._member)

    async def release(self) -> None:
        """Give everything back, so that the others need not wait."""
        for lease in list(self._held.values()):
            await self._safely(self._return, lease.name)

    @property
    def _member(self) -> str:
        return f"{MEMBER}{self.owner}"

    def _fair_share(self, current: set[str]) -> int:
        if self._is_leaving:
            return 0
        members = {name for name in current if name.startswith(MEMBER)} | {self._member}
        return -(-self.shards // len(members))

    def _wanted(self) -> list[str]:
        # Each process begins elsewhere, so that two of them rarely reach for the same shard.
        first = sum(self.owner.encode()) % self.shards
        return [str((first + number) % self.shards) for number in range(self.shards)]

    def _valid(self, name: str) -> Lease | None:
        lease = self._held.get(name)
        return lease if lease is not None and lease.until > self.clock() else None

    async def _give_back(self) -> None:
        for name in sorted(self._leaving):
            if not self.is_busy(int(name)):
                await self._safely(self._return, name)
                self._leaving.discard(name)

    async def _safely(self, step: Callable[[str], Awaitable[None]], name: str) -> None:
        try:
            await step(name)
        except NexusError as e:
            _warn(name, e)

    async def _renew(self, name: str) -> None:
        renewed = await self.threads.run(self.store.renew, self._held[name], self.clock(), LIFE)
        if renewed is not None:
            self._held[name] = renewed
            return
        LOG.error("lease_lost", extra={"event": "lease_lost", "lease": name})
        await self._lose(name)

    async def _take(self, name: str) -> None:
        kept = REMEMBERED if name.startswith(MEMBER) else None
        taken = await self.threads.run(
            self.store.acquire, name, self.owner, self.clock(), LIFE, kept
        )
        if taken is not None:
            self._held[name] = taken
            facts = {"lease": name, "token": taken.token, "was_taken_over": taken.was_taken_over}
            LOG.info("lease_taken", extra={"event": "lease_taken", **facts})

    async def _return(self, name: str) -> None:
        lease = self._held[name]
        await self._lose(name)
        await self.threads.run(self.store.release, lease, self.clock())
        LOG.info("lease_returned", extra={"event": "lease_returned", "lease": name})

    async def _lose(self, name: str) -> None:
        del self._held[name]
        if name.isdigit():
            await self.on_lost(int(name))


def _warn(name: str, error: NexusError) -> None:
    facts = {"lease": name, "error": error.detail}
    LOG.warning("lease_uncertain", extra={"event": "lease_uncertain", **facts})
