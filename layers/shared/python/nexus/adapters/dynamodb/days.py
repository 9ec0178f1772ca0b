"""Who there is, and what of theirs was settled on a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.serialization import from_item
from nexus.adapters.dynamodb.store import Query, Store
from nexus.kernel.clock import utc_day
from nexus.kernel.ids import new_ulid
from nexus.trading.models import Trade

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_LONGEST_TRADE = timedelta(hours=2)
_TIME_LENGTH = 10


@dataclass(frozen=True)
class DynamoPeople:
    """List everybody; reads the whole users table, so only for work done once a day."""

    client: "DynamoDBClient"
    table_prefix: str

    def user_ids(self) -> Iterator[str]:
        """Name every user with a profile."""
        pages = self.client.get_paginator("scan").paginate(
            TableName=f"{self.table_prefix}users",
            FilterExpression="#kind = :profile",
            ProjectionExpression="user_id",
            ExpressionAttributeNames={"#kind": "kind"},
            ExpressionAttributeValues={":profile": {"S": keys.profile("").sort}},
        )
        for page in pages:
            yield from (row["user_id"]["S"] for row in page["Items"])


@dataclass(frozen=True)
class DynamoDays:
    """Read trades by the day they settled on."""

    store: Store

    def settled(self, user_id: str, day: date) -> list[Trade]:
        """List a user's trades settled on a UTC day, oldest first."""
        start = datetime.combine(day, time(), UTC)
        query = Query(
            "trades",
            user_id,
            at_least=new_ulid(start - _LONGEST_TRADE)[:_TIME_LENGTH],
            at_most=new_ulid(start + timedelta(days=1))[:_TIME_LENGTH],
        )
        trades = (from_item(Trade, item) for item in self.store.query_all(query))
        return [each for each in trades if each.settled_at and utc_day(each.settled_at) == day]
