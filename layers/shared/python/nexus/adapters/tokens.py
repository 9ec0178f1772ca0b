"""Access tokens (JWT, HS256) and refresh tokens that prove we made them."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from nexus.accounts.models import Caller
from nexus.accounts.sessions import ACCESS_LIFE, RefreshToken
from nexus.kernel.clock import to_epoch
from nexus.kernel.errors import Unauthenticated
from nexus.kernel.ids import NewId

if TYPE_CHECKING:
    from jwt.types import Options

_ALGORITHM = "HS256"
_TAG_LENGTH = 22
# Expiry is checked against the clock we are given.
_OPTIONS: "Options" = {
    "verify_exp": False,
    "verify_iat": False,
    "require": ["sub", "sid", "exp"],
}


@dataclass(frozen=True)
class SecretTokens:
    """Make and check tokens with one secret, read when it is first needed."""

    secret: Callable[[], str]
    new_id: NewId

    def access_token(self, caller: Caller, at: datetime) -> str:
        """Sign an access token that is good for an hour."""
        import jwt

        claims = {
            "sub": caller.user_id,
            "sid": caller.session_id,
            "iat": to_epoch(at),
            "exp": to_epoch(at + ACCESS_LIFE),
            "jti": self.new_id(at),
        }
        return jwt.encode(claims, self.secret(), _ALGORITHM)

    def caller(self, access_token: str, at: datetime) -> Caller:
        """Read an access token; Unauthenticated when it is not ours or too old."""
        import jwt

        try:
            claims = jwt.decode(access_token, self.secret(), [_ALGORITHM], options=_OPTIONS)
        except jwt.InvalidTokenError as e:
            raise Unauthenticated("The access token is not good", "TOKEN_INVALID") from e
        if int(claims["exp"]) <= to_epoch(at):
            raise Unauthenticated("The access token has expired", "TOKEN_EXPIRED")
        return Caller(str(claims["sub"]), str(claims["sid"]))

    def refresh_token(self, user_id: str, session_id: str, secret: str) -> RefreshToken:
        """Make a refresh token that nobody else could have made."""
        tag = self._mac("refresh", user_id, session_id, secret)[:_TAG_LENGTH]
        return RefreshToken(user_id, session_id, secret, tag)

    def successor(self, token: RefreshToken) -> RefreshToken:
        """Derive the token that replaces this one, the same each time."""
        secret = self._mac("successor", token.session_id, token.secret)
        return self.refresh_token(token.user_id, token.session_id, secret)

    def is_ours(self, token: RefreshToken) -> bool:
        """Say whether we made this token."""
        expected = self.refresh_token(token.user_id, token.session_id, token.secret)
        return hmac.compare_digest(expected.tag.encode(), token.tag.encode())

    def _mac(self, *parts: str) -> str:
        mac = hmac.new(self.secret().encode(), "\x1f".join(parts).encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(mac.digest()).rstrip(b"=").decode()
