"""Decisions as their owner reads them, and as a replay needs them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.cursor import cursor_after, id_of_cursor
from nexus.adapters.dynamodb.serialization import Item, from_item
from nexus.adapters.dynamodb.store import Query, Store
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import ulid_of
from nexus.trading.automatic import Record
from nexus.trading.engine import Desk, Outcome
from nexus.trading.models import Case, Decision, Evidence, TradeRequest

_FETCHED = 100


@dataclass(frozen=True)
class Recorded:
    """One stored decision; `session_id` is None for a trade by hand.

    `evidence` and `hash` are None for an old one.
    """

    decision_id: str
    session_id: str | None
    request: TradeRequest
    decision: Decision
    evidence: Evidence | None
    hash: str | None


@dataclass(frozen=True)
class DynamoDecisions:
    """The decisions table."""

    store: Store

    def page(
        self, account_id: str, session_id: str | None, limit: int, cursor: str | None
    ) -> tuple[list[Recorded], str | None]:
        """Read decisions, newest first; those of one session when `session_id` is given."""
        start = id_of_cursor(cursor)
        found: list[Recorded] = []
        for row in self._newest(account_id, start):
            if "accepted" not in row or session_id not in {None, row.get("session_id")}:
                continue
            found.append(_read(row))
            if len(found) == limit:
                return found, cursor_after(found[-1].decision_id)
        return found, None

    def of_session(
        self, account_id: str, session_id: str, since: datetime, until: datetime
    ) -> list[Record]:
        """Read every decision of a session with what it was made from, oldest first."""
        query = Query(
            "decisions",
            account_id,
            at_least=ulid_of(since)[:10],
            at_most=ulid_of(until)[:10] + "Z" * 16,
            consistent=True,
        )
        rows = self.store.query_all(query)
        return [_record(row) for row in rows if row.get("session_id") == session_id]

    def made_from(self, account_id: str, decision_id: str) -> Case:
        """Read all that a decision on a trade by hand was made from, to decide it again."""
        item = self.store.get(keys.decision(account_id, decision_id))
        if item is None or "case" not in item:
            raise NotFound(f"No decision {decision_id} with what it was made from")
        return from_item(Case, item["case"])

    def _newest(self, account_id: str, start: str | None) -> Iterator[Item]:
        after = {"account_id": account_id, "decision_id": start} if start else None
        query = Query("decisions", account_id, newest_first=True, limit=_FETCHED, start=after)
        return self.store.query_all(query)


def _read(row: Item) -> Recorded:
    return Recorded(
        decision_id=str(row["decision_id"]),
        session_id=row.get("session_id"),
        request=from_item(TradeRequest, row["request"]),
        decision=from_item(Decision, row),
        evidence=_evidence(row),
        hash=row.get("hash"),
    )


def _record(row: Item) -> Record:
    outcome = Outcome(from_item(TradeRequest, row["request"]), from_item(Decision, row))
    desk = from_item(Desk, row["desk"])
    return Record(str(row["decision_id"]), str(row["session_id"]), outcome, desk, _evidence(row))


def _evidence(row: Item) -> Evidence | None:
    return from_item(Evidence, row["evidence"]) if "evidence" in row else None
