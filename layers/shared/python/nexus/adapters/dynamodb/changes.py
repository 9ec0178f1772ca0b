"""What a changed record means: one rule per table, events with ids derived from the record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from nexus.accounts.events import AccountEvent
from nexus.adapters.dynamodb import keys
from nexus.affiliates.events import AffiliateEvent
from nexus.backtest.jobs.events import BacktestEvent
from nexus.kernel.account import AccountKind, AccountStatus
from nexus.kernel.clock import from_text
from nexus.kernel.events import Event, JsonValue
from nexus.kernel.money import money_text
from nexus.trading.events import TradingEvent
from nexus.trading.models import TradeStatus

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One record of a stream: `before` is None for a new item, `after` for a removed one."""

    table: str
    before: Item | None
    after: Item | None
    at: datetime


def events_of(change: Change) -> tuple[Event, ...]:
    """List what a change means to others; most changes mean nothing."""
    if change.after is None:
        return ()
    return _RULES[change.table](change.before, change.after, change.at)


_TRADE_ENDS = {
    TradeStatus.OPEN: (TradingEvent.TRADE_OPENED, "opened_at"),
    TradeStatus.WON: (TradingEvent.TRADE_SETTLED, "settled_at"),
    TradeStatus.LOST: (TradingEvent.TRADE_SETTLED, "settled_at"),
    TradeStatus.SOLD: (TradingEvent.TRADE_SETTLED, "settled_at"),
    TradeStatus.CANCELLED: (TradingEvent.TRADE_SETTLED, "settled_at"),
    TradeStatus.REJECTED: (TradingEvent.TRADE_REJECTED, "settled_at"),
}
_TRADE_FACTS = (
    "trade_id",
    "user_id",
    "account_id",
    "account_kind",
    "symbol",
    "trade_type",
    "contract_type",
    "expiry_minutes",
    "status",
    "currency",
    "stake",
    "payout",
    "profit",
    "commission",
    "markup",
    "entry_spot",
    "exit_spot",
    "opened_at",
    "expires_at",
    "settled_at",
    "contract_id",
    "reason",
    "terms",
)
_MONEY = frozenset(
    {
        "stake",
        "payout",
        "profit",
        "commission",
        "markup",
        "amount",
        "retained",
        "result",
        "net",
        "expected",
        "broker_balance",
        "difference",
    }
)


def _trade(before: Item | None, after: Item, at: datetime) -> tuple[Event, ...]:
    if "status" not in after or (before or {}).get("status") == after["status"]:
        return ()
    known = _TRADE_ENDS.get(TradeStatus(after["status"]))
    if known is None:
        return ()
    name, moment = known
    happened = from_text(after[moment]) if moment in after else at
    data = _facts(after, _TRADE_FACTS)
    return (Event(f"{after['trade_id']}#{name}", name, happened, after["account_id"], data),)


def _account(before: Item | None, after: Item, at: datetime) -> tuple[Event, ...]:
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
    data = {**_facts(after, _WITHDRAWAL_FACTS), "user_id": after["owner_id"]}
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
    data = {**_facts(after, _RULING_FACTS), "user_id": str(after["owner_id"])}
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
        **_facts(after, ("account_id", "user_id")),
        "before": _facts(before, _LIMITS),
        "after": _facts(after, _LIMITS),
    }


def _status_facts(after: Item) -> dict[str, JsonValue]:
    return {
        **_facts(after, ("account_id", "user_id", "broker_account_id", "consecutive_losses")),
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


_PROFILE_FACTS = (
    "user_id",
    "username",
    "country",
    "created_at",
    "referrer_id",
    "markup_rate",
    "referral_code",
    "referral_click_id",
)


def _user(before: Item | None, after: Item, at: datetime) -> tuple[Event, ...]:
    user_id, kind = after["user_id"], after["kind"]
    if before is None and "security_event" in after:
        name = AccountEvent.SECURITY_EVENT_RECORDED
        what: dict[str, JsonValue] = {"user_id": user_id, "what": after["security_event"]}
        return (Event(f"{user_id}#{kind}#{name}", name, at, user_id, what),)
    if before is not None or kind != keys.profile("").sort:
        return ()
    name = AccountEvent.USER_SIGNED_UP
    return (Event(f"{user_id}#{name}", name, at, user_id, _facts(after, _PROFILE_FACTS)),)


def _referral(before: Item | None, after: Item, at: datetime) -> tuple[Event, ...]:
    if before is not None or not after["referred_id"].startswith(keys.referral("", "").sort):
        return ()
    referred_id, name = after["user_id"], AffiliateEvent.REFERRAL_ATTRIBUTED
    data: dict[str, JsonValue] = {
        **_facts(after, ("referrer_id", "username", "markup_rate")),
        **_facts(after["evidence"], ("code", "click_id")),
        "referred_id": referred_id,
    }
    return (Event(f"{referred_id}#{name}", name, at, after["referrer_id"], data),)


_COMMISSION_FACTS = (
    "trade_id",
    "kind",
    "client_id",
    "partner_id",
    "amount",
    "currency",
    "state",
    "commission",
    "markup",
    "retained",
    "fee_rule",
    "reason",
)


def _commission(before: Item | None, after: Item, at: datetime) -> tuple[Event, ...]:
    if before is not None or "kind" not in after:
        return ()
    is_reversal = after["state"] == "reversed"
    name = AffiliateEvent.COMMISSION_REVERSED if is_reversal else AffiliateEvent.COMMISSION_ACCRUED
    # What a client owes is that client's story; the platform has none of its own.
    subject = after["client_id"] if after["kind"] == "receivable" else after["owner_id"]
    data = {**_facts(after, _COMMISSION_FACTS), "beneficiary_id": after["owner_id"]}
    return (Event(f"{after['source']}#{name}", name, at, subject, data),)


def _session_stopped(after: Item) -> tuple[Event, ...]:
    name, session_id = TradingEvent.SESSION_STOPPED, str(after["session_stopped"])
    facts = ("account_id", "user_id", "stop_reason", "stopped_at", "result", "trades")
    data: dict[str, JsonValue] = {
        **_facts(after, (*facts, "open_trades")),
        "session_id": session_id,
    }
    happened = from_text(after["stopped_at"])
    return (Event(f"{session_id}#{name}", name, happened, after["account_id"], data),)


def _decision(before: Item | None, after: Item, at: datetime) -> tuple[Event, ...]:
    if before is None and "session_stopped" in after:
        return _session_stopped(after)
    if before is not None or after.get("accepted", True):
        return ()
    decision_id, name = after["decision_id"], TradingEvent.TRADE_DENIED
    data: dict[str, JsonValue] = {
        **_facts(after, ("decision_id", "account_id", "user_id", "code", "detail", "facts")),
        **_facts(after.get("request", {}), ("symbol", "trade_type", "stake", "expiry_minutes")),
    }
    return (Event(f"{decision_id}#{name}", name, at, after["account_id"], data),)


_BACKTEST_ENDS = frozenset({"done", "failed", "cancelled"})
_BACKTEST_FACTS = ("user_id", "backtest_id", "name", "status")


def _backtest(before: Item | None, after: Item, at: datetime) -> tuple[Event, ...]:
    status = after.get("status")
    if status not in _BACKTEST_ENDS or (before or {}).get("status") == status:
        return ()
    name = BacktestEvent.BACKTEST_FINISHED
    happened = from_text(after["ended_at"]) if "ended_at" in after else at
    data: dict[str, JsonValue] = {
        **_facts(after, _BACKTEST_FACTS),
        **_facts(after["settings"], ("symbol",)),
        **_facts(after.get("headline", {}), ("trades", "net", "told_from_chance")),
        **_facts(after.get("failure", {}), ("code", "detail")),
    }
    event_id = f"{after['backtest_id']}#{name}"
    return (Event(event_id, name, happened, after["user_id"], data),)


def _facts(item: Item, names: Sequence[str]) -> dict[str, JsonValue]:
    return {
        name: money_text(Decimal(item[name])) if name in _MONEY else _plain(item[name])
        for name in names
        if item.get(name) is not None
    }


def _plain(value: Any) -> JsonValue:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


_RULES: Mapping[str, Callable[[Item | None, Item, datetime], tuple[Event, ...]]] = {
    "trades": _trade,
    "accounts": _account,
    "users": _user,
    "referrals": _referral,
    "commissions": _commission,
    "decisions": _decision,
    "backtests": _backtest,
}
