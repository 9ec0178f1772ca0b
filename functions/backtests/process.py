"""Take backtests from the queue, one at a time, until told to stop."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from functions.backtests.beating import Heart
from nexus.adapters.job_queue import read_job
from nexus.backtest.jobs.models import Job
from nexus.backtest.jobs.running import Beating, RunBacktest, Verdict

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.type_defs import MessageTypeDef

WAIT_SECONDS = 5
# Longer than a claim lives, so that a message comes back when its job is free again.
HIDDEN_SECONDS = 40
PAUSE_SECONDS = 2.0


@dataclass
class Worker:
    """One process; `runner` makes what runs a job, given what beats beside it."""

    sqs: "SQSClient"
    queue_url: str
    runner: Callable[[Beating], RunBacktest]
    log: Logger
    stopping: Event
    busy_with: str | None = None

    def run(self) -> None:
        """Work until `stopping` is set."""
        self.log.info("backtests_started")
        while not self.stopping.is_set():
            try:
                self.take()
            except Exception:
                # The message comes back by itself; its job counts the attempts.
                self.log.exception("backtest_broke")
                self.stopping.wait(PAUSE_SECONDS)
        self.log.info("backtests_stopped")

    def take(self) -> None:
        """Wait for a message and work on its job."""
        answer = self.sqs.receive_message(
            QueueUrl=self.queue_url,
            MaxNumberOfMessages=1,
            WaitTimeSeconds=WAIT_SECONDS,
            VisibilityTimeout=HIDDEN_SECONDS,
        )
        for message in answer.get("Messages", ()):
            self._work(message)

    def _work(self, message: "MessageTypeDef") -> None:
        key, started = read_job(message["Body"]), time.monotonic()
        handle = message["ReceiptHandle"]
        self.busy_with = key.backtest_id
        heart = Heart(lambda: self._hide(handle, HIDDEN_SECONDS), self.log, self.stopping)
        try:
            verdict, job = self.runner(heart)(key)
        finally:
            self.busy_with = None
        if verdict is Verdict.HANDLED:
            self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=handle)
        elif self.stopping.is_set():
            self._hide(handle, 0)
        if job is not None:
            self._tell(job, time.monotonic() - started)

    def _hide(self, handle: str, seconds: int) -> None:
        self.sqs.change_message_visibility(
            QueueUrl=self.queue_url, ReceiptHandle=handle, VisibilityTimeout=seconds
        )

    def _tell(self, job: Job, seconds: float) -> None:
        facts = {
            "backtest_id": job.backtest_id,
            "user_id": job.user_id,
            "status": job.status.value,
            "candles": job.total,
            "seconds": round(seconds, 2),
            "code": job.failure.code if job.failure else None,
        }
        self.log.info("backtest_ended", extra=facts)
        with single_metric(name="BacktestsEnded", unit=MetricUnit.Count, value=1) as ended:
            ended.add_dimension("status", job.status.value)
        with single_metric(name="BacktestSeconds", unit=MetricUnit.Seconds, value=seconds):
            pass
