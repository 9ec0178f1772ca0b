"""Clients for AWS; where it is comes from the environment, never from here."""

from typing import Any

import boto3
from botocore.config import Config

AWS = Config(
    retries={"mode": "standard", "max_attempts": 4},
    connect_timeout=2,
    read_timeout=5,
    tcp_keepalive=True,
    # The trader calls from about 20 threads; a pool of ten would open and throw away the rest.
    max_pool_connections=32,
)


def client(service: Any, endpoint: str | None = None) -> Any:
    """Make a client for a service; `endpoint` only where a service has one address per API."""
    return boto3.client(service, endpoint_url=endpoint, config=AWS)
