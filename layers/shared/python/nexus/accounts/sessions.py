"""Refresh tokens: each is exchanged once, and a spent one gives its whole family away.

A token's successor is derived from it, so a client that lost the answer, or two tabs that
ask at once, get the same successor again within a short grace.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from nexus.accounts.models import Session

REFRESH_LIFE = timedelta(days=7)
ACCESS_LIFE = timedelta(hours=1)
GRACE = timedelta(seconds=10)


class Verdict(StrEnum):
    """What to do with a refresh token that was presented."""

    ROTATE = "rotate"
    REPEAT = "repeat"
    REVOKE = "revoke"
    REFUSE = "refuse"


def judge(session: Session, token_hash: str, at: datetime) -> Verdict:
    """Judge a token that we issued for this session once."""
    if session.revoked_at is not None or session.expires_at <= at:
        return Verdict.REFUSE
    if token_hash == session.current_hash:
        return Verdict.ROTATE
    is_predecessor = token_hash == session.previous_hash
    if is_predecessor and at - session.rotated_at <= GRACE:
        return Verdict.REPEAT
    return Verdict.REVOKE


def rotated(session: Session, successor_hash: str, at: datetime) -> Session:
    """Make the successor the one good token."""
    return replace(
        session,
        current_hash=successor_hash,
        previous_hash=session.current_hash,
        rotated_at=at,
        expires_at=at + REFRESH_LIFE,
    )


@dataclass(frozen=True)
class RefreshToken:
    """A refresh token taken apart; `text` is what the client holds."""

    user_id: str
    session_id: str
    secret: str
    tag: str

    @property
    def text(self) -> str:
        """Write the token as the client holds it."""
        return ".".join((self.user_id, self.session_id, self.secret, self.tag))

    @classmethod
    def read(cls, text: str) -> "RefreshToken | None":
        """Take a token apart; None when it is not one."""
        parts = text.split(".")
        return cls(*parts) if len(parts) == 4 and all(parts) else None
