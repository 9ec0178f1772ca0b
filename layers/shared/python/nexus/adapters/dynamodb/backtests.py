"""Backtest jobs under their version, and which of a user's are under way."""

from dataclasses import dataclass

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.cursor import cursor_after, id_of_cursor
from nexus.adapters.dynamodb.serialization import from_item, to_item
from nexus.adapters.dynamodb.store import NEW, Action, Delete, Put, Query, Store, Update
from nexus.backtest.jobs.models import Guard, Job, JobKey
from nexus.kernel.clock import to_epoch
from nexus.kernel.errors import NotFound

# Ids of jobs are ULIDs; the other items of a user sort after them.
_AFTER_ULIDS = "8"
_SAME_VERSION = "version = :version"
_ROOM = "attribute_not_exists(ids) OR size(ids) < :most"


@dataclass(frozen=True)
class DynamoBacktests:
    """The backtests table."""

    store: Store

    def add(self, job: Job, guard: Guard, most_active: int) -> None:
        """Keep a new job; Conflict when its guard is there or too many of the user's run."""
        place = keys.backtest_guard(job.user_id, guard.guard_id)
        self.store.transact(
            [
                Put(keys.backtest(job.user_id, job.backtest_id), to_item(job), NEW),
                # Expired guards are removed late; one that is past its time is none.
                Put(
                    place,
                    _guard_item(guard),
                    "attribute_not_exists(guard_id) OR #ttl <= :now",
                    {"#ttl": "ttl"},
                    {":now": to_epoch(job.created_at)},
                ),
                Update(
                    keys.active_backtests(job.user_id),
                    "ADD ids :one",
                    _ROOM,
                    values={":one": {job.backtest_id}, ":most": most_active},
                ),
            ]
        )

    def guard(self, user_id: str, guard_id: str) -> Guard | None:
        """Read the first answer to an idempotency key."""
        item = self.store.get(keys.backtest_guard(user_id, guard_id))
        return from_item(Guard, {**item, "backtest_id": item["answer"]}) if item else None

    def count_active(self, user_id: str) -> int:
        """Count the user's jobs that are queued or running."""
        item = self.store.get(keys.active_backtests(user_id))
        return len(item.get("ids", ())) if item else 0

    def job(self, key: JobKey) -> Job:
        """Read a job as it is now."""
        item = self.store.get(keys.backtest(key.user_id, key.backtest_id))
        if item is None or "settings" not in item:
            raise NotFound(f"No backtest {key.backtest_id}")
        return from_item(Job, item)

    def page(self, user_id: str, limit: int, cursor: str | None) -> tuple[list[Job], str | None]:
        """Page through a user's jobs, newest first."""
        start = id_of_cursor(cursor)
        page = self.store.query(
            Query(
                "backtests",
                user_id,
                at_most=_AFTER_ULIDS,
                newest_first=True,
                limit=limit,
                start={"user_id": user_id, "backtest_id": start} if start else None,
            )
        )
        last = str(page.last["backtest_id"]) if page.last else None
        return [from_item(Job, item) for item in page.items], cursor_after(last)

    def save(self, before: Job, after: Job) -> None:
        """Write a step; one that ends the job makes room for another."""
        key = keys.backtest(after.user_id, after.backtest_id)
        held = Put(key, to_item(after), _SAME_VERSION, values={":version": before.version})
        if not after.is_over or before.is_over:
            self.store.write(held)
            return
        room: Action = Update(
            keys.active_backtests(after.user_id),
            "DELETE ids :one",
            values={":one": {after.backtest_id}},
        )
        self.store.transact([held, room])

    def delete(self, job: Job) -> None:
        """Remove a job."""
        key = keys.backtest(job.user_id, job.backtest_id)
        self.store.write(Delete(key, _SAME_VERSION, values={":version": job.version}))


def _guard_item(guard: Guard) -> dict[str, object]:
    item = to_item(guard)
    return {
        **{name: value for name, value in item.items() if name != "backtest_id"},
        "answer": guard.backtest_id,
        "ttl": to_epoch(guard.expires_at),
    }
