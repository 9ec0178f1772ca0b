"""Wire backtests as jobs; apart, so that nothing else loads the engine for them."""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from nexus.adapters.artifacts import S3Artifacts
from nexus.adapters.aws import AWS
from nexus.adapters.dynamodb.backtests import DynamoBacktests
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.adapters.dynamodb.store import Store
from nexus.adapters.job_queue import SqsJobQueue
from nexus.backtest.jobs.desk import BacktestDesk
from nexus.kernel.clock import Clock, system_clock
from nexus.kernel.ids import new_ulid

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient


# A receive waits for messages longer than other calls wait for answers.
_PATIENT = AWS.merge(Config(read_timeout=30))


def waiting_queue() -> "SQSClient":
    """Reach the queue as who takes messages from it does."""
    return boto3.client("sqs", config=_PATIENT)


def artifacts(bucket: str) -> S3Artifacts:
    """Reach the bucket of uploads and results."""
    return S3Artifacts(boto3.client("s3", config=AWS), bucket)


def backtest_desk(
    tables: Store, queue_url: str, bucket: str, clock: Clock = system_clock
) -> BacktestDesk:
    """Wire what a user does with backtests."""
    return BacktestDesk(
        store=DynamoBacktests(tables),
        queue=SqsJobQueue(boto3.client("sqs", config=AWS), queue_url),
        artifacts=artifacts(bucket),
        find_instrument=DynamoMarket(tables).instrument,
        clock=clock,
        new_id=new_ulid,
    )
