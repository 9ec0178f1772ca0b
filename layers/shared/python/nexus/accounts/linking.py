"""Sign in through the broker, and link the accounts a person has there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from nexus.accounts.countries import allows_real_trading
from nexus.accounts.models import (
    BrokerAccount,
    BrokerLink,
    Caller,
    Client,
    Grant,
    GrantKind,
    Intent,
    Notice,
    SignedIn,
    SignUpForm,
    User,
)
from nexus.accounts.opening import open_at_broker
from nexus.accounts.ports import (
    AccountStore,
    BrokerLinks,
    BrokerLogin,
    BrokerToken,
    GrantStore,
    Users,
    Vault,
)
from nexus.accounts.service import Registry, check_form
from nexus.accounts.session_desk import SessionDesk
from nexus.accounts.statuses import linked_again
from nexus.accounts.withdrawing import Withdrawal, WithdrawFunds
from nexus.kernel.account import Account, AccountStatus
from nexus.kernel.change import account_change
from nexus.kernel.clock import Clock
from nexus.kernel.errors import (
    Conflict,
    FieldError,
    Forbidden,
    Malformed,
    NexusError,
    Unauthenticated,
)
from nexus.kernel.ids import NewId, NewSecret, digest

STATE_LIFE = timedelta(minutes=10)
PROFILE_LIFE = timedelta(minutes=15)
_REFUSED_SCOPE = "payment"


@dataclass(frozen=True)
class Begun:
    """Where to send the browser; `browser` is a secret the same browser must bring back."""

    url: str
    state: str
    browser: str


@dataclass(frozen=True)
class ProfileNeeded:
    """Nobody is known by these broker accounts: the token finishes the sign-up, once."""

    token: str
    expires_in: int


@dataclass(frozen=True)
class Withdrawn:
    """The owner, still signed in, and what became of the money they consented to move."""

    signed_in: SignedIn
    withdrawal: Withdrawal


@dataclass(frozen=True)
class CompleteForm:
    """What the broker does not tell about a newcomer."""

    token: str
    profile: SignUpForm


def linkable(held: Sequence[BrokerAccount], country: str) -> list[BrokerAccount]:
    """Choose the accounts a country allows; Forbidden when that leaves none."""
    allowed = [each for each in held if not each.is_real or allows_real_trading(country)]
    if not allowed:
        raise Forbidden(f"No account may be linked from {country}", "COUNTRY_NOT_ALLOWED")
    return allowed


@dataclass(frozen=True)
class LinkAccounts:
    """Put a person's broker accounts beside their demo account."""

    accounts: AccountStore
    links: BrokerLinks
    vault: Vault
    clock: Clock
    new_id: NewId

    def __call__(
        self, user: User, held: Sequence[BrokerAccount], token: BrokerToken
    ) -> tuple[Notice, ...]:
        """Link every account the country allows; Forbidden when that leaves none."""
        allowed = linkable(held, user.country)
        for each in allowed:
            self._link(user, each, token)
        if len(allowed) == len(held):
            return ()
        return (Notice("REAL_NOT_ALLOWED", f"Real accounts may not be linked from {user.country}"),)

    def _link(self, user: User, held: BrokerAccount, token: BrokerToken) -> None:
        at = self.clock()
        owner = self.links.owner_of(held.broker_account_id)
        if owner is None:
            self._open(user, held, token, at)
        elif owner[0] == user.user_id:
            self.links.renew(self._sealed(user, owner[1], held, token, at))
            self._revive(owner[1], at)
        else:
            said = f"Account {held.broker_account_id} is linked to another user"
            raise Conflict(said, "BROKER_ACCOUNT_TAKEN")

    def _open(self, user: User, held: BrokerAccount, token: BrokerToken, at: datetime) -> None:
        known = self._unlinked(user, held)
        account_id = known.account_id if known else self.new_id(at)
        link = self._sealed(user, account_id, held, token, at)
        if known is None:
            self.links.open(open_at_broker(account_id, user.user_id, held, at), link)
            return
        active = replace(known, status=AccountStatus.ACTIVE)
        self.links.reopen(account_change(known, active, at), link)

    def _unlinked(self, user: User, held: BrokerAccount) -> Account | None:
        found = (
            self.accounts.account(each.account_id)
            for each in self.accounts.of_user(user.user_id)
            if each.broker_account_id == held.broker_account_id
        )
        return next((each for each in found if each.status is AccountStatus.UNLINKED), None)

    def _sealed(
        self, user: User, account_id: str, held: BrokerAccount, token: BrokerToken, at: datetime
    ) -> BrokerLink:
        return BrokerLink(
            user_id=user.user_id,
            account_id=account_id,
            broker_account_id=held.broker_account_id,
            sealed_token=self.vault.seal(token.access_token, user.user_id, account_id),
            expires_at=at + timedelta(seconds=token.expires_in),
            scope=token.scope,
            linked_at=at,
        )

    def _revive(self, account_id: str, at: datetime) -> None:
        account = self.accounts.account(account_id)
        again = linked_again(account, at)
        if again != account:
            self.accounts.commit_accounts([account_change(account, again, at)])


@dataclass(frozen=True)
class Linking:
    """The way to the broker's login page and back (OAuth code with PKCE)."""

    users: Users
    registry: Registry
    sessions: SessionDesk
    links: BrokerLinks
    link_accounts: LinkAccounts
    login: BrokerLogin
    withdraw: WithdrawFunds
    vault: Vault
    grants: GrantStore
    clock: Clock
    new_id: NewId
    new_secret: NewSecret

    def begin(self, intent: Intent, caller: Caller | None, referred_by: str | None) -> Begun:
        """Send a browser to the broker; linking needs somebody who is signed in."""
        if intent is Intent.LINK and caller is None:
            raise Unauthenticated("Expected to be signed in to link an account")
        state, verifier, browser = self.new_secret(), self.new_secret(), self.new_secret()
        facts = {"intent": intent.value, "verifier": verifier, "browser": digest(browser)}
        if caller is not None:
            facts |= {"user_id": caller.user_id, "session_id": caller.session_id}
        if referred_by:
            facts["referred_by"] = referred_by
        self._put(GrantKind.OAUTH_STATE, state, STATE_LIFE, facts)
        url = self.login.url(state, verifier, is_signup=intent is Intent.SIGNUP)
        return Begun(url, state, browser)

    def finish(
        self, code: str, state: str, browser: str, client: Client
    ) -> SignedIn | ProfileNeeded | Withdrawn:
        """Redeem the code the browser came back with; the state is good once, in one browser."""
        grant = self.grants.take(GrantKind.OAUTH_STATE, digest(state), self.clock())
        if grant is None or grant.facts["browser"] != digest(browser):
            raise Forbidden("This login did not begin in this browser", "OAUTH_STATE_INVALID")
        if grant.facts["intent"] == Intent.WITHDRAW.value:
            return self._withdrawn(grant, code)
        token = self.login.redeem(code, grant.facts["verifier"])
        if _REFUSED_SCOPE in token.scope.split():
            raise Forbidden("A token that can move money is not kept", "OAUTH_SCOPE_REFUSED")
        held = self.login.accounts(token.access_token)
        if not held:
            raise Forbidden("There is no options account to link", "NO_BROKER_ACCOUNT")
        if grant.facts["intent"] == Intent.LINK.value:
            return self._linked(grant, held, token)
        return self._signed_in(grant, held, token, client)

    def complete(self, form: CompleteForm, client: Client) -> SignedIn:
        """Create the person behind new broker accounts, link them and sign in."""
        if not form.profile.accepts_terms:
            raise Malformed(FieldError("accept_terms", "Expected the terms to be accepted"))
        grant = self.grants.take(GrantKind.PROFILE, digest(form.token), self.clock())
        if grant is None:
            raise Unauthenticated("Begin at the broker again", "PROFILE_TOKEN_INVALID")
        profile = _with_referral(form.profile, grant)
        try:
            check_form(profile)
            linkable(_held(grant), profile.country)
            user, notices = self.registry.create(profile, grant.facts["user_id"])
        except NexusError:
            # A wrong field must not cost the newcomer another trip to the broker.
            self.grants.put(grant)
            raise
        more = self.link_accounts(user, _held(grant), self._kept_token(grant))
        tokens = self.sessions.open(user.user_id, client)
        return SignedIn(user, tokens, (*notices, *more))

    def _withdrawn(self, grant: Grant, code: str) -> Withdrawn:
        withdrawal = self.withdraw.finish(grant, code)
        caller = Caller(grant.facts["user_id"], grant.facts["session_id"])
        user = self.users.user(caller.user_id)
        return Withdrawn(SignedIn(user, self.sessions.access(caller)), withdrawal)

    def _linked(self, grant: Grant, held: Sequence[BrokerAccount], token: BrokerToken) -> SignedIn:
        user = self.users.user(grant.facts["user_id"])
        notices = self.link_accounts(user, held, token)
        caller = Caller(user.user_id, grant.facts["session_id"])
        return SignedIn(user, self.sessions.access(caller), notices)

    def _signed_in(
        self, grant: Grant, held: Sequence[BrokerAccount], token: BrokerToken, client: Client
    ) -> SignedIn | ProfileNeeded:
        owners = [self.links.owner_of(each.broker_account_id) for each in held]
        known = next((owner for owner in owners if owner is not None), None)
        if known is None:
            return self._profile_needed(grant, held, token)
        user = self.users.user(known[0])
        notices = self.link_accounts(user, held, token)
        return SignedIn(user, self.sessions.open(user.user_id, client), notices)

    def _profile_needed(
        self, grant: Grant, held: Sequence[BrokerAccount], token: BrokerToken
    ) -> ProfileNeeded:
        user_id, secret = self.new_id(self.clock()), self.new_secret()
        due = self.clock() + timedelta(seconds=token.expires_in)
        facts = {
            "user_id": user_id,
            "token": self.vault.seal(token.access_token, user_id, GrantKind.PROFILE),
            "token_expires_at": due.isoformat(),
            "scope": token.scope,
            "held": json.dumps([_row(each) for each in held]),
            "referred_by": grant.facts.get("referred_by", ""),
        }
        self._put(GrantKind.PROFILE, secret, PROFILE_LIFE, facts)
        return ProfileNeeded(secret, int(PROFILE_LIFE.total_seconds()))

    def _kept_token(self, grant: Grant) -> BrokerToken:
        user_id = grant.facts["user_id"]
        token = self.vault.open(grant.facts["token"], user_id, GrantKind.PROFILE)
        left = datetime.fromisoformat(grant.facts["token_expires_at"]) - self.clock()
        return BrokerToken(token, int(left.total_seconds()), grant.facts["scope"])

    def _put(self, kind: GrantKind, secret: str, life: timedelta, facts: dict[str, str]) -> None:
        self.grants.put(Grant(kind, digest(secret), self.clock() + life, facts))


def _row(held: BrokerAccount) -> list[str]:
    return [
        held.broker_account_id,
        "real" if held.is_real else "demo",
        str(held.balance),
        held.currency,
    ]


def _held(grant: Grant) -> list[BrokerAccount]:
    rows = json.loads(grant.facts["held"])
    return [
        BrokerAccount(name, kind == "real", Decimal(balance), currency)
        for name, kind, balance, currency in rows
    ]


def _with_referral(form: SignUpForm, grant: Grant) -> SignUpForm:
    return replace(form, referred_by=form.referred_by or grant.facts["referred_by"] or None)
