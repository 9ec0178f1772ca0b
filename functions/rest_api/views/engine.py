"""Signals, sessions, decisions and odds as clients send and see them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from functions.rest_api.schemas.engine import SessionSettingsIn, StakingIn
from nexus.adapters.dynamodb.decisions import Recorded
from nexus.kernel.account import Account
from nexus.kernel.clock import from_epoch, to_text
from nexus.kernel.errors import FieldError, Malformed
from nexus.kernel.limits import settled_limits
from nexus.kernel.money import money_text
from nexus.trading.alias import broker_symbol
from nexus.trading.consensus import take_consensus
from nexus.trading.expected import MeasuredRates
from nexus.trading.market import Instrument, MarketView
from nexus.trading.models import EXPIRY_MINUTES
from nexus.trading.refusal import RISK
from nexus.trading.replays import Parity, ReplayCheck
from nexus.trading.session import Session, SessionLimits, SessionSettings, WeighedStrategy
from nexus.trading.session_check import BOUNDS, LEAST_STRATEGIES, MOST_SYMBOLS, MOST_WEIGHT
from nexus.trading.session_view import (
    hit_rate_view,
    reason_not_to_trade,
    session_view,
)
from nexus.trading.staking import BOUNDS as STAKING
from nexus.trading.staking import StakingKind, StakingPlan
from nexus.trading.statistics import hit_rate
from nexus.trading.strategies import STRATEGIES
from nexus.trading.strategies.tuning import parameters_of
from nexus.trading.view import consensus_view, decision_view

Json = dict[str, Any]


def signal_view(instrument: Instrument, view: MarketView, at: datetime) -> Json:
    """Show what the strategies see on a symbol, and why that is no trade."""
    consensus = take_consensus(view.votes)
    seen_at = from_epoch(view.tick_epoch)
    is_stale = at - seen_at > RISK.max_tick_age
    stale = {"code": "STALE_FEED", "detail": f"The last price is of {to_text(seen_at)}"}
    return {
        "symbol": view.symbol,
        "name": instrument.name,
        "spot": f"{view.spot:.{view.decimals}f}",
        "seen_at": to_text(seen_at),
        "is_stale": is_stale,
        "consensus": consensus_view(consensus, view.votes),
        "reason": stale if is_stale else reason_not_to_trade(consensus, view.votes),
    }


def signal_detail(
    instrument: Instrument,
    view: MarketView,
    measured: MeasuredRates | None,
    minutes: int,
    at: datetime,
) -> Json:
    """Show one symbol with the hit rates measured on its closed candles."""
    rates = measured.by_minutes.get(minutes, {}) if measured else {}
    return {
        **signal_view(instrument, view, at),
        "expiry_minutes": minutes,
        "hit_rates": {
            name: hit_rate_view(rates.get(name) or hit_rate(0, 0)) for name in STRATEGIES
        },
        "measured_candles": measured.candles if measured else 0,
    }


def session_settings(body: SessionSettingsIn) -> SessionSettings:
    """Read what a session is to trade; Fibonacci wants its odds to have been seen."""
    if StakingKind(body.staking.kind) is StakingKind.FIBONACCI and not body.odds_accepted:
        said = "Expected true: look at the odds of this plan first"
        raise Malformed(FieldError("odds_accepted", said), code="ODDS_NOT_SEEN")
    limits = body.limits
    return SessionSettings(
        symbols=tuple(broker_symbol(symbol) for symbol in body.symbols),
        strategies=tuple(
            WeighedStrategy(each.name, each.parameters, each.weight) for each in body.strategies
        ),
        expiry_minutes=body.expiry_minutes,
        staking=staking_plan(body.staking),
        limits=SessionLimits(
            max_loss=limits.max_loss,
            take_profit=limits.take_profit,
            max_minutes=limits.max_minutes,
            max_trades=limits.max_trades,
            max_open_trades=limits.max_open_trades,
        ),
        hours=tuple(body.hours),
    )


def staking_plan(body: StakingIn) -> StakingPlan:
    """Read a staking plan."""
    return StakingPlan(StakingKind(body.kind), body.stake, body.balance_share)


def sessions_page(sessions: Sequence[Session], account: Account, at: datetime) -> Json:
    """Show an account's sessions."""
    items = [owned_session_view(each, account, at) for each in sessions]
    return {"items": items, "next_cursor": None}


def owned_session_view(session: Session, account: Account, at: datetime) -> Json:
    """Show a session within its account's limits."""
    return session_view(session, at, settled_limits(account, at).limits.session_minutes)


def session_detail(
    session: Session, account: Account, look: Json, replays: Sequence[ReplayCheck], at: datetime
) -> Json:
    """Show one session with what it saw last and what its replays came to."""
    nearest = look.get("nearest")
    shown = ("symbol", "agreeing", "confidence", "at")
    return {
        **owned_session_view(session, account, at),
        "looks": [_plain(each) for each in look.get("looks", [])],
        "nearest": _plain({name: nearest[name] for name in shown}) if nearest else None,
        "replays": [_replay(each) for each in replays],
    }


def parity_page(days: Sequence[Parity]) -> Json:
    """Show the parity of replays by day."""
    return {"items": [_parity(each) for each in days], "next_cursor": None}


def decisions_page(found: Sequence[Recorded], next_cursor: str | None) -> Json:
    """Show decisions and count them by reason."""
    reasons = Counter(each.decision.code or "ACCEPTED" for each in found)
    items = [_decision(each) for each in found]
    return {"items": items, "by_reason": dict(reasons), "next_cursor": next_cursor}


def options_view() -> Json:
    """Show all that the form of a session is made from."""
    shares = {"low": f"{STAKING.min_share:f}", "high": f"{STAKING.max_share:f}"}
    stakes = {"low": f"{STAKING.min_stake:f}", "high": f"{STAKING.max_stake:f}"}
    return {
        "strategies": [_strategy(name) for name in STRATEGIES],
        "staking": [kind.value for kind in StakingKind],
        "staking_bounds": {"stake": stakes, "balance_share": shares},
        "limit_bounds": {
            name: {"low": str(low), "high": str(high)} for name, (low, high) in BOUNDS.items()
        },
        "expiry_minutes": list(EXPIRY_MINUTES),
        "least_strategies": LEAST_STRATEGIES,
        "most_symbols": MOST_SYMBOLS,
        "most_weight": MOST_WEIGHT,
    }


def _strategy(name: str) -> Json:
    infos = [vars(info) for info in parameters_of(name)]
    return {"name": name, "needs_ticks": name == "scalping", "parameters": infos}


def _decision(each: Recorded) -> Json:
    return {
        "id": each.decision_id,
        "session_id": each.session_id,
        "symbol": each.request.symbol,
        "trade_type": each.request.trade_type.value,
        "direction": each.request.direction.value,
        "stake": money_text(each.request.stake),
        "expiry_minutes": each.request.expiry_minutes,
        "decision": decision_view(each.decision, each.evidence),
        "hash": each.hash,
    }


def _plain(row: Json) -> Json:
    return {name: _plain_value(value) for name, value in row.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value)
    if isinstance(value, dict):
        return _plain(value)
    return [_plain_value(each) for each in value] if isinstance(value, list) else value


def _replay(check: ReplayCheck) -> Json:
    return {
        "symbol": check.symbol,
        "verdict": check.verdict.value,
        "decisions": check.decisions,
        "expected": check.expected,
        "found": check.found,
        "checked_at": to_text(check.checked_at),
    }


def _parity(day: Parity) -> Json:
    return {
        "day": day.day.isoformat(),
        "same": day.same,
        "different": day.different,
        "expired": day.expired,
        "rate": None if day.rate is None else f"{day.rate:.4f}",
    }
