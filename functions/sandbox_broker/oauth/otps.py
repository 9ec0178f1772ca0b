import secrets
from dataclasses import dataclass


@dataclass(frozen=True)
class Grant:
    """Say which account a one-time password opens, of which kind, by which token, until when."""

    account_id: str
    kind: str
    user_id: str
    app_id: str
    token_hash: str
    expires_at: float


class OneTimePasswords:
    """Hand out passwords that open one socket once; a restart forgets them."""

    def __init__(self) -> None:
        self._grants: dict[str, Grant] = {}

    def issue(self, grant: Grant, now: float) -> str:
        """Make a password for a grant."""
        self._grants = {key: g for key, g in self._grants.items() if now < g.expires_at}
        password = secrets.token_urlsafe(24)
        self._grants[password] = grant
        return password

    def redeem(self, password: str, kind: str, now: float) -> Grant | None:
        """Use a password up; nothing when unknown, used, expired or for the other kind."""
        grant = self._grants.pop(password, None)
        return grant if grant and grant.kind == kind and now < grant.expires_at else None
