"""Wire backtests as jobs; apart, so that nothing else loads the engine for them."""

import boto3

from nexus.adapters.artifacts import S3Artifacts
from nexus.adapters.dynamodb.backtests import DynamoBacktests
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.adapters.dynamodb.store import Store
from nexus.adapters.job_queue import SqsJobQueue
from nexus.backtest.jobs.desk import BacktestDesk
from nexus.bootstrap import AWS
from nexus.kernel.clock import Clock, system_clock
from nexus.kernel.ids import new_ulid


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
