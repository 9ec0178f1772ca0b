"""OAuth rules without I/O: what an authorization request must hold, PKCE, and refusals."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from functions.sandbox_broker.books.models import App

SCOPE_TEXTS: Mapping[str, str] = {
    "trade": "See your accounts and trade on them",
    "account_manage": "Open new options accounts for you",
    "application_read": "Read this app's own statistics",
    "payment": "Move money between your wallet and your accounts",
}
ATTRIBUTION = (
    "t",
    "affiliate_token",
    "sidi",
    "ca",
    "sidc",
    "utm_source",
    "utm_medium",
    "utm_campaign",
)
VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class PageError(Exception):
    """Refuse on a page of ours, because the address to go back to cannot be trusted."""


class OAuthError(Exception):
    """Refuse with a standard OAuth error code."""

    def __init__(self, code: str, description: str, status: int = 400) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description
        self.status = status


@dataclass(frozen=True)
class AuthorizationRequest:
    """Hold a checked request to let a person grant an app access."""

    app_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    code_challenge: str
    is_registration: bool
    attribution: dict[str, str]


def return_address(params: Mapping[str, str], app: App | None, *, is_http_fine: bool) -> str:
    """Give the exactly registered address of the request or refuse on a page."""
    if app is None:
        raise PageError("This app is not registered (client_id).")
    if params.get("redirect_uri") not in app.redirect_uris:
        raise PageError("This redirect_uri is not registered for the app.")
    if not is_http_fine and urlsplit(params["redirect_uri"]).scheme == "http":
        raise PageError("This redirect_uri does not begin with https.")
    return params["redirect_uri"]


def check_request(params: Mapping[str, str], app: App, redirect_uri: str) -> AuthorizationRequest:
    """Check everything else; refusals go back to the app."""
    if params.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", "response_type must be code")
    if not params.get("state"):
        raise OAuthError("invalid_request", "state is required")
    if params.get("code_challenge_method") != "S256":
        raise OAuthError("invalid_request", "code_challenge_method must be S256")
    if not CHALLENGE.fullmatch(params.get("code_challenge", "")):
        raise OAuthError("invalid_request", "code_challenge must be BASE64URL(SHA-256(verifier))")
    return AuthorizationRequest(
        app_id=app.id,
        redirect_uri=redirect_uri,
        scopes=_scopes(params.get("scope", ""), app),
        state=params["state"],
        code_challenge=params["code_challenge"],
        is_registration=params.get("prompt") == "registration",
        attribution={name: params[name] for name in ATTRIBUTION if params.get(name)},
    )


def _scopes(asked: str, app: App) -> tuple[str, ...]:
    scopes = tuple(dict.fromkeys(asked.split()))
    refused = [scope for scope in scopes if scope not in app.scopes or scope not in SCOPE_TEXTS]
    if not scopes or refused:
        raise OAuthError("invalid_scope", f"Scopes not available: {' '.join(refused) or 'none'}")
    return scopes


def matches_challenge(verifier: str, challenge: str) -> bool:
    """Tell whether a PKCE verifier belongs to a challenge (S256)."""
    if not VERIFIER.fullmatch(verifier):
        return False
    digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return compare_digest(digest, challenge)


def with_query(address: str, values: Mapping[str, str]) -> str:
    """Add parameters to an address, keeping those it has."""
    parts = urlsplit(address)
    query = urlencode([*parse_qsl(parts.query), *values.items()])
    return urlunsplit(parts._replace(query=query))
