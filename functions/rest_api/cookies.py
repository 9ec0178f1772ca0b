"""The three cookies: refresh token, broker login in progress, partner's link followed."""

from fastapi import Request, Response

from functions.rest_api.schemas.fields import TokenDelivery
from nexus.accounts.linking import STATE_LIFE
from nexus.accounts.sessions import REFRESH_LIFE
from nexus.affiliates.attribution import cookie_value
from nexus.affiliates.models import Click
from nexus.kernel.errors import Forbidden, Unauthenticated

REFRESH_COOKIE = "nexus_refresh"
REFRESH_PATH = "/api/v1/auth"
OAUTH_COOKIE = "nexus_oauth"
REFERRAL_COOKIE = "nexus_ref"
REFERRAL_SECONDS = 30 * 24 * 3600


def keep_refresh_token(response: Response, token: str, public_url: str) -> None:
    """Hand the refresh token to the browser where no script can read it."""
    response.set_cookie(
        REFRESH_COOKIE,
        token,
        max_age=int(REFRESH_LIFE.total_seconds()),
        path=REFRESH_PATH,
        secure=is_https(public_url),
        httponly=True,
        samesite="strict",
    )


def forget_refresh_token(response: Response) -> None:
    """Take the refresh cookie away."""
    response.delete_cookie(REFRESH_COOKIE, path=REFRESH_PATH, httponly=True, samesite="strict")


def refresh_token_from(request: Request, in_body: str | None) -> tuple[str, TokenDelivery]:
    """Find the refresh token and how the client keeps it; the body wins."""
    if in_body:
        return in_body, "body"
    in_cookie = request.cookies.get(REFRESH_COOKIE)
    if not in_cookie:
        raise Unauthenticated("Expected a refresh token", "REFRESH_TOKEN_MISSING")
    return in_cookie, "cookie"


def require_own_origin(request: Request, public_url: str) -> None:
    """Refuse a request that another site made with our cookie."""
    origin = request.headers.get("origin", "")
    if origin != public_url:
        raise Forbidden(f"Expected Origin {public_url}, was {origin or 'absent'}", "WRONG_ORIGIN")


def keep_oauth_browser(response: Response, secret: str, public_url: str) -> None:
    """Bind a login at the broker to this browser."""
    response.set_cookie(
        OAUTH_COOKIE,
        secret,
        max_age=int(STATE_LIFE.total_seconds()),
        path="/api/v1",
        secure=is_https(public_url),
        httponly=True,
        samesite="lax",
    )


def keep_referral(response: Response, click: Click, public_url: str) -> None:
    """Remember for 30 days whose link was followed."""
    response.set_cookie(
        REFERRAL_COOKIE,
        cookie_value(click.code, click.click_id),
        max_age=REFERRAL_SECONDS,
        path="/",
        secure=is_https(public_url),
        httponly=True,
        samesite="lax",
    )


def is_https(public_url: str) -> bool:
    """Say whether cookies must be limited to encrypted connections."""
    return public_url.startswith("https://")
