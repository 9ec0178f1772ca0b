"""What backtests as jobs need from outside."""

from collections.abc import Callable
from typing import Protocol

from nexus.backtest.jobs.models import Guard, Job, JobKey
from nexus.backtest.models import Series
from nexus.trading.market import Instrument

# Hears how many of how many candles are there; may raise to stop.
Tell = Callable[[int, int], None]


class JobStore(Protocol):
    """Jobs by user, newest first."""

    def add(self, job: Job, guard: Guard, most_active: int) -> None:
        """Keep a new job; Conflict when its guard is there or too many of the user's run."""
        ...

    def guard(self, user_id: str, guard_id: str) -> Guard | None: ...

    def count_active(self, user_id: str) -> int: ...

    def job(self, key: JobKey) -> Job:
        """Read a job as it is now; NotFound when it is not the user's."""
        ...

    def page(self, user_id: str, limit: int, cursor: str | None) -> tuple[list[Job], str | None]:
        """Page through jobs; the second part is the cursor of the next page."""
        ...

    def save(self, before: Job, after: Job) -> None:
        """Write a step; Conflict when somebody else was first."""
        ...

    def delete(self, job: Job) -> None:
        """Remove a job; Conflict when it changed meanwhile."""
        ...


class JobQueue(Protocol):
    """Hand a job to the process that runs it, at least once."""

    def send(self, key: JobKey) -> None: ...


class Artifacts(Protocol):
    """Uploads and results, by name."""

    def put(self, name: str, body: bytes) -> None: ...

    def get(self, name: str, most: int) -> bytes:
        """Read one; NotFound without it, Refused (EXPORT_TOO_LARGE) above `most` bytes."""
        ...

    def delete_all(self, prefix: str) -> None: ...


class CandleSource(Protocol):
    """Fetch what a job is tested on."""

    def __call__(self, job: Job, tell: Tell) -> Series:
        """Return the candles; Malformed says what is wrong with them, Unavailable to try later."""
        ...


class FindInstrument(Protocol):
    """Find what is known of a symbol."""

    def __call__(self, symbol: str) -> Instrument | None: ...
