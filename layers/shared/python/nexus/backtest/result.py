"""What a run amounts to: money, drawdown, hit rates, and whether it is more than chance."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from nexus.backtest.models import Run, Settings, SimulatedTrade
from nexus.kernel.clock import from_epoch
from nexus.kernel.money import ZERO
from nexus.trading.models import TradeStatus
from nexus.trading.statistics import (
    Expectancy,
    HitRate,
    chance_of,
    expectancy,
    hit_rate,
    is_told_from_chance,
)

CURVE_POINTS = 500
K = TypeVar("K", int, str)
LOSES = "This loses money: the whole interval of the result per trade is below zero."
NOT_TOLD = "This result cannot be told from chance: the win rate may be luck."


@dataclass(frozen=True)
class Group:
    """The trades of one strategy, hour or other kind, taken together."""

    hits: HitRate
    net: Decimal


@dataclass(frozen=True)
class CurvePoint:
    """Equity after fees at a moment (epoch seconds), and how far it is below its peak."""

    epoch: int
    equity: Decimal
    drawdown: Decimal


@dataclass(frozen=True)
class Summary:
    """The result of a run; money after fees unless it says otherwise.

    `break_even` is the win rate at which the average stake and win of this run end at zero.
    `chance` is how likely so many wins are at that rate. `reasons` counts decisions by code,
    `accepted` among them, `rested` the votes that came while an answer still stood. `hours` are
    UTC. `warning` is empty or one plain sentence.
    """

    candles: int
    trades: int
    cancelled: int
    hits: HitRate
    break_even: float | None
    chance: float | None
    expectancy: Expectancy
    profit: Decimal
    fees: Decimal
    net: Decimal
    max_drawdown: Decimal
    longest_losing_streak: int
    reasons: Mapping[str, int]
    rested: Mapping[str, int]
    strategies: Mapping[str, Group]
    hours: Mapping[int, Group]
    curve: tuple[CurvePoint, ...]
    warning: str
    hash: str


def summarize(settings: Settings, run: Run, *, tried: int = 1) -> Summary:
    """Sum a run up; `tried` is how many settings were tried to find this one."""
    decided = [t for t in run.trades if t.status is not TradeStatus.CANCELLED]
    wins = sum(t.status is TradeStatus.WON for t in decided)
    even = break_even_rate(decided)
    mean = expectancy([trade.net for trade in decided])
    is_told = even is not None and is_told_from_chance(wins, len(decided), even, tried)
    curve = equity_curve(settings.opening_balance, run.trades)
    return Summary(
        candles=run.candles,
        trades=len(decided),
        cancelled=len(run.trades) - len(decided),
        hits=hit_rate(wins, len(decided)),
        break_even=even,
        chance=None if even is None else chance_of(wins, len(decided), even),
        expectancy=mean,
        profit=sum((t.profit for t in decided), ZERO),
        fees=sum((t.fees for t in decided), ZERO),
        net=sum((t.net for t in decided), ZERO),
        max_drawdown=max((point.drawdown for point in curve), default=ZERO),
        longest_losing_streak=_longest_streak(decided),
        reasons=Counter(d.decision.code or "accepted" for d in run.decided),
        rested=run.rested,
        strategies=_grouped(decided, lambda trade: trade.strategies),
        hours=_grouped(decided, lambda trade: (from_epoch(trade.opened_epoch).hour,)),
        curve=thinned(curve),
        warning="" if is_told else _warning(mean),
        hash=run.hash,
    )


def break_even_rate(trades: Iterable[SimulatedTrade]) -> float | None:
    """Find the win rate at which such trades end at zero, by what a win paid per unit at stake."""
    won = [trade for trade in trades if trade.status is TradeStatus.WON]
    gained = sum((trade.net for trade in won), ZERO)
    if gained <= ZERO:
        return None
    return float(1 / (1 + gained / sum((trade.stake for trade in won), ZERO)))


def equity_curve(opening: Decimal, trades: Iterable[SimulatedTrade]) -> list[CurvePoint]:
    """Follow equity from trade to trade."""
    equity = peak = opening
    points = []
    for trade in trades:
        equity += trade.net
        peak = max(peak, equity)
        points.append(CurvePoint(trade.settled_epoch, equity, peak - equity))
    return points


def thinned(curve: list[CurvePoint], most: int = CURVE_POINTS) -> tuple[CurvePoint, ...]:
    """Keep at most about `most` points: of each stretch its last and its deepest."""
    if len(curve) <= most:
        return tuple(curve)
    size = -(-len(curve) // (most // 2))
    kept = []
    for start in range(0, len(curve), size):
        stretch = curve[start : start + size]
        deepest = max(stretch, key=lambda point: point.drawdown)
        kept += [deepest] if deepest is stretch[-1] else [deepest, stretch[-1]]
    return tuple(kept)


def _grouped(
    trades: Iterable[SimulatedTrade], keys: Callable[[SimulatedTrade], Iterable[K]]
) -> dict[K, Group]:
    groups: dict[K, list[SimulatedTrade]] = {}
    for trade in trades:
        for key in keys(trade):
            groups.setdefault(key, []).append(trade)
    return {key: _group(groups[key]) for key in sorted(groups)}


def _group(trades: list[SimulatedTrade]) -> Group:
    wins = sum(trade.status is TradeStatus.WON for trade in trades)
    return Group(hit_rate(wins, len(trades)), sum((trade.net for trade in trades), ZERO))


def _longest_streak(trades: Iterable[SimulatedTrade]) -> int:
    longest = now = 0
    for trade in trades:
        now = now + 1 if trade.profit < ZERO else 0
        longest = max(longest, now)
    return longest


def _warning(mean: Expectancy) -> str:
    return LOSES if mean.high is not None and mean.high < 0 else NOT_TOLD
