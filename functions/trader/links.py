"""What an opened or refused account socket means for the account."""

import asyncio
import logging
from dataclasses import dataclass, field

from functions.trader.linked import LinkedAccount
from functions.trader.mirror import BrokerMirror
from functions.trader.tasks import Tasks
from nexus.accounts.statuses import link_ran_out, linked_again
from nexus.kernel.errors import NexusError

LOG = logging.getLogger("nexus.trader")
# A trade moves the balance twice within moments; look once, after the last.
QUIET_SECONDS = 2.0
# A look takes one of the 30 calls a minute that portfolio and profit_table share.
APART_SECONDS = 8.0
AT_ONCE = 10


@dataclass
class LinkState:
    """Keep an account's status and books in step with the broker."""

    mirror: BrokerMirror
    tasks: Tasks
    _open: dict[str, LinkedAccount] = field(default_factory=dict)
    _comparing: set[str] = field(default_factory=set)
    _compared_at: dict[str, float] = field(default_factory=dict)

    async def opened(self, linked: LinkedAccount) -> None:
        """Note a renewed link, follow the money, and compare both sides."""
        self._open[linked.account_id] = linked
        at = self.mirror.clock()
        await self.mirror.move(linked.account_id, lambda account: linked_again(account, at))
        await linked.broker.follow_money(lambda _: self.look(linked))
        self.look(linked)

    async def refused(self, account_id: str) -> None:
        """Note that the link has run out; open trades wait for a new one."""
        self._open.pop(account_id, None)
        await self.mirror.move(account_id, link_ran_out)
        await self.mirror.link_refused(account_id)

    def is_followed(self, account_id: str) -> bool:
        """Tell whether an account is compared every few minutes, because its socket is open."""
        linked = self._open.get(account_id)
        return linked is not None and linked.client.is_connected

    def look_at(self, account_id: str) -> None:
        """Compare both sides soon if the account's socket is open."""
        linked = self._open.get(account_id)
        if linked is not None:
            self.look(linked)

    def look(self, linked: LinkedAccount) -> None:
        """Compare both sides soon, once however often it is asked for."""
        if linked.account_id not in self._comparing:
            self._comparing.add(linked.account_id)
            self.tasks.spawn(self._soon(linked), f"compare:{linked.account_id}")

    async def look_at_all(self) -> None:
        """Compare both sides of every account whose socket is open."""
        gone = [name for name, each in self._open.items() if not each.client.is_connected]
        for name in gone:
            del self._open[name]
        waiting = list(self._open.values())
        for start in range(0, len(waiting), AT_ONCE):
            for linked in waiting[start : start + AT_ONCE]:
                self.look(linked)
            await asyncio.sleep(QUIET_SECONDS)

    async def _soon(self, linked: LinkedAccount) -> None:
        now = asyncio.get_running_loop().time
        try:
            last = self._compared_at.get(linked.account_id, now() - APART_SECONDS)
            await asyncio.sleep(max(QUIET_SECONDS, last + APART_SECONDS - now()))
            self._compared_at[linked.account_id] = now()
        finally:
            self._comparing.discard(linked.account_id)
        try:
            is_done = await self.mirror.compare(linked)
        except NexusError as e:
            facts = {"account_id": linked.account_id, "error": e.detail}
            LOG.warning("compare_waits", extra={"event": "compare_waits", **facts})
            return
        if not is_done and linked.client.is_connected:
            self.look(linked)
