"""Carry what changed in the tables to the bus; one call per batch of stream records."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from functions.outbox.wiring import relay

logger = Logger()
metrics = Metrics(namespace="Nexus")


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Publish the batch and name the records to be read again."""
    outcome = relay().forward(event["Records"])
    logger.info(
        "batch",
        extra={
            "received": len(event["Records"]),
            "published": outcome.published,
            "failed": len(outcome.failed),
            "unreadable": outcome.unreadable,
        },
    )
    if outcome.published or outcome.failed:
        metrics.add_metric("EventsPublished", MetricUnit.Count, outcome.published)
        metrics.add_metric("EventsFailed", MetricUnit.Count, len(outcome.failed))
        metrics.flush_metrics()
    return {"batchItemFailures": [{"itemIdentifier": number} for number in outcome.failed]}
