"""The authorization code flow: logins under way, codes handed out, tokens issued for them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from functions.sandbox_broker.assumptions import Assumptions
from functions.sandbox_broker.books.people import People
from functions.sandbox_broker.oauth.rules import (
    AuthorizationRequest,
    OAuthError,
    PageError,
    matches_challenge,
)


@dataclass(frozen=True)
class Login:
    """Hold a login under way: for which request, until when, and by whom once known."""

    request: AuthorizationRequest
    expires_at: float
    user_id: str | None = None


@dataclass(frozen=True)
class Code:
    """Hold what an authorization code stands for."""

    request: AuthorizationRequest
    user_id: str
    scopes: tuple[str, ...]
    expires_at: float


class Flow:
    """Keep logins and codes in memory; both are short-lived, a restart ends them."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._logins: dict[str, Login] = {}
        self._codes: dict[str, Code] = {}

    def begin(self, request: AuthorizationRequest, now: float, seconds: int) -> str:
        """Start a login and give the challenge that names it."""
        self._logins = {key: x for key, x in self._logins.items() if now < x.expires_at}
        challenge = secrets.token_urlsafe(24)
        self._logins[challenge] = Login(request, now + seconds)
        return challenge

    def login(self, challenge: str, now: float) -> Login:
        """Find a login under way or refuse on a page."""
        login = self._logins.get(challenge)
        if login is None or now >= login.expires_at:
            raise PageError("This login has expired. Go back to the app and start again.")
        return login

    def identify(self, challenge: str, user_id: str, now: float) -> None:
        """Note who logged in."""
        self._logins[challenge] = replace(self.login(challenge, now), user_id=user_id)

    def grant(self, challenge: str, scopes: tuple[str, ...], now: float, seconds: int) -> str:
        """End a login with a code for the granted scopes."""
        login = self.login(challenge, now)
        if login.user_id is None:
            raise PageError("Log in first.")
        del self._logins[challenge]
        code = f"ory_ac_{secrets.token_urlsafe(32)}"
        self._codes[code] = Code(login.request, login.user_id, scopes, now + seconds)
        return code

    def refuse(self, challenge: str, now: float) -> AuthorizationRequest:
        """End a login without a code."""
        request = self.login(challenge, now).request
        del self._logins[challenge]
        return request

    def exchange(
        self, form: Mapping[str, str], app_id: str, now: float, assumptions: Assumptions
    ) -> dict[str, object]:
        """Turn a code or a refresh token into the token answer."""
        grant = form.get("grant_type")
        if grant == "authorization_code":
            code = self._redeem(form, app_id, now)
            return self._tokens(code.user_id, app_id, code.scopes, now, assumptions) | (
                {} if code.scopes == code.request.scopes else {"scope": " ".join(code.scopes)}
            )
        if grant == "refresh_token" and assumptions.refresh_tokens:
            return self._refresh(form, app_id, now, assumptions)
        if not grant:
            raise OAuthError("invalid_request", "grant_type is required")
        raise OAuthError("unsupported_grant_type", "The grant type is not supported.")

    def _redeem(self, form: Mapping[str, str], app_id: str, now: float) -> Code:
        missing = [n for n in ("code", "code_verifier", "redirect_uri") if not form.get(n)]
        if missing:
            raise OAuthError("invalid_request", f"Missing parameters: {', '.join(missing)}")
        code = self._codes.pop(form["code"], None)
        if code is None or now >= code.expires_at or code.request.app_id != app_id:
            raise OAuthError("invalid_grant", "The code is unknown, used or expired.")
        if form["redirect_uri"] != code.request.redirect_uri:
            raise OAuthError("invalid_grant", "The redirect_uri differs from the one asked with.")
        if not matches_challenge(form["code_verifier"], code.request.code_challenge):
            raise OAuthError("invalid_grant", "The code_verifier does not match.")
        return code

    def _refresh(
        self, form: Mapping[str, str], app_id: str, now: float, assumptions: Assumptions
    ) -> dict[str, object]:
        token = self._people.token(form.get("refresh_token", ""))
        if (
            token is None
            or token.kind != "refresh"
            or token.app_id != app_id
            or not token.is_valid(now)
        ):
            raise OAuthError("invalid_grant", "The refresh token is unknown, used or expired.")
        self._people.revoke(token)
        return self._tokens(token.user_id, app_id, token.scopes, now, assumptions)

    def _tokens(
        self,
        user_id: str,
        app_id: str,
        scopes: tuple[str, ...],
        now: float,
        assumptions: Assumptions,
    ) -> dict[str, object]:
        until = now + assumptions.token_seconds
        answer: dict[str, object] = {
            "access_token": self._people.issue("access", user_id, app_id, scopes, expires_at=until),
            "expires_in": assumptions.token_seconds,
            "token_type": "Bearer",
        }
        if assumptions.refresh_tokens:
            until = now + assumptions.refresh_seconds
            answer["refresh_token"] = self._people.issue(
                "refresh", user_id, app_id, scopes, expires_at=until
            )
        return answer
