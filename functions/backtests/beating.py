"""The thread beside a run: progress once a second, and its message kept out of others' sight."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread

from aws_lambda_powertools.logging import Logger
from botocore.exceptions import BotoCoreError, ClientError

from nexus.backtest.jobs.attempt import Attempt
from nexus.kernel.errors import NexusError

BEAT_SECONDS = 1.0
HIDE_SECONDS = 15.0


@dataclass
class Heart:
    """Beat for the run of one message; `hide` keeps that message from other workers."""

    hide: Callable[[], None]
    log: Logger
    stopping: Event
    beat_seconds: float = BEAT_SECONDS

    @contextmanager
    def __call__(self, attempt: Attempt) -> Iterator[None]:
        """Beat until the block ends."""
        over = Event()
        thread = Thread(target=self._run, args=(attempt, over), name="heart", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _run(self, attempt: Attempt, over: Event) -> None:
        hidden = time.monotonic()
        while not over.wait(self.beat_seconds):
            if self.stopping.is_set():
                attempt.stop()
            try:
                attempt.beat()
                if time.monotonic() - hidden > HIDE_SECONDS:
                    self.hide()
                    hidden = time.monotonic()
            except (NexusError, BotoCoreError, ClientError):
                # The claim and the message outlive a few missed beats.
                self.log.exception("beat_missed")
