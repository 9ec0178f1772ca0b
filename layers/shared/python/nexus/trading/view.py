"""Trades and decisions as their owner sees them, over REST and live; money is text."""

from datetime import datetime
from decimal import Decimal

from nexus.kernel.clock import to_text
from nexus.kernel.events import JsonValue
from nexus.kernel.money import money_text
from nexus.trading.market import Vote
from nexus.trading.models import Consensus, Cost, Decision, Evidence, NearestMiss, Trade

Json = dict[str, JsonValue]


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else money_text(amount)


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else to_text(moment)


def _spot(spot: Decimal | None) -> str | None:
    return None if spot is None else f"{spot:f}"


def vote_view(vote: Vote) -> Json:
    """Show one strategy's vote and the facts behind it."""
    return {
        "strategy": vote.strategy,
        "direction": vote.direction.value if vote.direction else None,
        "confidence": f"{vote.confidence:.4f}",
        "facts": dict(vote.facts),
    }


def consensus_view(consensus: Consensus, votes: tuple[Vote, ...]) -> Json:
    """Show the votes and what they add up to."""
    return {
        "direction": consensus.direction.value if consensus.direction else None,
        "confidence": f"{consensus.confidence:.4f}",
        "agreeing": consensus.agreeing,
        "votes": [vote_view(vote) for vote in votes],
    }


def cost_view(cost: Cost) -> Json:
    """Show what a contract pays and costs."""
    return {
        "stake": money_text(cost.stake),
        "payout": money_text(cost.payout),
        "profit_if_won": money_text(cost.profit_if_won),
        "commission": money_text(cost.commission),
        "markup": money_text(cost.markup),
        "net_profit_if_won": money_text(cost.net_profit_if_won),
        "break_even_win_rate": f"{cost.break_even_win_rate:.4f}",
        "is_indicative": cost.is_indicative,
    }


def decision_view(decision: Decision, evidence: Evidence | None) -> Json:
    """Show why a trade was taken or refused; an old one was stored without its evidence."""
    return {
        "outcome": "accepted" if decision.accepted else "denied",
        "code": decision.code or None,
        "detail": decision.detail or None,
        "facts": dict(decision.facts),
        "mode": "enforced" if decision.enforced else "advisory",
        "consensus": consensus_view(decision.consensus, decision.votes),
        "cost": cost_view(decision.cost) if decision.cost else None,
        "window_hash": decision.window_hash,
        "tick_epoch": decision.tick_epoch,
        "decided_at": to_text(decision.at),
        "thresholds": dict(evidence.thresholds) if evidence else {},
        "nearest_miss": _miss_view(evidence.nearest_miss) if evidence else None,
    }


def _miss_view(miss: NearestMiss | None) -> Json | None:
    if miss is None:
        return None
    return {"code": miss.code, "value": miss.value, "limit": miss.limit, "used": f"{miss.used:.4f}"}


def trade_view(trade: Trade) -> Json:
    """Show one trade; what has not happened yet is null."""
    return {
        "id": trade.trade_id,
        "account_id": trade.account_id,
        "account_kind": trade.account_kind.value,
        "currency": trade.currency,
        "symbol": trade.symbol,
        "trade_type": trade.trade_type.value,
        "contract_type": trade.contract_type.value,
        "status": trade.status.value,
        "reason": trade.reason,
        "stake": money_text(trade.stake),
        "expiry_minutes": trade.expiry_minutes,
        "quoted_payout": money_text(trade.quoted_payout),
        "payout": _money(trade.payout),
        "entry_spot": _spot(trade.entry_spot),
        "entry_at": _time(trade.entry_at),
        "exit_spot": _spot(trade.exit_spot),
        "exit_at": _time(trade.exit_at),
        "profit": _money(trade.profit),
        "commission": _money(trade.commission),
        "markup": _money(trade.markup),
        "fees_simulated": trade.is_simulated,
        "contract_id": trade.contract_id,
        "requested_at": to_text(trade.requested_at),
        "opened_at": _time(trade.opened_at),
        "expires_at": _time(trade.expires_at),
        "settled_at": _time(trade.settled_at),
        "decision": decision_view(trade.decision, trade.evidence),
    }
