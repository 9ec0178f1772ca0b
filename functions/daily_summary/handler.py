"""Tell people how their last day (UTC) went; runs after midnight, safe to run again."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from aws_lambda_powertools import Logger

from functions.daily_summary.wiring import summarize
from nexus.kernel.clock import system_clock, utc_day

logger = Logger()


def handler(_event: Mapping[str, Any], _context: object) -> dict[str, int]:
    """Summarize yesterday."""
    day = utc_day(system_clock() - timedelta(days=1))
    told = summarize()(day)
    logger.info("daily summary", extra={"day": day.isoformat(), "told": told})
    return {"told": told}
