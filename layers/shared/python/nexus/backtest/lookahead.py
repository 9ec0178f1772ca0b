"""Show that no decision used a candle that had not closed yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from nexus.backtest.event_engine import run_events
from nexus.backtest.models import Decided, Series, Settings


@dataclass(frozen=True)
class LookAhead:
    """The cuts that were tried, and the first decision that changed with the future, if any."""

    cuts: tuple[int, ...]
    difference: str

    @property
    def is_clean(self) -> bool:
        """No decision changed."""
        return not self.difference


def check_look_ahead(settings: Settings, series: Series, cuts: Sequence[int]) -> LookAhead:
    """Run on the first candles only, for each cut: the decisions up to it must be the same."""
    whole = run_events(settings, series).decided
    for cut in cuts:
        expected = [each for each in whole if each.number < cut]
        found = list(run_events(settings, series.until(cut)).decided)
        difference = _difference(expected, found)
        if difference:
            return LookAhead(tuple(cuts), f"cut at {cut}: {difference}")
    return LookAhead(tuple(cuts), "")


def even_cuts(series: Series, count: int) -> list[int]:
    """Spread cuts over a series."""
    return [len(series) * place // (count + 1) for place in range(1, count + 1)]


def _difference(expected: list[Decided], found: list[Decided]) -> str:
    for one, other in zip(expected, found, strict=False):
        if (one.number, one.hash) != (other.number, other.hash):
            return f"decision on candle {one.number} is another one"
    if len(expected) != len(found):
        return f"expected {len(expected)} decisions, was {len(found)}"
    return ""
