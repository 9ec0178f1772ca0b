"""One run of a job by one worker: how far it is, and whether it may go on."""

from collections.abc import Callable
from threading import Lock

from nexus.backtest.jobs import steps
from nexus.backtest.jobs.models import Job
from nexus.backtest.jobs.ports import JobStore
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Conflict, NexusError, NotFound, Unavailable

ATTEMPTS = 5


class RunEnded(NexusError):
    """A run must not go on; raised where it says how far it is."""


class RunCancelled(RunEnded):
    """Its owner wants no result."""

    code = "CANCELLED"


class ClaimLost(RunEnded):
    """Another worker took the job over, or it is gone; nothing may be written for it."""

    code = "CLAIM_LOST"


class WorkerStops(RunEnded):
    """The process ends; somebody else shall begin anew."""

    code = "WORKER_STOPS"


class Attempt:
    """The run tells its progress here, a thread beside it beats once a second.

    Nothing is written but under the claim: the first save that finds another one ends the run.
    """

    def __init__(self, store: JobStore, job: Job, clock: Clock) -> None:
        self.job = job
        self._store, self._clock = store, clock
        self._told = (job.done, job.total)
        self._end: RunEnded | None = None
        self._lock = Lock()

    def tell(self, done: int, total: int) -> None:
        """Say how many of how many candles are done; raises RunEnded when it is time to stop."""
        self._told = (done, total)
        if self._end is not None:
            raise self._end

    def stop(self) -> None:
        """Let the run end at its next word, for another worker to begin anew."""
        self._end = self._end or WorkerStops("The worker stops")

    def beat(self) -> None:
        """Write the progress and renew the claim; notice when the job is cancelled or lost."""
        with self._lock:
            if self._end is not None or self.job.is_over:
                return
            try:
                self._save(steps.progressed(self.job, *self._told, self._clock()))
            except Conflict:
                self._look()
            except Unavailable:
                return

    def end(self, step: Callable[[Job], Job]) -> Job:
        """Write how the run ended; raises ClaimLost when that is not ours to say."""
        with self._lock:
            for _ in range(ATTEMPTS):
                try:
                    self._save(step(self.job))
                except Conflict:
                    self._look()
                    if isinstance(self._end, ClaimLost):
                        raise self._end from None
                else:
                    return self.job
        raise Conflict(f"Backtest {self.job.backtest_id} kept changing")

    def _save(self, after: Job) -> None:
        self._store.save(self.job, after)
        self.job = after

    def _look(self) -> None:
        try:
            found = self._store.job(self.job.key)
        except NotFound:
            found = None
        if found is None or found.claim != self.job.claim or found.is_over:
            self._end = ClaimLost("The backtest is somebody else's now")
            return
        self.job = found
        if found.is_cancelling:
            self._end = RunCancelled("Its owner cancelled it")
