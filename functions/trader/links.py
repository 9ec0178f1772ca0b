"""What an opened or refused account socket means for the account."""

from dataclasses import dataclass

from functions.trader.linked import LinkedAccount
from functions.trader.mirror import BalanceMirror
from nexus.kernel.account import AccountStatus


@dataclass
class LinkState:
    """Keep an account's status in step with its link."""

    mirror: BalanceMirror

    async def opened(self, linked: LinkedAccount) -> None:
        """Note a renewed link, then compare balances."""
        await self.mirror.set_status(
            linked.account_id, AccountStatus.NEEDS_RELINK, AccountStatus.ACTIVE
        )
        await self.mirror.compare(linked)

    async def refused(self, account_id: str) -> None:
        """Note that the link has run out; open trades wait for a new one."""
        await self.mirror.set_status(account_id, AccountStatus.ACTIVE, AccountStatus.NEEDS_RELINK)
