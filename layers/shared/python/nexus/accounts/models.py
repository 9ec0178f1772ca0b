"""People, how they sign in, and what they are given to prove it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from nexus.kernel.money import ZERO


@dataclass(frozen=True)
class User:
    """A person; `markup_rate` is the partner's markup the person consented to, as a fraction.

    `affiliate_code` is the person's own; the `referr…` fields say who brought them.
    """

    user_id: str
    email: str
    username: str
    country: str
    affiliate_code: str
    created_at: datetime
    referrer_id: str | None = None
    markup_rate: Decimal = ZERO
    referral_code: str | None = None
    referral_click_id: str | None = None
    terms_accepted_at: datetime | None = None


@dataclass(frozen=True)
class Credential:
    """A password as it is stored: only its hash."""

    user_id: str
    password_hash: str
    changed_at: datetime


@dataclass(frozen=True)
class Session:
    """One signed-in client and the refresh token that is good for it.

    `current_hash` belongs to the one token that may be exchanged; `previous_hash` to its
    immediate predecessor, spent at `rotated_at`.
    """

    user_id: str
    session_id: str
    current_hash: str
    created_at: datetime
    rotated_at: datetime
    expires_at: datetime
    previous_hash: str | None = None
    revoked_at: datetime | None = None
    user_agent: str = ""


@dataclass(frozen=True)
class Client:
    """Who is calling, as far as a request tells; used for limits and the list of sessions."""

    address: str
    user_agent: str = ""


@dataclass(frozen=True)
class Tokens:
    """What a signed-in client holds; `refresh_token` is None when the one it has stays good."""

    access_token: str
    expires_in: int
    refresh_token: str | None


@dataclass(frozen=True)
class Notice:
    """Something that did not work and did not stop the request."""

    code: str
    detail: str


@dataclass(frozen=True)
class SignedIn:
    """A person with their tokens."""

    user: User
    tokens: Tokens
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Caller:
    """Whose access token a request carries."""

    user_id: str
    session_id: str


@dataclass(frozen=True)
class SignUpForm:
    """What a newcomer tells; `referral_cookie` is what following a partner's link left behind.

    `password` is None for somebody who signs in through the broker only.
    """

    email: str
    username: str
    password: str | None
    country: str
    referred_by: str | None = None
    referral_cookie: str | None = None
    accepts_terms: bool | None = None


class GrantKind(StrEnum):
    """What a one-time token is good for."""

    TICKET = "TICKET"
    OAUTH_STATE = "OAUTH_STATE"
    PROFILE = "PROFILE"


@dataclass(frozen=True)
class Grant:
    """A one-time permission; only the hash of its token is kept."""

    kind: GrantKind
    token_hash: str
    expires_at: datetime
    facts: dict[str, str]


class Intent(StrEnum):
    """Why a person goes to the broker's login page."""

    LOGIN = "login"
    SIGNUP = "signup"
    LINK = "link"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class BrokerAccount:
    """An account at the broker, as its owner's token shows it."""

    broker_account_id: str
    is_real: bool
    balance: Decimal
    currency: str


@dataclass(frozen=True)
class BrokerLink:
    """The way to an account at the broker; the token is sealed for its user and account."""

    user_id: str
    account_id: str
    broker_account_id: str
    sealed_token: str
    expires_at: datetime
    scope: str
    linked_at: datetime
