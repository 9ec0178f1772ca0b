"""Each step of a job's life, as a new state."""

from dataclasses import replace
from datetime import datetime

from nexus.backtest.jobs.models import (
    CLAIM_LIFE,
    Failure,
    Headline,
    Job,
    JobResult,
    JobStatus,
)


def is_free(job: Job, at: datetime) -> bool:
    """Tell whether nobody works on a job that is not over."""
    if job.status is JobStatus.RUNNING:
        return job.claimed_until is None or job.claimed_until <= at
    return job.status is JobStatus.QUEUED


def claimed(job: Job, claim: str, at: datetime) -> Job:
    """Begin a run, from the first candle."""
    return _next(
        job,
        status=JobStatus.RUNNING,
        started_at=job.started_at or at,
        claim=claim,
        claimed_until=at + CLAIM_LIFE,
        attempts=job.attempts + 1,
        done=0,
        total=0,
    )


def progressed(job: Job, done: int, total: int, at: datetime) -> Job:
    """Say how far the run is, and that its worker lives."""
    return _next(job, done=done, total=total, claimed_until=at + CLAIM_LIFE)


def released(job: Job) -> Job:
    """Give a job back unfinished; that was no attempt."""
    return _next(
        job,
        status=JobStatus.QUEUED,
        claim=None,
        claimed_until=None,
        attempts=job.attempts - 1,
        done=0,
        total=0,
    )


def cancelling(job: Job) -> Job:
    """Ask the worker to stop."""
    return _next(job, is_cancelling=True)


def cancelled(job: Job, at: datetime) -> Job:
    """End without a result."""
    return _ended(job, JobStatus.CANCELLED, at)


def failed(job: Job, failure: Failure, at: datetime) -> Job:
    """End with a reason."""
    return replace(_ended(job, JobStatus.FAILED, at), failure=failure)


def done(job: Job, result: JobResult, artifacts: str, at: datetime) -> Job:
    """End with a result."""
    total = result.summary.candles
    over = _ended(job, JobStatus.DONE, at)
    return replace(over, done=total, total=total, artifacts=artifacts, headline=headline_of(result))


def headline_of(result: JobResult) -> Headline:
    """Choose the figures a list shows."""
    summary = result.summary
    return Headline(
        candles=summary.candles,
        trades=summary.trades,
        net=summary.net,
        max_drawdown=summary.max_drawdown,
        win_rate=summary.hits.rate,
        break_even=summary.break_even,
        told_from_chance=not summary.warning,
        hash=summary.hash,
    )


def _ended(job: Job, status: JobStatus, at: datetime) -> Job:
    return _next(job, status=status, ended_at=at, claim=None, claimed_until=None)


def _next(job: Job, **changes: object) -> Job:
    return replace(job, **changes, version=job.version + 1)  # type: ignore[arg-type]
