"""Build the checks from their settings, once per process."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from functions.replay_checks.settings import settings
from nexus.adapters.aws import client
from nexus.adapters.dynamodb.decisions import DynamoDecisions
from nexus.adapters.dynamodb.replay_checks import DynamoReplayChecks, RecentSessions
from nexus.adapters.dynamodb.store import Store
from nexus.adapters.dynamodb.tape import DynamoTape
from nexus.backtest.checking import CheckSessions
from nexus.backtest.session_export import SessionExporter
from nexus.trading.replays import ReplayCheck
from nexus.trading.session import Session


@dataclass(frozen=True)
class Book:
    """Sessions by time, verdicts by session."""

    recent: RecentSessions
    checks: DynamoReplayChecks

    def sessions(self, since: datetime) -> Iterable[Session]:
        """List sessions that began since."""
        return self.recent(since)

    def checked(self, session: Session) -> set[str]:
        """Name the symbols that have a verdict."""
        return self.checks.checked(session)

    def keep(self, check: ReplayCheck) -> bool:
        """Keep a verdict; False when there is one."""
        return self.checks.keep(check)


@lru_cache(maxsize=1)
def check_sessions() -> CheckSessions:
    """Wire what runs by the clock."""
    tables, prefix = client("dynamodb"), settings().TABLE_PREFIX
    store = Store(tables, prefix)
    book = Book(RecentSessions(tables, prefix), DynamoReplayChecks(store))
    return CheckSessions(book, SessionExporter(DynamoDecisions(store), DynamoTape(store)))
