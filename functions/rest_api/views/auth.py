"""People, tokens and sessions as clients see them."""

from collections.abc import Sequence

from fastapi import Response

from functions.rest_api.cookies import keep_refresh_token
from functions.rest_api.schemas.auth import (
    CallbackResponse,
    Notice,
    Session,
    SessionList,
    SessionResponse,
    TokenResponse,
    User,
)
from functions.rest_api.schemas.fields import TokenDelivery
from functions.rest_api.services import Services
from functions.rest_api.views.accounts import account_view
from nexus.accounts import models
from nexus.accounts.countries import allows_real_trading
from nexus.kernel.clock import to_text


def user_view(user: models.User) -> User:
    """Show a person to themselves."""
    return User(
        id=user.user_id,
        email=user.email,
        username=user.username,
        country=user.country,
        real_trading_allowed=allows_real_trading(user.country),
        affiliate_code=user.affiliate_code,
        referred_by=user.referral_code,
        created_at=to_text(user.created_at),
    )


def token_response(
    tokens: models.Tokens, response: Response, wired: Services, delivery: TokenDelivery
) -> TokenResponse:
    """Hand over tokens, the refresh token in the body or in the cookie."""
    return TokenResponse(
        access_token=tokens.access_token,
        refresh_token=_delivered(tokens, response, wired, delivery),
        expires_in=tokens.expires_in,
    )


def session_response(
    signed_in: models.SignedIn, response: Response, wired: Services, delivery: TokenDelivery
) -> SessionResponse:
    """Hand over a person and their tokens."""
    return SessionResponse(
        user=user_view(signed_in.user),
        access_token=signed_in.tokens.access_token,
        refresh_token=_delivered(signed_in.tokens, response, wired, delivery),
        expires_in=signed_in.tokens.expires_in,
        warnings=_warnings(signed_in),
    )


def callback_response(
    signed_in: models.SignedIn, response: Response, wired: Services, delivery: TokenDelivery
) -> CallbackResponse:
    """Hand over a person, their tokens and their accounts."""
    accounts = wired.accounts.of_user(signed_in.user.user_id)
    return CallbackResponse(
        user=user_view(signed_in.user),
        access_token=signed_in.tokens.access_token,
        refresh_token=_delivered(signed_in.tokens, response, wired, delivery),
        expires_in=signed_in.tokens.expires_in,
        warnings=_warnings(signed_in),
        accounts=[account_view(each, wired.clock()) for each in accounts],
    )


def sessions_page(sessions: Sequence[models.Session], current_id: str) -> SessionList:
    """Show where a person is signed in."""
    items = [
        Session(
            id=each.session_id,
            created_at=to_text(each.created_at),
            last_used_at=to_text(each.rotated_at),
            expires_at=to_text(each.expires_at),
            user_agent=each.user_agent,
            is_current=each.session_id == current_id,
        )
        for each in sessions
    ]
    return SessionList(items=items, next_cursor=None)


def _warnings(signed_in: models.SignedIn) -> tuple[Notice, ...]:
    return tuple(Notice(code=each.code, detail=each.detail) for each in signed_in.notices)


def _delivered(
    tokens: models.Tokens, response: Response, wired: Services, delivery: TokenDelivery
) -> str | None:
    if tokens.refresh_token is None or delivery == "body":
        return tokens.refresh_token
    keep_refresh_token(response, tokens.refresh_token, wired.public_url)
    return None
