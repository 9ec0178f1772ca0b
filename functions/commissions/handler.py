"""Record what events earn; one call per batch of queue messages."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger, Metrics

from functions.commissions.wiring import reaction
from nexus.adapters.consumer import Consumer

consumer = Consumer(Logger(), Metrics(namespace="Nexus"))


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """React to each message once and name those to be delivered again."""
    return consumer.consume(event, reaction())
