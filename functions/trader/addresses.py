"""One-time socket addresses, asked for with the trader's own token."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from functions.trader.threads import Threads
from functions.trader.turns import Turns
from nexus.accounts.models import BrokerLink
from nexus.kernel.account import Account
from nexus.kernel.errors import Refused, Throttled, Unauthenticated


class Opener(Protocol):
    """Open a sealed token for its user and account."""

    def open(self, sealed: str, user_id: str, account_id: str) -> str: ...


class Otp(Protocol):
    """Get a one-time address with a token."""

    def socket_url(self, token: str, account_id: str) -> str: ...


@dataclass
class SocketAddresses:
    """Ask for an address on every connect; a token that was refused is never shown again."""

    links: Callable[[str, str], BrokerLink | None]
    vault: Opener
    rest: Otp
    threads: Threads
    turns: Turns = field(default_factory=Turns)
    _refused: dict[str, str] = field(default_factory=dict)

    async def locate(self, account: Account) -> str:
        """Get the next address; raise Unauthenticated when the account must be linked again."""
        link = await self.threads.run(self.links, account.user_id, account.account_id)
        if link is None or account.broker_account_id is None:
            raise Unauthenticated(f"Account {account.account_id} is not linked", "LINK_EXPIRED")
        if self._refused.get(account.account_id) == link.sealed_token:
            said = f"The token of account {account.account_id} was refused before"
            raise Unauthenticated(said, "LINK_EXPIRED")
        try:
            token = await self.threads.run(
                self.vault.open, link.sealed_token, account.user_id, account.account_id
            )
            await self.turns.take(account.account_id)
            return await self.threads.run(self.rest.socket_url, token, account.broker_account_id)
        except Throttled as e:
            self.turns.close(e.retry_after)
            raise
        except Refused as e:
            self._refused[account.account_id] = link.sealed_token
            raise Unauthenticated(e.detail, "LINK_EXPIRED") from e
