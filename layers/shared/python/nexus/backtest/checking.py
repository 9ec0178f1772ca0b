"""Replay every automatic session once, while its ticks are on tape, and keep the verdicts.

A tape lasts a day (design.md D15), so a session is checked as soon as it is over, or shortly
before its beginning would leave the tape.
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


class CheckBook(Protocol):
    """Verdicts, one per session and symbol; the first one stays."""

    def sessions(self, since: datetime) -> Iterable[Session]: ...

    def checked(self, session: Session) -> set[str]: ...

    def keep(self, check: ReplayCheck) -> bool: ...


Export = Callable[[Session, str, datetime], RecordedSession]


@dataclass(frozen=True)
class CheckSessions:
    """Replay what is due, session by session; safe to run again and to be cut short."""

    book: CheckBook
    export: Export

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
        is_same = expected == recorded.hash == again.found
        verdict = Verdict.SAME if is_same else Verdict.DIFFERENT
        return ReplayCheck(*place, verdict, again.decisions, expected, again.found, at)


def is_due(session: Session, at: datetime) -> bool:
    """Tell whether a session decided anything and is over, or about to leave the tape."""
    if session.started_at is None or not session.hashes:
        return False
    return not session.is_watched or at - session.started_at >= LAST_CALL


def parity_of(checks: Iterable[ReplayCheck], at: datetime) -> Parity:
    """Count verdicts."""
    verdicts = [check.verdict for check in checks]
    counts = (verdicts.count(each) for each in Verdict)
    return Parity(utc_day(at), *counts)
