"""Backtests to the process that runs them: one queue, no order."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nexus.backtest.jobs.models import JobKey

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient


@dataclass(frozen=True)
class SqsJobQueue:
    """Send backtests to the process that runs them."""

    client: "SQSClient"
    queue_url: str

    def send(self, key: JobKey) -> None:
        """Send once more; a job that is over or taken is left alone."""
        body = json.dumps({"user_id": key.user_id, "backtest_id": key.backtest_id})
        self.client.send_message(QueueUrl=self.queue_url, MessageBody=body)


def read_job(text: str) -> JobKey:
    """Read a message written by `SqsJobQueue`."""
    row = json.loads(text)
    return JobKey(row["user_id"], row["backtest_id"])
