"""Put runs side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nexus.backtest.result import Summary


@dataclass(frozen=True)
class Line:
    """One figure of every run, as text, in the order of the runs."""

    figure: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Runs side by side; `best` is the name of the one with the largest net result.

    `warning` is kept: the best of several is the likelier to be luck the more there are.
    """

    names: tuple[str, ...]
    lines: tuple[Line, ...]
    best: str
    warning: str


def compare(runs: Mapping[str, Summary]) -> Comparison:
    """Compare named runs; raises ValueError without any."""
    if not runs:
        raise ValueError("Expected at least one run, was none")
    best = max(runs, key=lambda name: runs[name].net)
    figures = [_figures(summary) for summary in runs.values()]
    lines = tuple(Line(figure, tuple(each[figure] for each in figures)) for figure in figures[0])
    return Comparison(tuple(runs), lines, best, _warning(list(runs.values()), runs[best]))


def _figures(summary: Summary) -> dict[str, str]:
    hits, mean = summary.hits, summary.expectancy
    return {
        "trades": str(summary.trades),
        "win rate": percent(hits.rate),
        "win rate, 95 % interval": f"{percent(hits.low)} to {percent(hits.high)}",
        "break-even": percent(summary.break_even),
        "net result": f"{summary.net:.2f}",
        "per trade": amount(mean.mean),
        "per trade, 95 % interval": f"{amount(mean.low)} to {amount(mean.high)}",
        "largest drawdown": f"{summary.max_drawdown:.2f}",
        "longest losing streak": str(summary.longest_losing_streak),
    }


def percent(rate: float | None) -> str:
    """Write a rate as a percentage, or that it is unknown."""
    return "unknown" if rate is None else f"{100 * rate:.2f} %"


def amount(value: float | None) -> str:
    """Write an average amount, or that it is unknown."""
    return "unknown" if value is None else f"{value:+.4f}"


def _warning(runs: Sequence[Summary], best: Summary) -> str:
    if best.warning or len(runs) == 1:
        return best.warning
    return f"The best of {len(runs)} runs: part of its lead may be luck."
