"""Move real money to its owner's wallet at the broker, under a consent good for once.

The token of that consent may move money: it is used at once, revoked, and never stored.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from nexus.accounts.models import Caller, Grant, GrantKind, Intent
from nexus.accounts.ports import AccountStore, BrokerToken, GrantStore, TokenRevoker
from nexus.kernel.account import Account, AccountKind, AccountStatus
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Denied, Forbidden, NexusError, NotFound, Refused, Throttled
from nexus.kernel.ids import NewSecret, digest
from nexus.kernel.money import money_text

CONSENT_LIFE = timedelta(minutes=10)
PAYMENT_SCOPE = "payment"
_REFUSALS = {
    AccountStatus.FROZEN: ("ACCOUNT_FROZEN", "The account is frozen until its books agree"),
    AccountStatus.NEEDS_RELINK: ("LINK_EXPIRED", "The account must be linked again first"),
    AccountStatus.UNLINKED: ("LINK_EXPIRED", "The account is not linked"),
}


class WithdrawalStatus(StrEnum):
    """`unknown` says that the broker never answered: its statement tells what happened."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Withdrawal:
    """One movement of money to the owner's wallet; `request_id` makes a repeat harmless."""

    request_id: str
    account_id: str
    owner_id: str
    broker_account_id: str
    amount: Decimal
    currency: str
    status: WithdrawalStatus
    requested_at: datetime
    reason: str | None = None


@dataclass(frozen=True)
class Consent:
    """Where to send the browser for a one-off consent; `browser` is its secret."""

    url: str
    state: str
    browser: str
    request_id: str


class PaymentLogin(Protocol):
    """The broker's consent page for moving money, and its token endpoint."""

    def url(self, state: str, verifier: str, *, is_signup: bool) -> str: ...

    def redeem(self, code: str, verifier: str) -> BrokerToken: ...


class Wallets(Protocol):
    """Move money at the broker; the same request id never moves it twice.

    Refused and Throttled say that nothing moved, any other NexusError that nobody knows.
    """

    def to_wallet(self, token: str, withdrawal: Withdrawal) -> None: ...


class WithdrawalStore(Protocol):
    """Every movement, by account."""

    def keep(self, withdrawal: Withdrawal) -> None: ...


class BookLooks(Protocol):
    """Ask the trader to compare an account's books with the broker's."""

    def ask_for_books(self, user_id: str, account_id: str, at: datetime) -> None: ...


@dataclass(frozen=True)
class WithdrawFunds:
    """Ask for the consent, and carry it out when the browser comes back."""

    accounts: AccountStore
    grants: GrantStore
    withdrawals: WithdrawalStore
    login: PaymentLogin
    wallets: Wallets
    revoker: TokenRevoker
    looks: BookLooks
    clock: Clock
    new_secret: NewSecret

    def begin(self, caller: Caller, account_id: str, amount: Decimal) -> Consent:
        """Send the browser to the broker; Denied when this account cannot pay out now."""
        self._check(self._own(caller.user_id, account_id), amount)
        state, verifier, browser = self.new_secret(), self.new_secret(), self.new_secret()
        request_id = str(UUID(hex=digest("withdrawal", state)[:32], version=4))
        facts = {
            "intent": Intent.WITHDRAW.value,
            "verifier": verifier,
            "browser": digest(browser),
            "user_id": caller.user_id,
            "session_id": caller.session_id,
            "account_id": account_id,
            "amount": money_text(amount),
            "request_id": request_id,
        }
        due = self.clock() + CONSENT_LIFE
        self.grants.put(Grant(GrantKind.OAUTH_STATE, digest(state), due, facts))
        return Consent(self.login.url(state, verifier, is_signup=False), state, browser, request_id)

    def finish(self, grant: Grant, code: str) -> Withdrawal:
        """Move the money the owner consented to; the outcome is on record either way."""
        facts, amount = grant.facts, Decimal(grant.facts["amount"])
        account = self._own(facts["user_id"], facts["account_id"])
        self._check(account, amount)
        token = self.login.redeem(code, facts["verifier"])
        if PAYMENT_SCOPE not in token.scope.split():
            raise Forbidden("The consent does not cover moving money", "OAUTH_SCOPE_REFUSED")
        wanted = Withdrawal(
            request_id=facts["request_id"],
            account_id=account.account_id,
            owner_id=account.user_id,
            broker_account_id=account.broker_account_id or "",
            amount=amount,
            currency=account.currency,
            status=WithdrawalStatus.SENDING,
            requested_at=self.clock(),
        )
        self.withdrawals.keep(wanted)
        done = self._send(wanted, token.access_token)
        self.withdrawals.keep(done)
        self.looks.ask_for_books(account.user_id, account.account_id, self.clock())
        return done

    def _send(self, wanted: Withdrawal, token: str) -> Withdrawal:
        try:
            self.wallets.to_wallet(token, wanted)
        except (Refused, Throttled) as e:
            return replace(wanted, status=WithdrawalStatus.FAILED, reason=e.code)
        except NexusError as e:
            return replace(wanted, status=WithdrawalStatus.UNKNOWN, reason=e.code)
        finally:
            self._forget(token)
        return replace(wanted, status=WithdrawalStatus.SENT)

    def _forget(self, token: str) -> None:
        try:
            self.revoker.revoke(token)
        except NexusError:
            # It is kept nowhere and ends by itself within the hour.
            return

    def _own(self, user_id: str, account_id: str) -> Account:
        account = self.accounts.account(account_id)
        if account.user_id != user_id:
            raise NotFound(f"No account {account_id}")
        return account

    def _check(self, account: Account, amount: Decimal) -> None:
        if account.kind is not AccountKind.REAL:
            said = f"Expected a real account, was {account.kind}"
            raise Denied("WITHDRAWAL_REAL_ONLY", said)
        if account.status in _REFUSALS:
            raise Denied(*_REFUSALS[account.status])
        if amount > account.balance:
            facts = {"amount": money_text(amount), "balance": money_text(account.balance)}
            raise Denied("INSUFFICIENT_BALANCE", "The balance does not cover the amount", facts)
