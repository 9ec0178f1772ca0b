"""End the link to an account at the broker: forget the token, free the account, revoke."""

from dataclasses import dataclass, replace
from enum import StrEnum

from nexus.accounts.models import BrokerLink
from nexus.accounts.ownership import own_linked
from nexus.accounts.ports import AccountStore, BrokerLinks, SecurityLog, TokenRevoker, Vault
from nexus.kernel.account import Account, AccountStatus
from nexus.kernel.change import account_change
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Conflict, Denied, NexusError

ATTEMPTS = 3


class Revocation(StrEnum):
    """What became of the token at the broker.

    `shared` leaves it valid because another linked account still needs it; `failed` means that
    the broker did not confirm, so it ends by its own expiry.
    """

    REVOKED = "revoked"
    SHARED = "shared"
    FAILED = "failed"
    ABSENT = "absent"


@dataclass(frozen=True)
class Unlinked:
    """The account after it was let go, and what became of its token."""

    account: Account
    revocation: Revocation


@dataclass(frozen=True)
class UnlinkAccount:
    """Let an account at the broker go; its history stays."""

    accounts: AccountStore
    links: BrokerLinks
    vault: Vault
    revoker: TokenRevoker
    log: SecurityLog
    clock: Clock

    def __call__(self, user_id: str, account_id: str) -> Unlinked:
        """Unlink once every trade has ended; Denied while one is open, repeating does nothing."""
        for _ in range(ATTEMPTS):
            account = own_linked(self.accounts, user_id, account_id)
            if account.status is AccountStatus.UNLINKED:
                return Unlinked(account, Revocation.ABSENT)
            link = self.links.link(user_id, account_id)
            try:
                let_go = self._close(account)
            except Conflict:
                continue
            return Unlinked(let_go, self._revoke(user_id, link))
        raise Conflict(f"Account {account_id} kept changing")

    def _close(self, account: Account) -> Account:
        count = len(account.open_trades)
        if count or account.buying is not None:
            said = f"Expected no open trade, were {max(count, 1)}"
            raise Denied("TRADES_OPEN", said, {"open_trades": str(max(count, 1))})
        let_go = replace(account, status=AccountStatus.UNLINKED, is_default=False, halted_at=None)
        change = account_change(account, let_go, self.clock())
        self.links.close(change)
        return change.after

    def _revoke(self, user_id: str, link: BrokerLink | None) -> Revocation:
        result = self._revocation(link) if link else Revocation.ABSENT
        self.log.record_security_event(user_id, f"broker_token_{result.value}", self.clock())
        return result

    def _revocation(self, link: BrokerLink) -> Revocation:
        try:
            token = self.vault.open(link.sealed_token, link.user_id, link.account_id)
            if token in self._other_tokens(link):
                return Revocation.SHARED
            self.revoker.revoke(token)
        except NexusError:
            return Revocation.FAILED
        return Revocation.REVOKED

    def _other_tokens(self, link: BrokerLink) -> set[str]:
        # One consent opens every account a person has there, all with the same token.
        others = (
            self.links.link(each.user_id, each.account_id)
            for each in self.accounts.of_user(link.user_id)
            if each.is_at_broker and each.account_id != link.account_id
        )
        return {
            self.vault.open(other.sealed_token, other.user_id, other.account_id)
            for other in others
            if other is not None
        }
