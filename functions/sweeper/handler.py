"""Look for what is overdue, once a minute; or publish events again when told which."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from functions.sweeper.wiring import republish, sweep

COUNTED = ("OverdueTrades", "StuckIntents", "StuckPurchases", "SweepFailures")

logger = Logger()
metrics = Metrics(namespace="Nexus")


def handler(event: Mapping[str, Any], _context: object) -> dict[str, int]:
    """Sweep; `{"republish": [{"user_id", "trade_id"}]}` publishes those trades' events instead."""
    if wanted := event.get("republish"):
        count = republish()((each["user_id"], each["trade_id"]) for each in wanted)
        logger.info("republish", extra={"published": count})
        return {"published": count}
    done = dict(sweep()())
    logger.info("sweep", extra={"counts": done})
    for name in COUNTED:
        metrics.add_metric(name, MetricUnit.Count, done.get(name, 0))
    metrics.flush_metrics()
    return done
