"""What an opened or refused account socket means for the account."""

import asyncio
from dataclasses import dataclass, field

from functions.trader.linked import LinkedAccount
from functions.trader.mirror import BalanceMirror
from functions.trader.tasks import Tasks
from nexus.kernel.account import AccountStatus

# A trade moves the balance twice within moments; look once, after the last.
QUIET_SECONDS = 2.0


@dataclass
class LinkState:
    """Keep an account's status and balance in step with the broker."""

    mirror: BalanceMirror
    tasks: Tasks
    _comparing: set[str] = field(default_factory=set)

    async def opened(self, linked: LinkedAccount) -> None:
        """Note a renewed link, compare balances, and compare again whenever money moves."""
        await self.mirror.set_status(
            linked.account_id, AccountStatus.NEEDS_RELINK, AccountStatus.ACTIVE
        )
        await self.mirror.compare(linked)
        await linked.broker.follow_money(lambda _: self._moved(linked))

    async def refused(self, account_id: str) -> None:
        """Note that the link has run out; open trades wait for a new one."""
        await self.mirror.set_status(account_id, AccountStatus.ACTIVE, AccountStatus.NEEDS_RELINK)

    def _moved(self, linked: LinkedAccount) -> None:
        if linked.account_id not in self._comparing:
            self._comparing.add(linked.account_id)
            self.tasks.spawn(self._compare(linked), f"compare:{linked.account_id}")

    async def _compare(self, linked: LinkedAccount) -> None:
        try:
            await asyncio.sleep(QUIET_SECONDS)
        finally:
            self._comparing.discard(linked.account_id)
        await self.mirror.compare(linked)
