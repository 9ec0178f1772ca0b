"""Approve partners' earnings whose money is in and whose hold has passed.

Nothing is collected by itself: until a receivable is recorded as collected, nothing is approved.
"""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from functions.payouts.wiring import approvals
from nexus.kernel.clock import system_clock

logger = Logger()


def handler(_event: Mapping[str, Any], _context: object) -> dict[str, int]:
    """Approve what is due now."""
    approved = approvals().approve_due(system_clock())
    logger.info("approvals", extra={"approved": len(approved)})
    return {"approved": len(approved)}
