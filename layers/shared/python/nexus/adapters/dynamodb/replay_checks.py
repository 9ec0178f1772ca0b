"""Verdicts of replayed sessions, and the parity figure of each day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.serialization import from_item, to_item, unmarshal
from nexus.adapters.dynamodb.store import NEW, Put, Query, Store, Update
from nexus.kernel.clock import to_text, utc_day
from nexus.kernel.errors import Conflict
from nexus.trading.replays import Parity, ReplayCheck
from nexus.trading.session import Session

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class DynamoReplayChecks:
    """Verdicts beside their sessions; figures by day in the control table."""

    store: Store

    def of_session(self, account_id: str, session_id: str) -> list[ReplayCheck]:
        """List the verdicts on one session, by symbol."""
        prefix = keys.replay_check(account_id, session_id, "").sort
        rows = self.store.query_all(Query("engine_sessions", account_id, prefix=prefix))
        return [from_item(ReplayCheck, {**row, "session_id": session_id}) for row in rows]

    def checked(self, session: Session) -> set[str]:
        """Name the symbols of a session that have a verdict."""
        return {each.symbol for each in self.of_session(session.account_id, session.session_id)}

    def keep(self, check: ReplayCheck) -> bool:
        """Keep a verdict and count it; False when there is one already."""
        # The table's sort key has the name of a field; the key says both.
        item = to_item(check)
        del item["session_id"]
        key = keys.replay_check(check.account_id, check.session_id, check.symbol)
        day = keys.replay_parity(utc_day(check.checked_at))
        count = Update(
            day,
            "ADD #verdict :one",
            names={"#verdict": check.verdict.value},
            values={":one": 1},
        )
        try:
            self.store.transact([Put(key, item, NEW), count])
        except Conflict:
            return False
        return True

    def days(self, last: date, count: int) -> list[Parity]:
        """Read the figures of the `count` days up to `last`, newest first; none: left out."""
        wanted = {
            keys.replay_parity(day): day
            for day in (last - timedelta(days=back) for back in range(count))
        }
        found = self.store.batch_get(list(wanted))
        return [
            Parity(day, *(int(found[key].get(name, 0)) for name in _COUNTS))
            for key, day in wanted.items()
            if key in found
        ]


_COUNTS = ("same", "different", "expired")


@dataclass(frozen=True)
class RecentSessions:
    """Find sessions by time; reads the whole table, so only for work done on a schedule."""

    client: "DynamoDBClient"
    table_prefix: str

    def __call__(self, since: datetime) -> Iterator[Session]:
        """List sessions that began or ended since, in no order."""
        pages = self.client.get_paginator("scan").paginate(
            TableName=f"{self.table_prefix}engine_sessions",
            FilterExpression="attribute_exists(settings) AND started_at >= :since",
            ExpressionAttributeValues={":since": {"S": to_text(since)}},
        )
        for page in pages:
            yield from (from_item(Session, unmarshal(row)) for row in page["Items"])
