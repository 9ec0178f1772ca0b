"""One-time tickets for the live socket, bound to user, account and Origin."""

from dataclasses import dataclass
from datetime import timedelta

from nexus.accounts.models import Grant, GrantKind
from nexus.accounts.ports import AccountStore, GrantStore
from nexus.kernel.clock import Clock
from nexus.kernel.errors import NotFound, Unauthenticated
from nexus.kernel.ids import NewSecret, digest

TICKET_LIFE = timedelta(seconds=30)


@dataclass(frozen=True)
class Ticket:
    """A ticket as its owner gets it, once."""

    secret: str
    expires_in: int


@dataclass(frozen=True)
class TicketOffice:
    """Issue tickets to the owners of accounts."""

    accounts: AccountStore
    grants: GrantStore
    clock: Clock
    new_secret: NewSecret

    def issue(self, user_id: str, account_id: str, origin: str) -> Ticket:
        """Issue a ticket; NotFound for somebody else's account."""
        if self.accounts.account(account_id).user_id != user_id:
            raise NotFound(f"No account {account_id}")
        secret = self.new_secret()
        facts = {"user_id": user_id, "account_id": account_id, "origin": origin}
        due = self.clock() + TICKET_LIFE
        self.grants.put(Grant(GrantKind.TICKET, digest(secret), due, facts))
        return Ticket(secret, int(TICKET_LIFE.total_seconds()))


@dataclass(frozen=True)
class TicketGate:
    """Let a socket in once per ticket."""

    grants: GrantStore
    clock: Clock

    def admit(self, secret: str, user_id: str, account_id: str, origin: str) -> None:
        """Spend a ticket; Unauthenticated when it is spent, too old or for something else."""
        grant = self.grants.take(GrantKind.TICKET, digest(secret), self.clock())
        expected = {"user_id": user_id, "account_id": account_id, "origin": origin}
        if grant is None or grant.facts != expected:
            raise Unauthenticated("The ticket is not good for this socket", "TICKET_INVALID")
