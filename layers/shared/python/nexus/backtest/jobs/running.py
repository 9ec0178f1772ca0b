"""Run a job from its first candle to its result; a repeat comes to the same hash."""

import io
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import TextIO

from nexus.backtest.csv_files import write_decisions, write_equity, write_trades
from nexus.backtest.event_engine import run_events
from nexus.backtest.jobs import steps
from nexus.backtest.jobs.attempt import Attempt, ClaimLost, RunCancelled, WorkerStops
from nexus.backtest.jobs.desk import RESULT, results_of, upload_of, write_result
from nexus.backtest.jobs.limits import MOST_ATTEMPTS
from nexus.backtest.jobs.models import Failure, Job, JobKey, JobResult
from nexus.backtest.jobs.ports import Artifacts, CandleSource, JobStore
from nexus.backtest.models import Run, Series, Settings
from nexus.backtest.result import equity_curve, summarize
from nexus.backtest.validation import check
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Conflict, Malformed, NexusError, NotFound
from nexus.kernel.ids import NewSecret

Beating = Callable[[Attempt], AbstractContextManager[None]]


class Verdict(StrEnum):
    """What becomes of the message: its job is over, or it must be looked at again."""

    HANDLED = "handled"
    LATER = "later"


@dataclass(frozen=True)
class RunBacktest:
    """Run one job; `beating` calls an attempt's beat once a second while its block lasts."""

    store: JobStore
    artifacts: Artifacts
    candles: CandleSource
    beating: Beating
    clock: Clock
    new_secret: NewSecret

    def __call__(self, key: JobKey) -> tuple[Verdict, Job | None]:
        """Run a job unless it is over or somebody else's; returns it as it ended."""
        try:
            job = self.store.job(key)
        except NotFound:
            return Verdict.HANDLED, None
        if job.is_over:
            return Verdict.HANDLED, None
        if not steps.is_free(job, self.clock()):
            return Verdict.LATER, None
        try:
            return self._begin(job)
        except (Conflict, ClaimLost):
            return Verdict.LATER, None

    def _begin(self, job: Job) -> tuple[Verdict, Job | None]:
        attempt = Attempt(self.store, job, self.clock)
        at = self.clock()
        if job.is_cancelling:
            return self._over(attempt.end(lambda last: steps.cancelled(last, at)))
        if job.attempts >= MOST_ATTEMPTS:
            said = f"Its worker ended {job.attempts} times without a result"
            failure = Failure("BACKTEST_GAVE_UP", said)
            return self._over(attempt.end(lambda last: steps.failed(last, failure, at)))
        taken = steps.claimed(job, self.new_secret(), at)
        self.store.save(job, taken)
        return self._attempt(Attempt(self.store, taken, self.clock))

    def _attempt(self, attempt: Attempt) -> tuple[Verdict, Job | None]:
        place = f"{results_of(attempt.job.key)}/{attempt.job.claim}"
        try:
            with self.beating(attempt):
                result = self._tested(attempt, place)
        except WorkerStops:
            attempt.end(steps.released)
            return Verdict.LATER, None
        except RunCancelled:
            return self._over(attempt.end(lambda job: steps.cancelled(job, self.clock())))
        except ClaimLost:
            self.artifacts.delete_all(f"{place}/")
            raise
        except NexusError as e:
            failure = _failure(e)
            return self._over(attempt.end(lambda job: steps.failed(job, failure, self.clock())))
        return self._over(
            attempt.end(lambda job: steps.done(job, result, place, self.clock())),
        )

    def _tested(self, attempt: Attempt, place: str) -> JobResult:
        job = attempt.job
        series = self.candles(job, attempt.tell)
        check(job.settings, series)
        run = run_events(job.settings, series, progress=attempt.tell)
        result = result_of(job.settings, series, run)
        for name, body in _files(job.settings, run, result).items():
            attempt.tell(len(series), len(series))
            self.artifacts.put(f"{place}/{name}", body)
        return result

    def _over(self, job: Job) -> tuple[Verdict, Job]:
        self.artifacts.delete_all(upload_of(job.key))
        return Verdict.HANDLED, job


def result_of(settings: Settings, series: Series, run: Run) -> JobResult:
    """Sum a run up for its owner."""
    return JobResult(
        summary=summarize(settings, run),
        data=series.source,
        first_epoch=int(series.epochs[0]),
        last_epoch=int(series.epochs[-1]),
        decisions=len(run.decided),
        opening_balance=settings.opening_balance,
        closing_balance=run.balance,
        failures=run.failures,
    )


def _files(settings: Settings, run: Run, result: JobResult) -> Mapping[str, bytes]:
    curve = equity_curve(settings.opening_balance, run.trades)
    return {
        "trades.csv": _text(lambda out: write_trades(run, out)),
        "decisions.csv": _text(lambda out: write_decisions(run, out)),
        "equity.csv": _text(lambda out: write_equity(curve, out)),
        RESULT: write_result(result),
    }


def _text(write: Callable[[TextIO], None]) -> bytes:
    out = io.StringIO()
    write(out)
    return out.getvalue().encode()


def _failure(error: NexusError) -> Failure:
    fields = error.fields if isinstance(error, Malformed) else ()
    return Failure(error.code, error.detail, fields)
