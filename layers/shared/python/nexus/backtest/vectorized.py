"""The second back end: whole columns and whole cents, for sweeps.

It shares neither indicators, votes, consensus, risk nor money with the engine that trades; the
gate in tests/unit/backtest holds both to the same decisions and trades.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nexus.backtest import columns
from nexus.backtest.cents import CODES, Money, simulate
from nexus.backtest.compilation import compiled, in_columns, record
from nexus.backtest.market import PriceList
from nexus.backtest.models import Series, Settings, StrategyChoice, WhenHalted
from nexus.kernel.account import AccountKind
from nexus.kernel.errors import FieldError, Malformed
from nexus.kernel.hours import DAY_MINUTES, open_minutes
from nexus.trading.market import Direction
from nexus.trading.strategies.breakout import BreakoutParameters
from nexus.trading.strategies.momentum import MomentumParameters
from nexus.trading.strategies.strategy import CONFIDENCE_STEPS
from nexus.trading.strategies.tuning import as_numbers

MICRO = 1_000_000


@dataclass(frozen=True)
class VectorRun:
    """What a vectorized run decided and traded, as columns.

    One row per decision: candle, outcome (index into CODES), direction (1, -1), weighted
    confidences and their weight, votes agreeing, stake in cents. One row per trade: candle of
    the decision, direction, stake, payout, profit and fees in cents, status (1 won, 0 lost,
    -1 cancelled).
    """

    candles: int
    decisions: Any
    trades: Any
    rested: Mapping[str, int]
    balance: Decimal


def run_vectorized(settings: Settings, series: Series) -> VectorRun:
    """Run a backtest on checked settings and candles; needs the compiler."""
    import numpy as np

    series, count = in_columns(series), len(series)
    votes = [_votes(choice, series) for choice in settings.strategies]
    directions = np.array([each[0] for each in votes])
    confidences = np.array([each[1] for each in votes])
    weights = np.array([choice.weight for choice in settings.strategies])
    prices = _prices(settings, series)
    decisions, trades = np.empty((count, 7), np.int64), np.empty((count, 7), np.int64)
    rested = np.zeros(len(CODES), np.int64)
    made, done, balance = compiled(simulate)(
        record(_money(settings)),
        (series.epochs, series.opens, series.closes),
        (directions, confidences, weights),
        prices,
        _hours(settings),
        decisions,
        trades,
        rested,
    )
    counts = {code: int(n) for code, n in zip(CODES, rested, strict=True) if n}
    cash = Decimal(balance).scaleb(-2)
    return VectorRun(count, decisions[:made].copy(), trades[:done].copy(), counts, cash)


def _votes(choice: StrategyChoice, series: Series) -> tuple[Any, Any]:
    import numpy as np

    count = len(series)
    directions, confidences = np.zeros(count, np.int64), np.zeros(count, np.int64)
    fill = _FILLS.get(choice.name)
    if fill is None:
        wrong = f"Expected a strategy with columns ({', '.join(_FILLS)}), was {choice.name}"
        raise Malformed(FieldError("strategies", wrong))
    fill(choice, series, directions, confidences)
    return directions, confidences


def _breakout(choice: StrategyChoice, series: Series, directions: Any, confidences: Any) -> None:
    import numpy as np

    p = BreakoutParameters(**as_numbers(choice.name, choice.parameters))  # type: ignore[arg-type]
    top, bottom, ranges, spreads = (np.empty(len(series)) for _ in range(4))
    compiled(columns.extremes)(series.highs, series.lows, p.channel, top, bottom)
    compiled(columns.true_ranges)(series.highs, series.lows, series.closes, p.atr, ranges)
    compiled(columns.deviations)(series.closes, p.squeeze, spreads)
    compiled(columns.breakouts)(
        series.closes, top, bottom, ranges, spreads, record(p), directions, confidences
    )


def _momentum(choice: StrategyChoice, series: Series, directions: Any, confidences: Any) -> None:
    import numpy as np

    p = MomentumParameters(**as_numbers(choice.name, choice.parameters))  # type: ignore[arg-type]
    fast, slow, gap, rsi, ranges = (np.empty(len(series)) for _ in range(5))
    compiled(columns.averages)(series.closes, p.fast, p.slow - p.fast, fast)
    compiled(columns.averages)(series.closes, p.slow, 0, slow)
    compiled(columns.histograms)(fast, slow, p.slow - 1, p.signal, gap)
    compiled(columns.strengths)(series.closes, p.rsi, rsi)
    compiled(columns.true_ranges)(series.highs, series.lows, series.closes, p.atr, ranges)
    compiled(columns.momenta)(fast, slow, gap, rsi, ranges, record(p), directions, confidences)


def _silence(_choice: StrategyChoice, _series: Series, _directions: Any, _steps: Any) -> None:
    # Scalping looks at ticks, of which candles have none: it abstains throughout.
    return


_FILLS: Mapping[str, Callable[[StrategyChoice, Series, Any, Any], None]] = {
    "breakout": _breakout,
    "momentum": _momentum,
    "scalping": _silence,
}


def _prices(settings: Settings, series: Series) -> Any:
    import numpy as np

    if settings.payout.ratio is not None:
        return np.full((2, 1), int(settings.payout.ratio * MICRO))
    prices = PriceList(settings, series, None)
    return np.array([_ratios(prices, series, each) for each in (Direction.RISE, Direction.FALL)])


def _ratios(prices: PriceList, series: Series, direction: Direction) -> list[int]:
    found = []
    for epoch in series.epochs:
        quote = prices.at(int(epoch) + 60).get(direction)
        if quote is None:
            found.append(-1)
        elif quote.valid_until.timestamp() <= int(epoch) + 60:
            found.append(-2)
        else:
            found.append(int(quote.payout_ratio * MICRO))
    return found


def _hours(settings: Settings) -> Any:
    import numpy as np

    open_ones = open_minutes(settings.limits.trading_hours)
    return np.array([minute in open_ones for minute in range(DAY_MINUTES)])


def _money(settings: Settings) -> Money:
    limits, plan = settings.limits, settings.staking
    return Money(
        expiry=settings.expiry_minutes * 60,
        minutes=settings.expiry_minutes,
        least_votes=settings.min_agreeing,
        sure=int(settings.min_confidence * CONFIDENCE_STEPS),
        staking=list(type(plan.kind)).index(plan.kind),
        stake=_cents(plan.stake),
        balance_share=int(plan.balance_share * MICRO),
        balance=_cents(settings.opening_balance),
        min_stake=max(_cents(limits.min_stake), 35),
        max_stake=_cents(limits.max_stake),
        max_open=limits.max_open_trades,
        max_losses=limits.max_consecutive_losses,
        daily_loss=_cents(limits.daily_loss_limit),
        exposure=_cents(limits.daily_loss_limit) * settings.leverage,
        is_real=int(settings.account_kind is AccountKind.REAL),
        has_haircut=int(settings.account_kind is AccountKind.DEMO),
        commission=int(settings.commission_rate * MICRO),
        markup=int(settings.markup_rate * MICRO),
        max_payout=_cents(settings.payout.max_payout),
        equals=int(settings.allow_equals),
        stops=int(settings.when_halted is WhenHalted.STOP),
        take_profit=-1 if limits.daily_take_profit is None else _cents(limits.daily_take_profit),
        cooldown_losses=limits.cooldown_losses or 0,
        cooldown_seconds=limits.cooldown_minutes * 60,
    )


def _cents(amount: Decimal) -> int:
    return int(amount.scaleb(2))
