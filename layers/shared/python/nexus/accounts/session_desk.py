"""Stay signed in, see where, and sign out."""

from dataclasses import dataclass

from nexus.accounts.models import Caller, Client, Session, Tokens
from nexus.accounts.ports import SessionStore, TokenMint, Users
from nexus.accounts.sessions import (
    ACCESS_LIFE,
    REFRESH_LIFE,
    RefreshToken,
    Verdict,
    judge,
    rotated,
)
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Conflict, NotFound, Unauthenticated
from nexus.kernel.ids import NewId, NewSecret, digest

_STALE = "The refresh token is not good any more"


@dataclass(frozen=True)
class SessionDesk:
    """Keep clients signed in: open, refresh, list, revoke."""

    users: Users
    sessions: SessionStore
    mint: TokenMint
    clock: Clock
    new_id: NewId
    new_secret: NewSecret

    def open(self, user_id: str, client: Client) -> Tokens:
        """Sign a client in."""
        at = self.clock()
        session_id = self.new_id(at)
        token = self.mint.refresh_token(user_id, session_id, self.new_secret())
        self.sessions.open(
            Session(
                user_id=user_id,
                session_id=session_id,
                current_hash=digest(token.text),
                created_at=at,
                rotated_at=at,
                expires_at=at + REFRESH_LIFE,
                user_agent=client.user_agent[:200],
            )
        )
        return self._tokens(Caller(user_id, session_id), token.text)

    def access(self, caller: Caller) -> Tokens:
        """Give a client that stays signed in another access token only."""
        return self._tokens(caller, None)

    def refresh(self, text: str) -> Tokens:
        """Exchange a refresh token; a spent one revokes its family and is Unauthenticated."""
        token, session = self._known(text)
        at = self.clock()
        successor = self.mint.successor(token)
        verdict = judge(session, digest(text), at)
        if verdict is Verdict.ROTATE:
            after = rotated(session, digest(successor.text), at)
            try:
                self.sessions.rotate(session, after)
            except Conflict:
                verdict = self._judge_again(token)
        if verdict is Verdict.REVOKE:
            self._revoke_family(session)
        if verdict in {Verdict.REVOKE, Verdict.REFUSE}:
            raise Unauthenticated(_STALE, "REFRESH_TOKEN_INVALID")
        return self._tokens(Caller(token.user_id, token.session_id), successor.text)

    def log_out(self, text: str) -> None:
        """Revoke the family of a refresh token; one that is not good is ignored."""
        token = RefreshToken.read(text)
        if token is not None and self.mint.is_ours(token):
            self.sessions.revoke(token.user_id, token.session_id, self.clock())

    def of_user(self, user_id: str) -> list[Session]:
        """List where a user is signed in, the latest first."""
        at = self.clock()
        found = [
            session
            for session in self.sessions.of_user(user_id)
            if session.revoked_at is None and session.expires_at > at
        ]
        return sorted(found, key=lambda session: session.rotated_at, reverse=True)

    def revoke(self, user_id: str, session_id: str) -> None:
        """Sign one client out; its access token lives on for an hour at most."""
        if self.sessions.session(user_id, session_id) is None:
            raise NotFound(f"No session {session_id}")
        self.sessions.revoke(user_id, session_id, self.clock())

    def _known(self, text: str) -> tuple[RefreshToken, Session]:
        token = RefreshToken.read(text)
        if token is None or not self.mint.is_ours(token):
            raise Unauthenticated(_STALE, "REFRESH_TOKEN_INVALID")
        session = self.sessions.session(token.user_id, token.session_id)
        if session is None:
            raise Unauthenticated(_STALE, "REFRESH_TOKEN_INVALID")
        return token, session

    def _judge_again(self, token: RefreshToken) -> Verdict:
        _, session = self._known(token.text)
        verdict = judge(session, digest(token.text), self.clock())
        if verdict is Verdict.ROTATE:
            raise Conflict(f"Session {session.session_id} kept changing")
        return verdict

    def _revoke_family(self, session: Session) -> None:
        at = self.clock()
        self.sessions.revoke(session.user_id, session.session_id, at)
        self.users.record_security_event(session.user_id, "refresh_token_reused", at)

    def _tokens(self, caller: Caller, refresh_token: str | None) -> Tokens:
        access = self.mint.access_token(caller, self.clock())
        return Tokens(access, int(ACCESS_LIFE.total_seconds()), refresh_token)
