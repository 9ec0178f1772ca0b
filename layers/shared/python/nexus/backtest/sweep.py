"""Try many settings on one series with the vectorized back end, on every core."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from nexus.backtest.compilation import in_columns
from nexus.backtest.models import Series, Settings, StrategyChoice
from nexus.backtest.validation import settings_errors
from nexus.backtest.vectorized import VectorRun, run_vectorized
from nexus.kernel.errors import FieldError, Malformed
from nexus.trading.statistics import HitRate, hit_rate, is_told_from_chance

MOST_COMBINATIONS = 10_000
Grid = Mapping[str, Mapping[str, Sequence[float]]]


@dataclass(frozen=True)
class Tried:
    """One combination and what it came to, in money after fees."""

    strategies: tuple[StrategyChoice, ...]
    trades: int
    hits: HitRate
    net: Decimal
    break_even: float | None


@dataclass(frozen=True)
class Sweep:
    """All combinations, best first. `tried` is how many; the best of many looks good by luck.

    `is_told` says whether the best is more than chance, with the level shared by all tried.
    `skipped` combinations are out of bounds (fast average not below the slow one).
    """

    tried: int
    skipped: int
    results: tuple[Tried, ...]
    is_told: bool


def sweep(
    settings: Settings,
    series: Series,
    grid: Grid,
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Sweep:
    """Try every combination of the grid (strategy → parameter → values).

    The compiled loops release the GIL, so threads use all cores and share the candles.
    """
    wanted = list(_combinations(settings, grid))
    valid = [each for each in wanted if not settings_errors(each)]
    if not valid:
        raise Malformed(*settings_errors(wanted[0]))
    held = in_columns(series)
    results: list[Tried] = []
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        for tried in pool.map(lambda each: _try(each, held), valid):
            results.append(tried)
            if progress is not None:
                progress(len(results), len(valid))
    results.sort(key=lambda each: each.net, reverse=True)
    return Sweep(len(valid), len(wanted) - len(valid), tuple(results), _is_told(results))


def _combinations(settings: Settings, grid: Grid) -> Iterator[Settings]:
    axes = [
        (strategy, name, values)
        for strategy, parameters in grid.items()
        for name, values in parameters.items()
    ]
    count = 1
    for _, _, values in axes:
        count *= len(values)
    if not 1 <= count <= MOST_COMBINATIONS:
        wrong = f"Expected from 1 to {MOST_COMBINATIONS} combinations, was {count}"
        raise Malformed(FieldError("grid", wrong))
    for chosen in product(*(values for _, _, values in axes)):
        changes: dict[str, dict[str, float]] = {}
        for (strategy, name, _), value in zip(axes, chosen, strict=True):
            changes.setdefault(strategy, {})[name] = value
        yield replace(settings, strategies=_tuned(settings, changes))


def _tuned(
    settings: Settings, changes: Mapping[str, Mapping[str, float]]
) -> tuple[StrategyChoice, ...]:
    unknown = set(changes) - {choice.name for choice in settings.strategies}
    if unknown:
        wrong = f"Expected strategies of the settings, was {', '.join(sorted(unknown))}"
        raise Malformed(FieldError("grid", wrong))
    return tuple(
        replace(choice, parameters={**choice.parameters, **changes.get(choice.name, {})})
        for choice in settings.strategies
    )


def _try(settings: Settings, series: Series) -> Tried:
    run = run_vectorized(settings, series)
    trades = run.trades[run.trades[:, 6] >= 0]
    won = trades[trades[:, 6] == 1]
    net = Decimal(int(trades[:, 4].sum() - trades[:, 5].sum())).scaleb(-2)
    hits = hit_rate(len(won), len(trades))
    return Tried(settings.strategies, len(trades), hits, net, _break_even(run))


def _break_even(run: VectorRun) -> float | None:
    won = run.trades[run.trades[:, 6] == 1]
    gained, staked = int(won[:, 4].sum() - won[:, 5].sum()), int(won[:, 2].sum())
    return staked / (staked + gained) if gained > 0 else None


def _is_told(results: Sequence[Tried]) -> bool:
    best = results[0]
    if best.break_even is None:
        return False
    hits = best.hits
    return is_told_from_chance(hits.wins, hits.count, best.break_even, len(results))
