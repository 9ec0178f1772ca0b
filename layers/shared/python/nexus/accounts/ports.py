"""What accounts need from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from nexus.accounts.models import (
    BrokerAccount,
    BrokerLink,
    Caller,
    Credential,
    Grant,
    GrantKind,
    Session,
    User,
)
from nexus.accounts.sessions import RefreshToken
from nexus.kernel.account import Account, LedgerEntry
from nexus.kernel.change import AccountChange


@dataclass(frozen=True)
class Attribution:
    """Which partner brought a newcomer; `markup_rate` is what the newcomer consents to."""

    code: str
    click_id: str | None
    referrer_id: str
    markup_rate: str


class Users(Protocol):
    """People by id and by their unique names; `create` raises Conflict naming what is taken."""

    def create(self, user: User, credential: Credential | None, demo: AccountChange) -> None: ...

    def user(self, user_id: str) -> User: ...

    def with_credential(self, user_id: str) -> tuple[User, Credential | None]: ...

    def owner_of_name(self, name: str) -> str | None: ...

    def owner_of_code(self, code: str) -> str | None: ...

    def move(self, user_id: str, country: str) -> User: ...

    def keep_credential(self, credential: Credential) -> None: ...

    def record_security_event(self, user_id: str, kind: str, at: datetime) -> None: ...


class SessionStore(Protocol):
    """Signed-in clients; `rotate` raises Conflict when another request was first."""

    def open(self, session: Session) -> None: ...

    def session(self, user_id: str, session_id: str) -> Session | None: ...

    def rotate(self, before: Session, after: Session) -> None: ...

    def revoke(self, user_id: str, session_id: str, at: datetime) -> None: ...

    def of_user(self, user_id: str) -> list[Session]: ...


class GrantStore(Protocol):
    """One-time permissions; `take` returns None when there is none, or it is too late."""

    def put(self, grant: Grant) -> None: ...

    def take(self, kind: GrantKind, token_hash: str, at: datetime) -> Grant | None: ...


class Attempts(Protocol):
    """Count attempts under a name until a moment."""

    def add(self, name: str, until: datetime) -> int: ...

    def clear(self, name: str, until: datetime) -> None: ...


class AccountStore(Protocol):
    """Accounts as their owner sees them; writes raise Conflict when an account moved on."""

    def account(self, account_id: str) -> Account: ...

    def of_user(self, user_id: str) -> list[Account]: ...

    def open_account(self, change: AccountChange) -> None: ...

    def commit_accounts(self, changes: Sequence[AccountChange]) -> None: ...

    def entries(
        self, account_id: str, limit: int, cursor: str | None
    ) -> tuple[list[LedgerEntry], str | None]: ...


class BrokerLinks(Protocol):
    """Which broker account belongs to whom; `open` raises Conflict when it is linked already."""

    def owner_of(self, broker_account_id: str) -> tuple[str, str] | None: ...

    def open(self, change: AccountChange, link: BrokerLink) -> None: ...

    def reopen(self, change: AccountChange, link: BrokerLink) -> None: ...

    def renew(self, link: BrokerLink) -> None: ...

    def close(self, change: AccountChange) -> None: ...

    def link(self, user_id: str, account_id: str) -> BrokerLink | None: ...


class PasswordHasher(Protocol):
    """Hash passwords; `verify` takes as long for None as for a stored hash."""

    def hash(self, password: str) -> str: ...

    def verify(self, stored: str | None, password: str) -> bool: ...

    def is_outdated(self, stored: str) -> bool: ...


class TokenMint(Protocol):
    """Make and check tokens."""

    def access_token(self, caller: Caller, at: datetime) -> str: ...

    def caller(self, access_token: str, at: datetime) -> Caller: ...

    def refresh_token(self, user_id: str, session_id: str, secret: str) -> RefreshToken: ...

    def successor(self, token: RefreshToken) -> RefreshToken: ...

    def is_ours(self, token: RefreshToken) -> bool: ...


@dataclass(frozen=True)
class BrokerToken:
    """What the broker gave for a code."""

    access_token: str
    expires_in: int
    scope: str


class BrokerLogin(Protocol):
    """The broker's login page, token endpoint and account list."""

    def url(self, state: str, verifier: str, *, is_signup: bool) -> str: ...

    def redeem(self, code: str, verifier: str) -> BrokerToken: ...

    def accounts(self, token: str) -> list[BrokerAccount]: ...


class TokenRevoker(Protocol):
    """End a token at the broker; any NexusError means that it may still be valid."""

    def revoke(self, token: str) -> None: ...


class SecurityLog(Protocol):
    """Record what concerns a person's safety; it becomes an audit entry."""

    def record_security_event(self, user_id: str, kind: str, at: datetime) -> None: ...


class Vault(Protocol):
    """Seal a broker token for one user and account."""

    def seal(self, token: str, user_id: str, account_id: str) -> str: ...

    def open(self, sealed: str, user_id: str, account_id: str) -> str: ...


class Referrals(Protocol):
    """Who brought a newcomer; `record` may be repeated."""

    def attribute(
        self, user_id: str, username: str, code: str, click_id: str | None, at: datetime
    ) -> Attribution | None: ...

    def record(self, user: User) -> None: ...

    def read_cookie(self, cookie: str) -> tuple[str, str | None] | None: ...
