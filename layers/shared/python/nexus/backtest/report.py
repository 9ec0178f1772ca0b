"""A result in words, for a terminal."""

from collections.abc import Iterator, Mapping

from nexus.backtest.comparison import amount, percent
from nexus.backtest.models import Series, Settings
from nexus.backtest.result import Group, Summary
from nexus.backtest.sweep import Sweep
from nexus.kernel.clock import from_epoch, to_text

SHOWN = 10


def summary_lines(settings: Settings, series: Series, summary: Summary) -> Iterator[str]:
    """Say what was run, what came of it, and what that is worth."""
    yield from _about(settings, series)
    hits, mean = summary.hits, summary.expectancy
    interval = f"95 % interval {percent(hits.low)} to {percent(hits.high)}"
    yield f"trades         {summary.trades} ({summary.cancelled} more cancelled)"
    yield f"win rate       {percent(hits.rate)}, {interval}, {hits.wins} of {hits.count}"
    yield f"break-even     {percent(summary.break_even)} at these payouts and fees"
    each = f"95 % interval {amount(mean.low)} to {amount(mean.high)}"
    yield f"per trade      {amount(mean.mean)} after fees, {each}"
    parts = f"profit {summary.profit:+.2f}, fees {summary.fees:.2f}"
    yield f"net result     {summary.net:+.2f} ({parts})"
    yield f"drawdown       {summary.max_drawdown:.2f} at most"
    yield f"losing streak  {summary.longest_losing_streak} at most"
    yield f"decisions      {_counts(summary.reasons)}"
    yield f"not asked      {_counts(summary.rested)} (votes while the last answer stood)"
    yield from _groups("strategy", summary.strategies)
    yield from _groups("hour, UTC", {f"{hour:02d}": group for hour, group in summary.hours.items()})
    yield f"hash           {summary.hash}"
    if summary.warning:
        yield f"WARNING        {summary.warning}"


def sweep_lines(sweep: Sweep) -> Iterator[str]:
    """Show the best combinations, and how many were tried."""
    for each in sweep.results[:SHOWN]:
        tuned = "; ".join(
            f"{choice.name} {_values(choice.parameters)}"
            for choice in each.strategies
            if choice.parameters
        )
        rate = f"{percent(each.hits.rate)} (break-even {percent(each.break_even)})"
        yield f"net {each.net:+10.2f}  trades {each.trades:6d}  win rate {rate}  {tuned}"
    yield f"{sweep.tried} combinations tried, {sweep.skipped} skipped as out of bounds"
    if not sweep.is_told:
        yield "WARNING  The best of so many cannot be told from chance."


def _about(settings: Settings, series: Series) -> Iterator[str]:
    first, last = (to_text(from_epoch(int(series.epochs[place]))) for place in (0, -1))
    plan = settings.staking
    yield f"data           {series.source}"
    yield f"candles        {len(series)} of {series.symbol}, {first} to {last}"
    names = (f"{each.name} {_values(each.parameters)}".strip() for each in settings.strategies)
    yield f"strategies     {', '.join(names)}"
    ratio = settings.payout.ratio
    paid = f"payout {ratio}" if ratio is not None else "recorded payouts"
    yield f"plan           {settings.expiry_minutes} min, {plan.kind.value} {plan.stake}, {paid}"


def _groups(label: str, groups: Mapping[str, Group]) -> Iterator[str]:
    for name, group in groups.items():
        hits = group.hits
        interval = f"{percent(hits.low)} to {percent(hits.high)}"
        rate = f"{percent(hits.rate):>9} ({interval}, {hits.count} trades)"
        yield f"  {label} {name:<10} {rate}  net {group.net:+.2f}"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "none"


def _values(parameters: Mapping[str, float]) -> str:
    return " ".join(f"{name}={value:g}" for name, value in parameters.items())
