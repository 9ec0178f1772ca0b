"""Refuse a backtest that cannot be right, naming each field and why; plain Python, no numpy."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from math import isfinite
from typing import TypeVar

from nexus.backtest.models import CANDLE_SECONDS, Payout, Series, Settings
from nexus.kernel.account import AccountKind, Limits
from nexus.kernel.clock import from_epoch, to_text
from nexus.kernel.errors import FieldError, Malformed
from nexus.kernel.hours import hours_errors
from nexus.kernel.money import CENT
from nexus.trading.models import EXPIRY_MINUTES
from nexus.trading.staking import staking_errors
from nexus.trading.strategies.tuning import tuning_errors

MOST_CANDLES = 2_000_000
MOST_ERRORS = 20
T = TypeVar("T")
_MICRO = "0.000001"
# The values each number of the settings may take, as text for whoever makes a form of them.
BOUNDS: Mapping[str, tuple[str, str]] = {
    "min_confidence": ("0", "1"),
    "limits.daily_loss_limit": ("0.35", "100000"),
    "limits.min_stake": ("0.35", "1000"),
    "limits.max_stake": ("0.35", "1000"),
    "limits.max_consecutive_losses": ("1", "20"),
    "limits.max_open_trades": ("1", "100"),
    "limits.cooldown_losses": ("1", "20"),
    "limits.cooldown_minutes": ("1", "1440"),
    "limits.daily_take_profit": ("0.01", "100000"),
    "decimals": ("0", "8"),
    "leverage": ("1", "10"),
    "opening_balance": ("1", "1000000"),
    "commission_rate": ("0", "0.70"),
    "markup_rate": ("0", "0.50"),
    "payout.max_payout": ("1", "1000000"),
    "payout.ratio": ("1", "10"),
    "payout.quote_seconds": ("1", "86400"),
}
EARLIEST, LATEST = 0, 4_102_444_800


def check(settings: Settings, series: Series) -> None:
    """Raise Malformed with every wrong field of the settings, or else of the candles."""
    errors = settings_errors(settings) or series_errors(settings, series)
    if errors:
        raise Malformed(*errors[:MOST_ERRORS])


def settings_errors(settings: Settings) -> list[FieldError]:
    """Name each wrong setting, and why."""
    return [
        *_strategy_errors(settings),
        *_consensus_errors(settings),
        *(_under("staking", error) for error in staking_errors(settings.staking)),
        *_limit_errors(settings),
        *_money_errors(settings),
        *_payout_errors(settings.payout),
    ]


def series_errors(settings: Settings, series: Series) -> list[FieldError]:
    """Name what is wrong with the candles: order, repeats, holes, prices that are none."""
    if series.symbol != settings.symbol:
        return [FieldError("symbol", f"Expected {settings.symbol}, was {series.symbol}")]
    if len(series) == 0:
        return [FieldError("candles", "Expected at least one candle, was none")]
    if len(series) > MOST_CANDLES:
        wrong = f"Expected at most {MOST_CANDLES} candles, was {len(series)}"
        return [FieldError("range", wrong)]
    for place in (0, len(series) - 1):
        if not EARLIEST <= series.epochs[place] <= LATEST:
            wrong = f"Expected epoch seconds up to {LATEST}, was {series.epochs[place]}"
            return [FieldError(f"candles.{place}.epoch", wrong)]
    errors = list(_first(_time_errors(settings, series)))
    return errors or list(_first(_price_errors(series)))


def _strategy_errors(settings: Settings) -> list[FieldError]:
    if not settings.strategies:
        return [FieldError("strategies", "Expected at least one strategy, was none")]
    errors = []
    for place, choice in enumerate(settings.strategies):
        path = f"strategies.{place}"
        errors += tuning_errors(choice.name, choice.parameters, path)
        if choice.name in [other.name for other in settings.strategies[:place]]:
            errors.append(FieldError(path, f"Expected each strategy once, was {choice.name} again"))
        errors += _whole(f"{path}.weight", choice.weight, 1, 10)
    return errors


def _consensus_errors(settings: Settings) -> list[FieldError]:
    return [
        *_whole("min_agreeing", settings.min_agreeing, 1, len(settings.strategies)),
        *_within("min_confidence", settings.min_confidence, "0.0001"),
    ]


def _limit_errors(settings: Settings) -> list[FieldError]:
    limits = settings.limits
    return [
        *_within("limits.daily_loss_limit", limits.daily_loss_limit),
        *_within("limits.min_stake", limits.min_stake),
        *_within("limits.max_stake", limits.max_stake),
        *_within("limits.max_consecutive_losses", limits.max_consecutive_losses),
        *_within("limits.max_open_trades", limits.max_open_trades),
        *_within("limits.cooldown_losses", _or(limits.cooldown_losses, 1)),
        *_within("limits.cooldown_minutes", limits.cooldown_minutes),
        *_within("limits.daily_take_profit", _or(limits.daily_take_profit, CENT)),
        *hours_errors(limits.trading_hours, "limits.trading_hours"),
        *_of_sessions(limits),
    ]


def _of_sessions(limits: Limits) -> list[FieldError]:
    wrong = "Expected none: a backtest has no session to limit"
    given = {
        "limits.session_loss_limit": limits.session_loss_limit,
        "limits.session_minutes": limits.session_minutes,
    }
    return [FieldError(field, wrong) for field, value in given.items() if value is not None]


def _money_errors(settings: Settings) -> list[FieldError]:
    errors = [
        *_within("decimals", settings.decimals),
        *_within("leverage", settings.leverage),
        *_within("opening_balance", settings.opening_balance),
        *_within("commission_rate", settings.commission_rate, _MICRO),
        *_within("markup_rate", settings.markup_rate, _MICRO),
    ]
    if settings.expiry_minutes not in EXPIRY_MINUTES:
        wrong = f"Expected one of {EXPIRY_MINUTES}, was {settings.expiry_minutes}"
        errors.append(FieldError("expiry_minutes", wrong))
    if settings.account_kind not in (AccountKind.DEMO, AccountKind.REAL):
        wrong = f"Expected demo or real, was {settings.account_kind}"
        errors.append(FieldError("account_kind", wrong))
    return errors


def _payout_errors(payout: Payout) -> list[FieldError]:
    errors = [
        *_within("payout.max_payout", payout.max_payout),
        *_within("payout.quote_seconds", payout.quote_seconds),
    ]
    if payout.ratio is not None:
        return errors + _within("payout.ratio", payout.ratio, _MICRO)
    if not payout.recorded:
        errors.append(FieldError("payout", "Expected a ratio or recorded quotes, was neither"))
    for one, other in pairwise(payout.recorded):
        if other.epoch < one.epoch:
            wrong = f"Expected quotes in order of time, was {other.epoch} after {one.epoch}"
            return [*errors, FieldError("payout.recorded", wrong)]
    for quote in payout.recorded:
        if wrong_ratio := _within("payout.ratio", quote.ratio, _MICRO):
            return [*errors, FieldError("payout.recorded", wrong_ratio[0].message)]
    return errors


def _time_errors(settings: Settings, series: Series) -> Iterator[FieldError]:
    first = int(series.epochs[0])
    if first % CANDLE_SECONDS:
        yield FieldError("candles.0.epoch", f"Expected the first second of a minute, was {first}")
    for place, (one, other) in enumerate(pairwise(series.epochs), start=1):
        gap = int(other) - int(one)
        if gap == CANDLE_SECONDS:
            continue
        field = f"candles.{place}.epoch"
        if gap == 0:
            yield FieldError(field, f"Expected each minute once, was {int(other)} again")
        elif gap < 0:
            yield FieldError(field, f"Expected candles in order, was {int(other)} after {int(one)}")
        elif gap % CANDLE_SECONDS:
            yield FieldError(field, f"Expected the first second of a minute, was {int(other)}")
        elif not settings.allows_gaps:
            missing, at = gap // CANDLE_SECONDS - 1, to_text(from_epoch(int(other)))
            wrong = f"Expected no hole, {missing} minutes are missing before it ({at})"
            yield FieldError(field, wrong)


def _price_errors(series: Series) -> Iterator[FieldError]:
    rows = zip(series.opens, series.highs, series.lows, series.closes, strict=True)
    for place, (open_, high, low, close) in enumerate(rows):
        if 0 < low <= open_ <= high and low <= close <= high and isfinite(high):
            continue
        prices = f"open {open_:g}, high {high:g}, low {low:g}, close {close:g}"
        yield FieldError(f"candles.{place}", f"Expected prices with low <= high, was {prices}")


def _whole(field: str, value: int, low: int, high: int) -> list[FieldError]:
    if low <= value <= high:
        return []
    return [FieldError(field, f"Expected from {low} to {high}, was {value}")]


def _within(field: str, value: Decimal | int, step: str = "0.01") -> list[FieldError]:
    (low, high), amount = BOUNDS[field], Decimal(value)
    if not amount.is_finite() or not Decimal(low) <= amount <= Decimal(high):
        return [FieldError(field, f"Expected from {low} to {high}, was {value}")]
    if amount != amount.quantize(Decimal(step)):
        return [FieldError(field, f"Expected whole steps of {step}, was {value}")]
    return []


def _or(value: T | None, usual: T) -> T:
    return usual if value is None else value


def _under(path: str, error: FieldError) -> FieldError:
    return FieldError(f"{path}.{error.field}", error.message)


def _first(errors: Iterator[FieldError]) -> Iterator[FieldError]:
    for _, error in zip(range(MOST_ERRORS), errors, strict=False):
        yield error
