"""Bodies of `/auth`: signing up, signing in, tokens and tickets."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from functions.rest_api.schemas.accounts import Account
from functions.rest_api.schemas.broker import Withdrawal
from functions.rest_api.schemas.fields import (
    IN_BODY,
    Answer,
    Body,
    Page,
    ReferredBy,
    TimeText,
    TokenDelivery,
)

Email = Annotated[str, Field(max_length=254, examples=["ada@example.com"])]
Username = Annotated[str, Field(max_length=64, examples=["ada"])]
Country = Annotated[str, Field(max_length=64, description="ISO 3166-1 alpha-2", examples=["NG"])]
Password = Annotated[str, Field(max_length=1024)]
Consent = Annotated[
    bool | None, Field(description="The terms, with the fees shown before each trade, are accepted")
]


class User(Answer):
    """The signed-in person."""

    id: str
    email: str
    username: str
    country: str
    real_trading_allowed: bool
    affiliate_code: str
    referred_by: str | None
    created_at: TimeText


class Notice(Answer):
    """Something that did not work and did not stop the request."""

    code: str
    detail: str


class SignupRequest(Body):
    """A new person; an unknown `referred_by` does not stop the sign-up, it is a warning."""

    email: Email
    username: Username
    password: Password
    country: Country
    referred_by: ReferredBy = None
    accept_terms: Consent = None
    token_delivery: TokenDelivery = IN_BODY


class LoginRequest(Body):
    """Either `email` or `username`; a `username` that is an e-mail address works too."""

    email: Email | None = None
    username: Email | None = None
    password: Password
    token_delivery: TokenDelivery = IN_BODY

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not (self.email or self.username):
            raise ValueError("Expected email or username")
        return self

    @property
    def name(self) -> str:
        """The name to look the person up by."""
        return self.email or self.username or ""


class TokenResponse(Answer):
    """A new access token; `refresh_token` is null when it travels in the cookie."""

    access_token: str
    refresh_token: str | None
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105
    expires_in: int


class SessionResponse(TokenResponse):
    """The tokens and whose they are."""

    user: User
    warnings: tuple[Notice, ...] = ()


class RefreshRequest(Body):
    """The refresh token, unless it travels in the cookie."""

    refresh_token: Annotated[str | None, Field(max_length=1024)] = None


class TicketRequest(Body):
    """The account whose live data is wanted."""

    account_id: Annotated[str, Field(max_length=64)]


class TicketResponse(Answer):
    """Where to connect, once, within `expires_in` seconds; `url` carries the ticket."""

    ticket: str
    url: str
    expires_in: int


class Session(Answer):
    """One browser or client that is signed in."""

    id: str
    created_at: TimeText
    last_used_at: TimeText
    expires_at: TimeText
    user_agent: str
    is_current: bool


class SessionList(Page):
    """Where the person is signed in."""

    items: list[Session]


class AuthorizationResponse(Answer):
    """Where to send the browser."""

    authorization_url: str
    state: str


class CallbackRequest(Body):
    """What Deriv sent back with the browser."""

    code: Annotated[str, Field(min_length=1, max_length=4096)]
    state: Annotated[str, Field(min_length=1, max_length=256)]
    token_delivery: TokenDelivery = IN_BODY


class CallbackResponse(SessionResponse):
    """The person, signed in, and every account; `withdrawal` when that is what was consented to."""

    accounts: list[Account]
    withdrawal: Withdrawal | None = None


class ProfileRequired(Answer):
    """Nobody is known by this Deriv account: finish with `POST auth/oauth/complete`."""

    code: Literal["PROFILE_REQUIRED"] = "PROFILE_REQUIRED"
    profile_token: str
    expires_in: int


class CompleteRequest(Body):
    """What Deriv does not tell about a new person; `accept_terms` must be true."""

    profile_token: Annotated[str, Field(min_length=1, max_length=256)]
    email: Email
    username: Username
    country: Country
    accept_terms: bool
    password: Password | None = None
    referred_by: ReferredBy = None
    token_delivery: TokenDelivery = IN_BODY
