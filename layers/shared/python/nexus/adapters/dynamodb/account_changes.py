"""What a changed item of the accounts table means: statuses, limits, withdrawals, rulings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nexus.accounts.events import AccountEvent
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.facts import facts_of
from nexus.kernel.account import AccountKind, AccountStatus
from nexus.kernel.clock import from_text
from nexus.kernel.events import Event, JsonValue
from nexus.trading.events import TradingEvent

Item = Mapping[str, Any]


def account_events(before: Item | None, after: Item, at: datetime) -> tuple[Event, ...]:
    """List what a changed item of the accounts table means to others."""
    if after["sort"].startswith(keys.withdrawal("", "").sort):
        return _withdrawal(after, at)
    if after["sort"].startswith(keys.ruling("", "").sort):
        return _ruled(after)
    if after["sort"] != keys.ACCOUNT_SORT:
        return ()
    was = (before or {}).get("status", AccountStatus.UNLINKED)
    moved = _account_event(was, after["status"], after["kind"])
    found: list[tuple[str, dict[str, JsonValue]]] = []
    if moved:
        found.append((moved, _status_facts(after)))
    if before and any(before.get(name) != after.get(name) for name in _LIMITS):
        found.append((TradingEvent.LIMIT_CHANGED, _limit_facts(before, after)))
    stem = f"{after['account_id']}#{after['version']}"
    return tuple(
        Event(f"{stem}#{name}", name, at, after["account_id"], data) for name, data in found
    )


_WITHDRAWAL_ENDS: Mapping[str, str] = {
    "sent": AccountEvent.WITHDRAWAL_SENT,
    "failed": AccountEvent.WITHDRAWAL_FAILED,
}
_WITHDRAWAL_FACTS = (
    "request_id",
    "account_id",
    "broker_account_id",
    "amount",
    "currency",
    "status",
    "reason",
)


def _withdrawal(after: Item, at: datetime) -> tuple[Event, ...]:
    name = _WITHDRAWAL_ENDS.get(after["status"])
    if name is None:
        return ()
    data = {**facts_of(after, _WITHDRAWAL_FACTS), "user_id": after["owner_id"]}
    data["account_kind"] = AccountKind.REAL.value
    return (Event(f"{after['request_id']}#{name}", name, at, after["account_id"], data),)


_RULING_FACTS = (
    "ruling_id",
    "account_id",
    "account_kind",
    "broker_account_id",
    "currency",
    "by",
    "reason",
    "expected",
    "broker_balance",
    "difference",
    "findings",
    "chosen",
)


def _ruled(after: Item) -> tuple[Event, ...]:
    name = AccountEvent.BROKER_FIGURE_ACCEPTED
    data = {**facts_of(after, _RULING_FACTS), "user_id": str(after["owner_id"])}
    stem = f"{after['account_id']}#{after['ruling_id']}"
    happened = from_text(after["ruled_at"])
    return (Event(f"{stem}#{name}", name, happened, after["account_id"], data),)


_LIMITS = (
    "limits",
    "pending_limits",
    "pending_limits_from",
    "consensus_mode",
    "leverage",
    "pending_leverage",
    "pending_leverage_from",
    "excluded_until",
)


def _limit_facts(before: Item, after: Item) -> dict[str, JsonValue]:
    return {
        **facts_of(after, ("account_id", "user_id")),
        "before": facts_of(before, _LIMITS),
        "after": facts_of(after, _LIMITS),
    }


def _status_facts(after: Item) -> dict[str, JsonValue]:
    return {
        **facts_of(after, ("account_id", "user_id", "broker_account_id", "consecutive_losses")),
        "account_kind": str(after["kind"]),
        "status": str(after["status"]),
        "is_streak": after["consecutive_losses"] >= after["limits"]["max_consecutive_losses"],
    }


def _account_event(was: str, now: str, kind: str) -> str | None:
    if was == now:
        return None
    if now in _WORKING and was in _RECOVERIES:
        return _RECOVERIES[was]
    if now == AccountStatus.HALTED:
        return TradingEvent.TRADING_HALTED
    if was == AccountStatus.HALTED and now == AccountStatus.ACTIVE:
        return TradingEvent.TRADING_RESUMED
    return _link_event(was, now) if kind != AccountKind.DEMO else None


def _link_event(was: str, now: str) -> str | None:
    if was == AccountStatus.UNLINKED:
        return AccountEvent.BROKER_ACCOUNT_LINKED
    return _BROKER_STATUSES.get(now)


_WORKING = frozenset({AccountStatus.ACTIVE, AccountStatus.HALTED})
_RECOVERIES: Mapping[str, str] = {
    AccountStatus.FROZEN: AccountEvent.ACCOUNT_THAWED,
    AccountStatus.NEEDS_RELINK: AccountEvent.BROKER_LINK_RENEWED,
}
_BROKER_STATUSES: Mapping[str, str] = {
    AccountStatus.UNLINKED: AccountEvent.BROKER_ACCOUNT_UNLINKED,
    AccountStatus.NEEDS_RELINK: AccountEvent.BROKER_LINK_EXPIRED,
    AccountStatus.FROZEN: AccountEvent.ACCOUNT_FROZEN,
}
