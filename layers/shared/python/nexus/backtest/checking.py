"""Replay every automatic session once, while its ticks are on tape, and keep the verdicts.

A tape lasts a day (design.md D15), so a session is checked once it is over, or shortly before
its beginning would leave the tape.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from nexus.backtest.exports import RecordedSession
from nexus.backtest.replay import replay
from nexus.kernel.clock import utc_day
from nexus.kernel.errors import Denied
from nexus.trading.replays import Parity, ReplayCheck, Verdict
from nexus.trading.session import Session

TAPE_LIFE = timedelta(hours=24)
LAST_CALL = timedelta(hours=22)
GRACE = timedelta(minutes=5)


class CheckBook(Protocol):
    """Verdicts, one per session and symbol; the first one stays."""

    def sessions(self, since: datetime) -> Iterable[Session]: ...

    def checked(self, session: Session) -> set[str]: ...

    def keep(self, check: ReplayCheck) -> bool: ...


class Exporter(Protocol):
    """Put a session's record together; raises Denied once it is not on tape any more."""

    def __call__(self, session: Session, symbol: str, at: datetime) -> RecordedSession: ...

    def chain(self, session: Session, symbol: str) -> str: ...


@dataclass(frozen=True)
class CheckSessions:
    """Replay what is due, session by session; safe to run again and to be cut short."""

    book: CheckBook
    export: Exporter

    def __call__(self, at: datetime, goes_on: Callable[[], bool]) -> list[ReplayCheck]:
        """Check until done or `goes_on` says no; returns the verdicts that are new."""
        new: list[ReplayCheck] = []
        for session in self.book.sessions(at - 2 * TAPE_LIFE):
            if not is_due(session, at):
                continue
            for symbol in sorted(set(session.hashes) - self.book.checked(session)):
                if not goes_on():
                    return new
                check = self._check(session, symbol, at)
                if self.book.keep(check):
                    new.append(check)
        return new

    def _check(self, session: Session, symbol: str, at: datetime) -> ReplayCheck:
        stated = session.hashes[symbol]
        place = session.account_id, session.session_id, symbol
        try:
            recorded = self.export(session, symbol, at)
        except Denied:
            return ReplayCheck(*place, Verdict.EXPIRED, 0, stated, "", at)
        again = replay(recorded)
        expected = recorded.hash if session.is_watched else stated
        verdict = Verdict.DIFFERENT
        if recorded.hash == again.found:
            verdict = self._verdict(session, symbol, expected, recorded.hash)
        return ReplayCheck(*place, verdict, again.decisions, expected, again.found, at)

    def _verdict(self, session: Session, symbol: str, expected: str, on_tape: str) -> Verdict:
        if on_tape == expected:
            return Verdict.SAME
        # The tape broke off before the last decision, or decisions themselves were changed.
        is_on_record = self.export.chain(session, symbol) == expected
        return Verdict.EXPIRED if is_on_record else Verdict.DIFFERENT


def is_due(session: Session, at: datetime) -> bool:
    """Tell whether a session decided anything and is over, or about to leave the tape."""
    if session.started_at is None or not session.hashes:
        return False
    if session.is_watched or session.stopped_at is None:
        return at - session.started_at >= LAST_CALL
    return at - session.stopped_at >= GRACE


def parity_of(checks: Iterable[ReplayCheck], at: datetime) -> Parity:
    """Count verdicts."""
    verdicts = [check.verdict for check in checks]
    counts = (verdicts.count(each) for each in Verdict)
    return Parity(utc_day(at), *counts)
