"""What a user does with backtests: ask for one, look, cancel, compare, take the result away."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter

from nexus.backtest.comparison import Comparison, compare
from nexus.backtest.jobs import steps
from nexus.backtest.jobs.limits import MOST_ACTIVE, MOST_COMPARED
from nexus.backtest.jobs.models import GUARD_LIFE, Guard, Job, JobKey, JobResult, JobStatus
from nexus.backtest.jobs.ports import Artifacts, FindInstrument, JobQueue, JobStore
from nexus.backtest.jobs.request import BacktestRequest, checked
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Conflict, FieldError, Malformed, Refused
from nexus.kernel.ids import NewId, digest

ATTEMPTS = 4
# What Lambda can answer with (6 MB), less what its envelope adds.
MOST_EXPORT_BYTES = 5_000_000
MOST_RESULT_BYTES = 5_000_000
RESULT = "result.json"


@dataclass(frozen=True)
class BacktestDesk:
    """Everything about backtests but running them; a job of somebody else is not there."""

    store: JobStore
    queue: JobQueue
    artifacts: Artifacts
    find_instrument: FindInstrument
    clock: Clock
    new_id: NewId

    def create(self, request: BacktestRequest, idempotency_key: str) -> Job:
        """Queue a backtest, or return the first answer again for a repeated key.

        Raises Malformed with each wrong field or for a key re-used for another request, Refused
        (TOO_MANY_BACKTESTS) above the number a user may have under way.
        """
        guard_id, body = digest(request.user_id, idempotency_key), body_hash(request)
        for _ in range(ATTEMPTS):
            known = self.store.guard(request.user_id, guard_id)
            if known is not None:
                return self._again(request.user_id, known, body)
            try:
                return self._begin(request, guard_id, body)
            except Conflict:
                self._require_room(request.user_id)
        raise Conflict("Your backtests kept changing; nothing was begun")

    def job(self, user_id: str, backtest_id: str) -> Job:
        """Find one of the user's."""
        return self.store.job(JobKey(user_id, backtest_id))

    def page(self, user_id: str, limit: int, cursor: str | None) -> tuple[list[Job], str | None]:
        """Page through the user's, newest first."""
        return self.store.page(user_id, limit, cursor)

    def remove(self, user_id: str, backtest_id: str) -> Job | None:
        """Cancel one under way and return it, or delete one that ended and return None."""
        for _ in range(ATTEMPTS):
            job = self.job(user_id, backtest_id)
            try:
                if not job.is_over:
                    return self._cancel(job)
                self._delete(job)
            except Conflict:
                continue
            return None
        raise Conflict(f"Backtest {backtest_id} kept changing; try again")

    def result(self, job: Job) -> JobResult:
        """Read what a finished backtest found."""
        text = self.artifacts.get(f"{_place(job)}/{RESULT}", MOST_RESULT_BYTES)
        return read_result(text)

    def export(self, user_id: str, backtest_id: str, name: str) -> bytes:
        """Read a finished backtest's `trades`, `decisions` or `equity` as CSV."""
        job = self.job(user_id, backtest_id)
        return self.artifacts.get(f"{_place(job)}/{name}.csv", MOST_EXPORT_BYTES)

    def compare(self, user_id: str, ids: Sequence[str]) -> tuple[list[Job], Comparison]:
        """Put two or more finished backtests side by side."""
        wanted = list(dict.fromkeys(ids))
        if not 2 <= len(wanted) <= MOST_COMPARED:
            wrong = f"Expected from 2 to {MOST_COMPARED} different backtests, was {len(wanted)}"
            raise Malformed(FieldError("ids", wrong))
        jobs = [self.job(user_id, each) for each in wanted]
        runs: Mapping[str, JobResult] = {job.backtest_id: self.result(job) for job in jobs}
        return jobs, compare({name: each.summary for name, each in runs.items()})

    def _begin(self, request: BacktestRequest, guard_id: str, body: str) -> Job:
        at = self.clock()
        wanted = checked(request, self.find_instrument(request.settings.symbol), at)
        name = self.new_id(at)
        job = Job(
            wanted.user_id,
            name,
            wanted.name.strip(),
            wanted.settings,
            wanted.source,
            at,
            total=wanted.source.candles or 0,
        )
        if wanted.csv is not None:
            self.artifacts.put(upload_of(job.key), wanted.csv.encode())
        self.store.add(job, Guard(guard_id, body, name, at + GUARD_LIFE), MOST_ACTIVE)
        self.queue.send(job.key)
        return job

    def _again(self, user_id: str, known: Guard, body: str) -> Job:
        if known.body_hash != body:
            raise Malformed(
                FieldError("Idempotency-Key", "was used before with another request"),
                code="IDEMPOTENCY_KEY_REUSED",
            )
        job = self.job(user_id, known.backtest_id)
        if job.status is JobStatus.QUEUED:
            self.queue.send(job.key)
        return job

    def _require_room(self, user_id: str) -> None:
        count = self.store.count_active(user_id)
        if count >= MOST_ACTIVE:
            said = f"Expected fewer than {MOST_ACTIVE} backtests under way, there are {count}"
            raise Refused(said, "TOO_MANY_BACKTESTS")

    def _cancel(self, job: Job) -> Job:
        if job.is_cancelling:
            return job
        at = self.clock()
        is_free = steps.is_free(job, at)
        after = steps.cancelled(job, at) if is_free else steps.cancelling(job)
        self.store.save(job, after)
        return after

    def _delete(self, job: Job) -> None:
        self.artifacts.delete_all(f"{results_of(job.key)}/")
        self.artifacts.delete_all(upload_of(job.key))
        self.store.delete(job)


def upload_of(key: JobKey) -> str:
    """Name where a job's upload waits."""
    return f"uploads/{key.user_id}/{key.backtest_id}.csv"


def results_of(key: JobKey) -> str:
    """Name where the runs of a job leave their results."""
    return f"results/{key.user_id}/{key.backtest_id}"


def body_hash(request: BacktestRequest) -> str:
    """Name what was asked for, whatever order its members came in."""
    plain = TypeAdapter(BacktestRequest).dump_python(request, mode="json")
    return digest(json.dumps(plain, sort_keys=True))


def write_result(result: JobResult) -> bytes:
    """Write a result to be kept."""
    return _results().dump_json(result)


def read_result(text: bytes) -> JobResult:
    """Read what `write_result` wrote."""
    return _results().validate_json(text)


@cache
def _results() -> TypeAdapter[JobResult]:
    return TypeAdapter(JobResult)


def _place(job: Job) -> str:
    if job.status is not JobStatus.DONE or job.artifacts is None:
        said = f"Backtest {job.backtest_id} is {job.status}, so it has no result"
        raise Refused(said, "BACKTEST_NOT_DONE")
    return job.artifacts
