"""Replay the sessions that are over and publish the parity figure; safe to run again."""

from collections.abc import Mapping
from typing import Any, Protocol

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from functions.replay_checks.wiring import check_sessions
from nexus.backtest.checking import parity_of
from nexus.kernel.clock import system_clock
from nexus.trading.replays import ReplayCheck, Verdict

# Longer than the replay of one symbol over a day takes.
SPARE_MS = 120_000
logger = Logger()
metrics = Metrics(namespace="Nexus")


class Invocation(Protocol):
    """What Lambda tells about a run."""

    def get_remaining_time_in_millis(self) -> int: ...


def handler(_event: Mapping[str, Any], context: Invocation) -> dict[str, int]:
    """Check what is due; what time does not allow is done by the next run."""
    at = system_clock()
    checks = check_sessions()(at, lambda: context.get_remaining_time_in_millis() > SPARE_MS)
    _report(checks)
    parity = parity_of(checks, at)
    counts = {"same": parity.same, "different": parity.different, "expired": parity.expired}
    metrics.add_metric("ReplaysSame", MetricUnit.Count, parity.same)
    metrics.add_metric("ReplaysDifferent", MetricUnit.Count, parity.different)
    metrics.add_metric("ReplaysExpired", MetricUnit.Count, parity.expired)
    metrics.flush_metrics()
    logger.info("replays", extra=counts)
    return counts


def _report(checks: list[ReplayCheck]) -> None:
    for check in checks:
        if check.verdict is Verdict.DIFFERENT:
            facts = {
                "session_id": check.session_id,
                "symbol": check.symbol,
                "expected": check.expected,
                "found": check.found,
            }
            logger.error("a replay decided otherwise", extra=facts)
