"""Sessions, signals and odds as their owner sees them; money is text."""

from datetime import datetime, timedelta

from nexus.kernel.clock import to_text
from nexus.kernel.events import JsonValue
from nexus.kernel.hours import is_within, opens_at
from nexus.kernel.money import money_text
from nexus.trading.consensus import DEFAULT_RULES
from nexus.trading.market import Vote
from nexus.trading.models import Consensus, ConsensusRules
from nexus.trading.odds import StakingOdds
from nexus.trading.rules.session import lower
from nexus.trading.session import Session, SessionSettings, SessionStatus
from nexus.trading.staking import StakingPlan
from nexus.trading.statistics import HitRate

Json = dict[str, JsonValue]


def session_view(session: Session, at: datetime, most_minutes: int | None) -> Json:
    """Show one session as of a moment; `most_minutes` is its account's limit for sessions."""
    started = session.started_at
    minutes = lower(session.settings.limits.max_minutes, most_minutes)
    ends = started + timedelta(minutes=int(minutes)) if started and minutes else None
    return {
        "id": session.session_id,
        "account_id": session.account_id,
        "status": session.status.value,
        "stop_reason": session.stop_reason.value if session.stop_reason else None,
        "settings": settings_view(session.settings),
        "created_at": to_text(session.created_at),
        "started_at": _time(started),
        "stopped_at": _time(session.stopped_at),
        "ends_at": _time(ends),
        "next_check": next_check(session, at),
        "trades": session.trades,
        "open_trades": len(session.open_trades),
        "open_stakes": money_text(session.tally.open_stakes),
        "won": session.won,
        "lost": session.lost,
        "result": money_text(session.result),
        "decisions": session.decisions,
        "reasons": dict(session.reasons),
        "last_decision_at": _time(session.last_decision_at),
        "hash": session.hash,
    }


def settings_view(settings: SessionSettings) -> Json:
    """Show what a session trades."""
    limits = settings.limits
    return {
        "symbols": list(settings.symbols),
        "strategies": [
            {
                "name": each.name,
                "weight": each.weight,
                "parameters": {name: f"{value:g}" for name, value in each.parameters.items()},
            }
            for each in settings.strategies
        ],
        "expiry_minutes": settings.expiry_minutes,
        "staking": staking_view(settings.staking),
        "limits": {
            "max_loss": money_text(limits.max_loss),
            "take_profit": None if limits.take_profit is None else money_text(limits.take_profit),
            "max_minutes": limits.max_minutes,
            "max_trades": limits.max_trades,
            "max_open_trades": limits.max_open_trades,
        },
        "hours": list(settings.hours),
    }


def staking_view(plan: StakingPlan) -> Json:
    """Show a staking plan."""
    return {
        "kind": plan.kind.value,
        "stake": money_text(plan.stake),
        "balance_share": f"{plan.balance_share:.4f}",
    }


def next_check(session: Session, at: datetime) -> Json:
    """Say when the votes are looked at next: on a tick, after a trade, by schedule, or never."""
    if session.status is not SessionStatus.RUNNING:
        return {"when": "never" if session.status is SessionStatus.STOPPED else "when_running"}
    if not is_within(session.settings.hours, at):
        return {"when": "opens_at", "at": to_text(opens_at(session.settings.hours, at))}
    if len(session.open_trades) >= session.settings.limits.max_open_trades:
        return {"when": "open_trade_ends"}
    return {"when": "next_tick"}


def reason_not_to_trade(
    consensus: Consensus, votes: tuple[Vote, ...], rules: ConsensusRules = DEFAULT_RULES
) -> Json | None:
    """Say why the votes call for no trade, with numbers; None when they call for one."""
    if consensus.direction is not None:
        return None
    speaking = [vote for vote in votes if vote.direction is not None]
    if not speaking:
        return _reason("NO_VOTES", "No strategy sees a direction")
    if consensus.confidence == 0.0:
        return _reason("TIE", "The votes are split evenly")
    if consensus.agreeing < rules.min_agreeing:
        said = f"{consensus.agreeing} of {rules.min_agreeing} votes needed agree"
        return _reason("TOO_FEW_VOTES", said)
    said = f"Rule strength {consensus.confidence:.2f} is below {rules.min_confidence:.2f}"
    return _reason("NOT_SURE_ENOUGH", said)


def hit_rate_view(rate: HitRate) -> Json:
    """Show a measured hit rate with its interval and sample."""
    return {
        "wins": rate.wins,
        "count": rate.count,
        "rate": None if rate.rate is None else f"{rate.rate:.4f}",
        "low": f"{rate.low:.4f}",
        "high": f"{rate.high:.4f}",
    }


def odds_view(odds: StakingOdds, streak: int, net_ratio: str, source: str) -> Json:
    """Show what a plan risks."""
    expected = odds.expected_trades_to_stop
    return {
        "trades": odds.trades,
        "win_rate": f"{odds.win_rate:.4f}",
        "losses_in_a_row": streak,
        "stop_chance": f"{odds.stop_chance:.4f}",
        "expected_trades_to_stop": None if expected is None else f"{expected:.1f}",
        "streak_stakes": [money_text(stake) for stake in odds.streak_stakes],
        "streak_loss": money_text(odds.streak_loss),
        "worst_day": money_text(odds.worst_day),
        "wins_cover": list(odds.wins_cover),
        "net_ratio": net_ratio,
        "payout_source": source,
    }


def _reason(code: str, detail: str) -> Json:
    return {"code": code, "detail": detail}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else to_text(moment)
