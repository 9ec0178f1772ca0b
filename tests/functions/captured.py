"""Batches as the local AWS handed them to a function, recorded from one story.

U2 signs up through P1's code, links real account A2 and wins a trade on it (profit 9.50,
commission 1.90, markup 0.95); on demo account A1 one trade is won, one rejected, one lost, which
halts the account; a further one is denied. Later all that the won trade earned is reversed.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

EVENTS = Path(__file__).parents[1] / "events"
STREAMED = ("users", "accounts", "trades", "decisions", "referrals", "commissions")

Batch = dict[str, Any]


def stream(*tables: str) -> Batch:
    """The stream records of tables, as one batch."""
    return {"Records": [each for table in tables for each in _read(f"stream_{table}")["Records"]]}


def queued(*names: str) -> Batch:
    """The queue messages that carry events of some names; all without a name."""
    records = _read("queue")["Records"]
    return {"Records": [each for each in records if not names or event_name(each) in names]}


def event_name(message: dict[str, Any]) -> str:
    """The event a queue message carries."""
    return str(json.loads(message["body"])["detail-type"])


def broken(message_id: str = "broken") -> dict[str, Any]:
    """A message that no consumer can read."""
    template = queued()["Records"][0]
    return {**template, "messageId": message_id, "body": '{"detail": {}}'}


def failed_ids(answer: Batch) -> list[str]:
    """The messages a handler wants delivered again."""
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def batch_of(records: Iterable[dict[str, Any]]) -> Batch:
    """Any records as one batch."""
    return {"Records": list(records)}


def _read(name: str) -> Batch:
    batch: Batch = json.loads((EVENTS / f"{name}.json").read_text())
    return batch
