"""Build the approvals from their settings, once per process."""

from functools import lru_cache

from functions.payouts.settings import settings
from nexus.adapters.aws import client
from nexus.adapters.dynamodb.commissions import DynamoCommissions
from nexus.adapters.dynamodb.store import Store
from nexus.affiliates.service import Approvals


@lru_cache(maxsize=1)
def approvals() -> Approvals:
    """Wire what runs once a day."""
    return Approvals(DynamoCommissions(Store(client("dynamodb"), settings().TABLE_PREFIX)))
