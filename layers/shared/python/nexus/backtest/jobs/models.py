"""A backtest as a job: what was asked for, how far it is, how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from nexus.backtest.models import Settings
from nexus.backtest.result import Summary
from nexus.kernel.errors import FieldError

# A worker that does not renew its claim for so long is taken for dead.
CLAIM_LIFE = timedelta(seconds=30)
GUARD_LIFE = timedelta(hours=24)


class JobStatus(StrEnum):
    """Where a job stands; nothing follows the last three."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class SourceKind(StrEnum):
    """Where candles come from: the broker's history, an upload, or a seeded random walk."""

    HISTORY = "history"
    CSV = "csv"
    SYNTHETIC = "synthetic"


@dataclass(frozen=True)
class Source:
    """Which candles: `start` and `end` in epoch seconds for history, a seed and a count else."""

    kind: SourceKind
    start: int | None = None
    end: int | None = None
    seed: int | None = None
    candles: int | None = None


@dataclass(frozen=True)
class Failure:
    """Why a job failed, in words for its owner."""

    code: str
    detail: str
    fields: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class Headline:
    """The figures of a finished run that stand beside it in a list; rates from 0 to 1."""

    candles: int
    trades: int
    net: Decimal
    max_drawdown: Decimal
    win_rate: float | None
    break_even: float | None
    told_from_chance: bool
    hash: str


@dataclass(frozen=True)
class JobKey:
    """Names a job, as it travels to the process that runs it."""

    user_id: str
    backtest_id: str


@dataclass(frozen=True)
class Job:
    """One backtest of a user, read and written whole under its `version`.

    `claim` names the run that may write, until `claimed_until`; `attempts` counts the runs that
    were begun. `artifacts` is where the run that ended left its result.
    """

    user_id: str
    backtest_id: str
    name: str
    settings: Settings
    source: Source
    created_at: datetime
    status: JobStatus = JobStatus.QUEUED
    started_at: datetime | None = None
    ended_at: datetime | None = None
    done: int = 0
    total: int = 0
    is_cancelling: bool = False
    claim: str | None = None
    claimed_until: datetime | None = None
    attempts: int = 0
    artifacts: str | None = None
    headline: Headline | None = None
    failure: Failure | None = None
    version: int = 0

    @property
    def key(self) -> JobKey:
        """What a message about this job carries."""
        return JobKey(self.user_id, self.backtest_id)

    @property
    def is_over(self) -> bool:
        """Nothing follows."""
        return self.status not in {JobStatus.QUEUED, JobStatus.RUNNING}


@dataclass(frozen=True)
class Guard:
    """The first answer to an idempotency key; gone after `expires_at`."""

    guard_id: str
    body_hash: str
    backtest_id: str
    expires_at: datetime


@dataclass(frozen=True)
class JobResult:
    """Everything a finished run says about itself; candles by their epoch seconds."""

    summary: Summary
    data: str
    first_epoch: int
    last_epoch: int
    decisions: int
    opening_balance: Decimal
    closing_balance: Decimal
    failures: Mapping[str, str] = field(default_factory=dict)
