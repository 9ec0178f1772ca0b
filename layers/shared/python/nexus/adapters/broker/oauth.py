"""Login at the broker: OAuth 2.0 authorization code with PKCE (deriv-api.md section 3)."""

import base64
import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nexus.kernel.errors import Refused, Unauthenticated, Unavailable

if TYPE_CHECKING:
    import httpx

TRADE_SCOPE = "trade"
ACCOUNT_SCOPE = "account_manage"
PAYMENT_SCOPE = "payment"


class TokenAnswer(BaseModel):
    """What the token endpoint gives; whether a refresh token comes is not promised."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    access_token: str = Field(repr=False)
    expires_in: int = 3600
    refresh_token: str | None = Field(default=None, repr=False)
    scope: str | None = None


def challenge_of(verifier: str) -> str:
    """Derive the S256 challenge of a PKCE verifier (43 to 128 unreserved characters)."""
    hashed = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


def authorize_url(
    auth_url: str,
    *,
    app_id: str,
    redirect_uri: str,
    state: str,
    verifier: str,
    scopes: tuple[str, ...] = (TRADE_SCOPE,),
    is_signup: bool = False,
    attribution: Mapping[str, str] | None = None,
) -> str:
    """Write the address the browser is sent to; `attribution` only matters at sign-up."""
    query = {
        "response_type": "code",
        "client_id": app_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(scopes),
        "state": state,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    if is_signup:
        query |= {"prompt": "registration", **(attribution or {})}
    return f"{auth_url.rstrip('/')}/oauth2/auth?{urlencode(query)}"


class TokenEndpoint:
    """Exchange codes for tokens (blocking); to be called from a backend only."""

    def __init__(self, http: "httpx.Client", auth_url: str, app_id: str) -> None:
        self._http, self._url, self._app_id = http, f"{auth_url.rstrip('/')}/oauth2/token", app_id

    def exchange(self, code: str, verifier: str, redirect_uri: str) -> TokenAnswer:
        """Redeem an authorization code; a used, late or foreign one is Unauthenticated."""
        return self._post(
            {
                "grant_type": "authorization_code",
                "client_id": self._app_id,
                "code": code,
                "code_verifier": verifier,
                "redirect_uri": redirect_uri,
            }
        )

    def refresh(self, refresh_token: str) -> TokenAnswer:
        """Get a new access token, where the broker gave a refresh token at all."""
        return self._post(
            {
                "grant_type": "refresh_token",
                "client_id": self._app_id,
                "refresh_token": refresh_token,
            }
        )

    def _post(self, form: Mapping[str, str]) -> TokenAnswer:
        import httpx

        try:
            answer = self._http.post(self._url, data=dict(form))
        except httpx.HTTPError as e:
            raise Unavailable(f"The token endpoint did not answer: {type(e).__name__}") from e
        if answer.status_code >= 500:
            raise Unavailable(f"The token endpoint answered {answer.status_code}")
        if answer.is_error:
            raise _refusal(answer)
        return _token(answer)


def _refusal(answer: "httpx.Response") -> Refused:
    try:
        body = answer.json()
    except ValueError:
        body = {}
    code = str(body.get("error", "")) if isinstance(body, dict) else ""
    said = f"The token endpoint answered {answer.status_code} {code}".rstrip()
    return Unauthenticated(said) if code == "invalid_grant" else Refused(said)


def _token(answer: "httpx.Response") -> TokenAnswer:
    try:
        return TokenAnswer.model_validate_json(answer.content)
    except ValidationError as e:
        # The body may hold a token, so nothing of it goes into the message.
        raise Unavailable(f"The token answer has {e.error_count()} wrong members") from None
