"""Automatic sessions under their version, together with the trades and decisions they make."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.desk import DynamoDesk
from nexus.adapters.dynamodb.recording import DECISION_LIFE
from nexus.adapters.dynamodb.serialization import Item, from_item, to_item
from nexus.adapters.dynamodb.store import NEW, Action, Delete, Put, Query, Store
from nexus.kernel.clock import to_epoch, to_text
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import ulid_of
from nexus.kernel.money import money_text
from nexus.kernel.sharding import shard_of
from nexus.trading.automatic import Record
from nexus.trading.decision import canonical, decision_hash
from nexus.trading.lifecycle import TradeChange
from nexus.trading.models import Trade
from nexus.trading.ports import Guard
from nexus.trading.session import Session, SessionStatus
from nexus.trading.session_steps import SessionChange

_AFTER_ULIDS = "8"
_SAME_VERSION = "version = :version"


@dataclass(frozen=True)
class DynamoSessions:
    """The engine_sessions table; `shards` is the number of trader shards."""

    store: Store
    desk: DynamoDesk
    shards: int

    def session(self, account_id: str, session_id: str) -> Session:
        """Read one session as it is now."""
        item = self.store.get(keys.engine_session(account_id, session_id))
        if item is None or "settings" not in item:
            raise NotFound(f"No session {session_id}")
        return from_item(Session, item)

    def of_account(self, account_id: str) -> list[Session]:
        """List an account's sessions, newest first."""
        query = Query("engine_sessions", account_id, at_most=_AFTER_ULIDS, newest_first=True)
        return [from_item(Session, row) for row in self.store.query_all(query)]

    def active(self, account_id: str) -> str | None:
        """Name the session that is active on an account."""
        item = self.store.get(keys.active_session(account_id))
        return str(item["active_id"]) if item else None

    def of_shard(self, shard: int) -> list[tuple[str, str]]:
        """List the sessions (account, session) of a shard that the trader has to watch."""
        query = Query("engine_sessions", keys.watched_session(shard, "").partition, consistent=True)
        rows = self.store.query_all(query)
        return [(str(row["watched_account"]), str(row["session_id"])) for row in rows]

    def save(self, change: SessionChange) -> None:
        """Write a step of a session; Conflict when it, or another session, was first."""
        self.store.transact(self._actions(change))

    def delete(self, session: Session) -> None:
        """Remove a session that never ran."""
        key = keys.engine_session(session.account_id, session.session_id)
        self.store.write(Delete(key, _SAME_VERSION, values={":version": session.version}))

    def place(
        self, change: SessionChange, record: Record, trade: TradeChange, guard: Guard
    ) -> None:
        """Write a trade with everything that goes with it, the session and its decision."""
        placing = self.desk.placing(trade, guard)
        self.store.transact([*placing, *self._actions(change), _recorded(record)])

    def refuse(self, change: SessionChange, record: Record) -> None:
        """Keep a refusal."""
        self.store.transact([*self._actions(change), _recorded(record)])

    def trades(self, session: Session) -> Mapping[str, Trade]:
        """Read the session's open trades as they are now, by id."""
        places = [keys.trade(session.user_id, trade_id) for trade_id in session.open_trades]
        rows = self.store.batch_get(places)
        return {key.sort: from_item(Trade, item) for key, item in rows.items()}

    def keep_look(self, session: Session, look: Item) -> None:
        """Keep what a session saw last."""
        self.store.write(Put(keys.session_look(session.account_id, session.session_id), look))

    def look(self, account_id: str, session_id: str) -> Item:
        """Read what a session saw last."""
        return self.store.get(keys.session_look(account_id, session_id)) or {}

    def _actions(self, change: SessionChange) -> list[Action]:
        before, after = change.before, change.after
        key = keys.engine_session(after.account_id, after.session_id)
        if before is None:
            return [Put(key, to_item(after), NEW)]
        held = Put(key, to_item(after), _SAME_VERSION, values={":version": before.version})
        return [held, *self._place_actions(before, after), *_stop_actions(before, after)]

    def _place_actions(self, before: Session, after: Session) -> list[Action]:
        actions: list[Action] = []
        active = keys.active_session(after.account_id)
        watched = keys.watched_session(shard_of(after.account_id, self.shards), after.session_id)
        if after.is_active and not before.is_active:
            actions.append(Put(active, {"active_id": after.session_id}, NEW))
        if before.is_active and not after.is_active:
            actions.append(Delete(active))
        if after.is_watched and not before.is_watched:
            actions.append(Put(watched, {"watched_account": after.account_id}))
        if before.is_watched and not after.is_watched:
            actions.append(Delete(watched))
        return actions


def _recorded(record: Record) -> Put:
    decision, request, desk = record.outcome.decision, record.outcome.request, record.desk
    lifetime = {} if decision.accepted else {"ttl": to_epoch(decision.at + DECISION_LIFE)}
    item: dict[str, Any] = {
        **to_item(decision),
        **lifetime,
        "user_id": request.user_id,
        "session_id": record.session_id,
        "request": to_item(request),
        "hash": decision_hash(decision),
        "canonical": canonical(decision),
        "desk": to_item(desk),
    }
    if record.evidence is not None:
        item["evidence"] = to_item(record.evidence)
    return Put(keys.decision(request.account_id, record.decision_id), item, NEW)


def _stop_actions(before: Session, after: Session) -> list[Action]:
    if after.status is not SessionStatus.STOPPED or before.status is SessionStatus.STOPPED:
        return []
    if after.stopped_at is None or after.stop_reason is None:
        return []
    name = ulid_of(after.stopped_at, after.session_id, "stopped")
    item = {
        "session_stopped": after.session_id,
        "user_id": after.user_id,
        "stop_reason": after.stop_reason.value,
        "stopped_at": to_text(after.stopped_at),
        "result": money_text(after.result),
        "trades": after.trades,
        "open_trades": len(after.open_trades),
        "ttl": to_epoch(after.stopped_at + DECISION_LIFE),
    }
    return [Put(keys.decision(after.account_id, name), item, NEW)]
