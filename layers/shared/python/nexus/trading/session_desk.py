"""What an owner does with automatic sessions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from nexus.kernel.account import Account
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Conflict, Denied, FieldError, Malformed, NotFound
from nexus.kernel.ids import NewId
from nexus.kernel.limits import settled_limits
from nexus.trading.market import Instrument
from nexus.trading.session import Session, SessionSettings, SessionStatus, StopReason
from nexus.trading.session_check import check_account, check_settings
from nexus.trading.session_steps import SessionChange, paused, resumed, started, stopped

ATTEMPTS = 3


class SessionShelf(Protocol):
    """Sessions by account; `save` raises Conflict when a session, or another one, was first."""

    def session(self, account_id: str, session_id: str) -> Session: ...

    def of_account(self, account_id: str) -> list[Session]: ...

    def active(self, account_id: str) -> str | None: ...

    def save(self, change: SessionChange) -> None: ...

    def delete(self, session: Session) -> None: ...


@dataclass(frozen=True)
class SessionDesk:
    """Sessions by their owner; somebody else's are not there."""

    shelf: SessionShelf
    account_of: Callable[[str], Account]
    instrument_of: Callable[[str], Instrument | None]
    clock: Clock
    new_id: NewId

    def create(self, user_id: str, account_id: str, settings: SessionSettings) -> Session:
        """Keep a session that is ready to start; Malformed names each wrong field."""
        at = self.clock()
        account = self._own(user_id, account_id)
        check_account(account, at)
        self._check(settings)
        session = Session(self.new_id(at), account_id, user_id, settings, at)
        self.shelf.save(SessionChange(None, session))
        return session

    def of_account(self, user_id: str, account_id: str) -> list[Session]:
        """List an account's sessions, newest first."""
        self._own(user_id, account_id)
        return self.shelf.of_account(account_id)

    def show(self, user_id: str, account_id: str, session_id: str) -> Session:
        """Show one session."""
        self._own(user_id, account_id)
        return self.shelf.session(account_id, session_id)

    def change(
        self, user_id: str, account_id: str, session_id: str, settings: SessionSettings
    ) -> Session:
        """Replace the settings of a session that has not started."""
        self._check(settings)
        session = self.show(user_id, account_id, session_id)
        if session.status is not SessionStatus.READY:
            raise _not_possible("changed", session)
        after = replace(session, settings=settings, version=session.version + 1)
        self.shelf.save(SessionChange(session, after))
        return after

    def delete(self, user_id: str, account_id: str, session_id: str) -> None:
        """Forget a session that never ran; what has traded stays on record."""
        session = self.show(user_id, account_id, session_id)
        if session.status is not SessionStatus.READY:
            raise _not_possible("deleted", session)
        self.shelf.delete(session)

    def start(self, user_id: str, account_id: str, session_id: str) -> Session:
        """Begin to trade; refused while another session of the account is active."""
        account, at = self._own(user_id, account_id), self.clock()
        check_account(account, at)
        session = self.shelf.session(account_id, session_id)
        self._check(session.settings)
        change = started(session, at)
        self._refuse_overlap(account_id)
        self.shelf.save(change)
        return change.after

    def pause(self, user_id: str, account_id: str, session_id: str) -> Session:
        """Buy nothing until resumed."""
        return self._move(user_id, account_id, session_id, lambda session, _: paused(session))

    def resume(self, user_id: str, account_id: str, session_id: str) -> Session:
        """Go on after a pause."""
        check_account(self._own(user_id, account_id), self.clock())
        return self._move(user_id, account_id, session_id, lambda session, _: resumed(session))

    def stop(self, user_id: str, account_id: str, session_id: str) -> Session:
        """End the session for good; open trades run on to their end."""
        reason = StopReason.STOPPED_BY_OWNER
        return self._move(
            user_id, account_id, session_id, lambda session, at: stopped(session, reason, at)
        )

    def _move(
        self,
        user_id: str,
        account_id: str,
        session_id: str,
        step: Callable[[Session, datetime], SessionChange],
    ) -> Session:
        for _ in range(ATTEMPTS):
            change = step(self.show(user_id, account_id, session_id), self.clock())
            try:
                self.shelf.save(change)
            except Conflict:
                continue
            return change.after
        raise Conflict(f"Session {session_id} kept changing")

    def _refuse_overlap(self, account_id: str) -> None:
        other = self.shelf.active(account_id)
        if other is not None:
            said = f"Session {other} is active on this account; stop it first"
            raise Malformed(FieldError("account_id", said), code="SESSION_OVERLAP")

    def _check(self, settings: SessionSettings) -> None:
        wanted: Sequence[str] = settings.symbols[:10]
        check_settings(settings, {symbol: self.instrument_of(symbol) for symbol in wanted})

    def _own(self, user_id: str, account_id: str) -> Account:
        account = self.account_of(account_id)
        if account.user_id != user_id:
            raise NotFound(f"No account {account_id}")
        return settled_limits(account, self.clock())


def _not_possible(what: str, session: Session) -> Denied:
    said = f"A session can be {what} before it starts; this one is {session.status}"
    return Denied("SESSION_STATUS", said, {"status": str(session.status)})
