"""Queues that lose nothing: each has a dead-letter queue."""

from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.config import Stage

RECEIVES = 5
JOB_RECEIVES = 20
KEPT = cdk.Duration.days(14)


@dataclass(frozen=True)
class QueuePair:
    """A queue and where its messages go when they cannot be handled."""

    queue: sqs.Queue
    dead: sqs.Queue


def dead_letter_queue(scope: Construct, stage: Stage, name: str) -> sqs.Queue:
    """Create a queue that only collects what failed elsewhere."""
    return sqs.Queue(
        scope,
        "Dead",
        queue_name=f"{stage.prefix}-{name}-dlq",
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=stage.requires_tls,
        retention_period=KEPT,
    )


def consumer_queue(scope: Construct, stage: Stage, name: str, timeout: int) -> QueuePair:
    """Create the queue of a consumer whose handler may take `timeout` seconds."""
    dead = dead_letter_queue(scope, stage, name)
    queue = sqs.Queue(
        scope,
        "Queue",
        queue_name=f"{stage.prefix}-{name}",
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=stage.requires_tls,
        visibility_timeout=cdk.Duration.seconds(6 * timeout),
        dead_letter_queue=sqs.DeadLetterQueue(queue=dead, max_receive_count=RECEIVES),
        retention_period=KEPT,
    )
    return QueuePair(queue, dead)


def job_queue(scope: Construct, stage: Stage, name: str) -> QueuePair:
    """Create the queue of jobs that may take minutes; a worker hides its message as it goes.

    A message is also received while somebody else runs its job, hence the many receives.
    """
    dead = dead_letter_queue(scope, stage, name)
    queue = sqs.Queue(
        scope,
        "Queue",
        queue_name=f"{stage.prefix}-{name}",
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=stage.requires_tls,
        visibility_timeout=cdk.Duration.seconds(60),
        dead_letter_queue=sqs.DeadLetterQueue(queue=dead, max_receive_count=JOB_RECEIVES),
        retention_period=KEPT,
    )
    return QueuePair(queue, dead)


def command_queue(scope: Construct, stage: Stage, shard: int) -> QueuePair:
    """Create the FIFO queue of one shard; a message group is one account."""
    name = f"{stage.prefix}-commands-{shard}"
    dead = sqs.Queue(
        scope,
        "Dead",
        queue_name=f"{name}-dlq.fifo",
        fifo=True,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=stage.requires_tls,
        retention_period=KEPT,
    )
    queue = sqs.Queue(
        scope,
        "Queue",
        queue_name=f"{name}.fifo",
        fifo=True,
        fifo_throughput_limit=sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
        deduplication_scope=sqs.DeduplicationScope.MESSAGE_GROUP,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=stage.requires_tls,
        visibility_timeout=cdk.Duration.seconds(60),
        dead_letter_queue=sqs.DeadLetterQueue(queue=dead, max_receive_count=RECEIVES),
        retention_period=cdk.Duration.hours(1),
    )
    return QueuePair(queue, dead)
