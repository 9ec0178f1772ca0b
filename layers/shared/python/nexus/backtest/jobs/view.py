"""Backtests as their owner sees them; money is text, rates have four decimals."""

from collections.abc import Mapping, Sequence

from nexus.backtest.comparison import Comparison
from nexus.backtest.jobs.models import (
    Failure,
    Headline,
    Job,
    JobResult,
    Source,
    SourceKind,
)
from nexus.backtest.models import Settings
from nexus.backtest.result import Group
from nexus.kernel.account import Limits
from nexus.kernel.clock import from_epoch, to_text
from nexus.kernel.events import JsonValue
from nexus.kernel.money import money_text
from nexus.trading.session_view import hit_rate_view, staking_view

Json = dict[str, JsonValue]


def job_view(job: Job) -> Json:
    """Show one backtest without its result."""
    share = job.done / job.total if job.total else 0.0
    return {
        "id": job.backtest_id,
        "name": job.name,
        "symbol": job.settings.symbol,
        "status": job.status.value,
        "is_cancelling": job.is_cancelling and not job.is_over,
        "source": _source(job.source),
        "settings": _settings(job.settings),
        "progress": {"share": f"{share:.4f}", "done": job.done, "total": job.total},
        "created_at": to_text(job.created_at),
        "started_at": to_text(job.started_at) if job.started_at else None,
        "ended_at": to_text(job.ended_at) if job.ended_at else None,
        "headline": _headline(job.headline) if job.headline else None,
        "failure": _failure(job.failure) if job.failure else None,
    }


def result_view(result: JobResult) -> Json:
    """Show what a finished backtest found."""
    summary = result.summary
    return {
        "data": result.data,
        "first_candle_at": to_text(from_epoch(result.first_epoch)),
        "last_candle_at": to_text(from_epoch(result.last_epoch)),
        "candles": summary.candles,
        "decisions": result.decisions,
        "trades": summary.trades,
        "cancelled": summary.cancelled,
        "hit_rate": hit_rate_view(summary.hits),
        "break_even": _rate(summary.break_even),
        "chance": None if summary.chance is None else f"{summary.chance:.6f}",
        "told_from_chance": not summary.warning,
        "warning": summary.warning,
        "expectancy": _expectancy(result),
        **_money(result),
        "longest_losing_streak": summary.longest_losing_streak,
        "reasons": dict(summary.reasons),
        "rested": dict(summary.rested),
        "strategies": _groups(summary.strategies),
        "hours": _groups({f"{hour:02d}": group for hour, group in summary.hours.items()}),
        "curve": _curve(result),
        "failed_strategies": dict(result.failures),
        "hash": summary.hash,
    }


def comparison_view(jobs: Sequence[Job], found: Comparison) -> Json:
    """Show finished backtests side by side."""
    return {
        "ids": [job.backtest_id for job in jobs],
        "names": [job.name or job.settings.symbol for job in jobs],
        "lines": [{"figure": line.figure, "values": list(line.values)} for line in found.lines],
        "best": found.best,
        "warning": found.warning,
    }


def _money(result: JobResult) -> Json:
    summary = result.summary
    amounts = {
        "opening_balance": result.opening_balance,
        "closing_balance": result.closing_balance,
        "profit": summary.profit,
        "fees": summary.fees,
        "net": summary.net,
        "max_drawdown": summary.max_drawdown,
    }
    return {name: money_text(amount) for name, amount in amounts.items()}


def _expectancy(result: JobResult) -> Json:
    found = result.summary.expectancy
    figures = {"mean": found.mean, "low": found.low, "high": found.high}
    shown = {name: None if each is None else f"{each:.4f}" for name, each in figures.items()}
    return {"count": found.count, **shown}


def _curve(result: JobResult) -> list[JsonValue]:
    return [
        {
            "at": to_text(from_epoch(point.epoch)),
            "equity": money_text(point.equity),
            "drawdown": money_text(point.drawdown),
        }
        for point in result.summary.curve
    ]


def _groups(groups: Mapping[str, Group]) -> list[JsonValue]:
    return [
        {"name": name, "hit_rate": hit_rate_view(group.hits), "net": money_text(group.net)}
        for name, group in groups.items()
    ]


def _source(source: Source) -> Json:
    return {
        "kind": source.kind.value,
        "starts_at": None if source.start is None else to_text(from_epoch(source.start)),
        "ends_at": None if source.end is None else to_text(from_epoch(source.end)),
        "seed": source.seed,
        "candles": source.candles,
        "description": _DESCRIPTIONS[source.kind],
    }


_DESCRIPTIONS: Mapping[SourceKind, str] = {
    SourceKind.HISTORY: "The broker's past one-minute candles",
    SourceKind.CSV: "One-minute candles that were uploaded",
    SourceKind.SYNTHETIC: "A random walk: not a market, and no plan should win on it",
}


def _settings(settings: Settings) -> Json:
    payout = settings.payout
    return {
        "strategies": [
            {
                "name": each.name,
                "weight": each.weight,
                "parameters": {name: f"{value:g}" for name, value in each.parameters.items()},
            }
            for each in settings.strategies
        ],
        "min_agreeing": settings.min_agreeing,
        "min_confidence": f"{settings.min_confidence:.4f}",
        "expiry_minutes": settings.expiry_minutes,
        "staking": staking_view(settings.staking),
        "limits": _limits(settings.limits),
        "payout": {
            "ratio": None if payout.ratio is None else f"{payout.ratio:f}",
            "quotes": len(payout.recorded),
            "quote_seconds": payout.quote_seconds,
            "max_payout": money_text(payout.max_payout),
        },
        "account_kind": settings.account_kind.value,
        "opening_balance": money_text(settings.opening_balance),
        "leverage": settings.leverage,
        "commission_rate": f"{settings.commission_rate:.4f}",
        "markup_rate": f"{settings.markup_rate:.4f}",
        "when_halted": settings.when_halted.value,
        "allow_equals": settings.allow_equals,
        "allows_gaps": settings.allows_gaps,
        "decimals": settings.decimals,
    }


def _limits(limits: Limits) -> Json:
    profit = limits.daily_take_profit
    return {
        "daily_loss_limit": money_text(limits.daily_loss_limit),
        "min_stake": money_text(limits.min_stake),
        "max_stake": money_text(limits.max_stake),
        "max_consecutive_losses": limits.max_consecutive_losses,
        "max_open_trades": limits.max_open_trades,
        "cooldown_losses": limits.cooldown_losses,
        "cooldown_minutes": limits.cooldown_minutes,
        "daily_take_profit": None if profit is None else money_text(profit),
        "trading_hours": list(limits.trading_hours),
    }


def _headline(headline: Headline) -> Json:
    return {
        "candles": headline.candles,
        "trades": headline.trades,
        "net": money_text(headline.net),
        "max_drawdown": money_text(headline.max_drawdown),
        "win_rate": _rate(headline.win_rate),
        "break_even": _rate(headline.break_even),
        "told_from_chance": headline.told_from_chance,
        "hash": headline.hash,
    }


def _failure(failure: Failure) -> Json:
    errors: list[JsonValue] = [
        {"field": each.field, "message": each.message} for each in failure.fields
    ]
    return {"code": failure.code, "detail": failure.detail, "errors": errors}


def _rate(value: float | None) -> str | None:
    return None if value is None else f"{value:.4f}"
