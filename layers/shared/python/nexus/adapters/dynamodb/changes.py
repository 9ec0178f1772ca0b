"""What a changed record means: one rule per table, events with ids derived from the record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nexus.accounts.events import AccountEvent
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.account_changes import account_events
from nexus.adapters.dynamodb.facts import facts_of
from nexus.affiliates.events import AffiliateEvent
from nexus.backtest.jobs.events import BacktestEvent
from nexus.kernel.clock import from_text
from nexus.kernel.events import Event, JsonValue
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


def _trade(before: Item | None, after: Item, at: datetime) -> tuple[Event, ...]:
    if "status" not in after or (before or {}).get("status") == after["status"]:
        return ()
    known = _TRADE_ENDS.get(TradeStatus(after["status"]))
    if known is None:
        return ()
    name, moment = known
    happened = from_text(after[moment]) if moment in after else at
    data = facts_of(after, _TRADE_FACTS)
    return (Event(f"{after['trade_id']}#{name}", name, happened, after["account_id"], data),)


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
    return (Event(f"{user_id}#{name}", name, at, user_id, facts_of(after, _PROFILE_FACTS)),)


def _referral(before: Item | None, after: Item, at: datetime) -> tuple[Event, ...]:
    if before is not None or not after["referred_id"].startswith(keys.referral("", "").sort):
        return ()
    referred_id, name = after["user_id"], AffiliateEvent.REFERRAL_ATTRIBUTED
    data: dict[str, JsonValue] = {
        **facts_of(after, ("referrer_id", "username", "markup_rate")),
        **facts_of(after["evidence"], ("code", "click_id")),
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
    data = {**facts_of(after, _COMMISSION_FACTS), "beneficiary_id": after["owner_id"]}
    return (Event(f"{after['source']}#{name}", name, at, subject, data),)


def _session_stopped(after: Item) -> tuple[Event, ...]:
    name, session_id = TradingEvent.SESSION_STOPPED, str(after["session_stopped"])
    facts = ("account_id", "user_id", "stop_reason", "stopped_at", "result", "trades")
    data: dict[str, JsonValue] = {
        **facts_of(after, (*facts, "open_trades")),
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
        **facts_of(after, ("decision_id", "account_id", "user_id", "code", "detail", "facts")),
        **facts_of(after.get("request", {}), ("symbol", "trade_type", "stake", "expiry_minutes")),
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
        **facts_of(after, _BACKTEST_FACTS),
        **facts_of(after["settings"], ("symbol",)),
        **facts_of(after.get("headline", {}), ("trades", "net", "told_from_chance")),
        **facts_of(after.get("failure", {}), ("code", "detail")),
    }
    event_id = f"{after['backtest_id']}#{name}"
    return (Event(event_id, name, happened, after["user_id"], data),)


_RULES: Mapping[str, Callable[[Item | None, Item, datetime], tuple[Event, ...]]] = {
    "trades": _trade,
    "accounts": account_events,
    "users": _user,
    "referrals": _referral,
    "commissions": _commission,
    "decisions": _decision,
    "backtests": _backtest,
}
