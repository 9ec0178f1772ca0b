from dataclasses import replace
from decimal import Decimal
from math import nan

import pytest

from nexus.backtest.exports import series_of
from nexus.backtest.models import Payout, RecordedQuote, Series, Settings, StrategyChoice
from nexus.backtest.synthetic import random_walk
from nexus.backtest.validation import MOST_CANDLES, check, series_errors, settings_errors
from nexus.kernel.account import Limits
from nexus.kernel.errors import Malformed
from nexus.trading.market import Candle, Direction
from nexus.trading.staking import StakingKind, StakingPlan
from tests.unit.backtest.factories import some_settings

MINUTE = 60


def only(name: str, **parameters: float) -> Settings:
    return some_settings(strategies=(StrategyChoice(name, parameters),), min_agreeing=1)


def candles(*epochs: int) -> Series:
    made = [Candle(epoch * MINUTE, 10.0, 11.0, 9.0, 10.0) for epoch in epochs]
    return series_of("R_100", made, "test")


BACKWARDS = (
    RecordedQuote(120, Direction.RISE, Decimal("1.9")),
    RecordedQuote(60, Direction.RISE, Decimal("1.9")),
)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (only("moonshot"), "strategies.0"),
        (only("breakout", channel=4), "strategies.0.channel"),
        (only("breakout", channel=20.5), "strategies.0.channel"),
        (only("breakout", min_break=nan), "strategies.0.min_break"),
        (only("breakout", colour=1), "strategies.0.colour"),
        (only("momentum", fast=30, slow=20), "strategies.0"),
        (some_settings(strategies=()), "strategies"),
        (some_settings(strategies=(StrategyChoice("breakout"),) * 2), "strategies.1"),
        (some_settings(strategies=(StrategyChoice("breakout", weight=0),)), "strategies.0.weight"),
        (some_settings(min_agreeing=3), "min_agreeing"),
        (some_settings(min_confidence=Decimal("1.1")), "min_confidence"),
        (some_settings(expiry_minutes=2), "expiry_minutes"),
        (some_settings(staking=StakingPlan(StakingKind.FIXED, Decimal("0.10"))), "staking.stake"),
        (some_settings(limits=Limits(max_consecutive_losses=0)), "limits.max_consecutive_losses"),
        (some_settings(limits=Limits(session_minutes=5)), "limits.session_minutes"),
        (some_settings(limits=Limits(trading_hours=("8-9",))), "limits.trading_hours"),
        (some_settings(commission_rate=Decimal("0.71")), "commission_rate"),
        (some_settings(payout=Payout(Decimal("NaN"))), "payout.ratio"),
        (some_settings(payout=Payout(None)), "payout"),
        (some_settings(payout=Payout(None, BACKWARDS)), "payout.recorded"),
    ],
)
def test_wrong_setting_is_refused_with_its_field(wrong: Settings, field: str) -> None:
    errors = settings_errors(wrong)

    assert errors[0].field == field
    assert "xpected" in errors[0].message


@pytest.mark.parametrize(
    ("series", "field", "reason"),
    [
        (candles(), "candles", "none"),
        (candles(1, 2, 2), "candles.2.epoch", "again"),
        (candles(1, 3, 2), "candles.1.epoch", "hole"),
        (candles(2, 1), "candles.1.epoch", "order"),
        (candles(1, 2, 5), "candles.2.epoch", "2 minutes are missing"),
        (replace(candles(1, 2), epochs=[61, 121]), "candles.0.epoch", "first second"),
        (replace(candles(1, 2), closes=[10.0, nan]), "candles.1", "close nan"),
        (replace(candles(1, 2), highs=[11.0, 9.5]), "candles.1", "high 9.5"),
        (replace(candles(1, 2), lows=[-1.0, 9.0]), "candles.0", "low -1"),
        (replace(candles(1), symbol="R_50"), "symbol", "R_50"),
        (replace(candles(1), epochs=range(MOST_CANDLES + 1)), "range", "at most"),
    ],
)
def test_wrong_candles_are_refused_with_the_place(series: Series, field: str, reason: str) -> None:
    errors = series_errors(some_settings(), series)

    assert errors[0].field == field
    assert reason in errors[0].message


def test_missing_minutes_stand_when_they_are_allowed() -> None:
    assert series_errors(some_settings(allows_gaps=True), candles(1, 2, 5)) == []


def test_sound_settings_and_candles_pass_and_others_raise() -> None:
    check(some_settings(), random_walk(500, 1))

    with pytest.raises(Malformed, match="expiry_minutes"):
        check(some_settings(expiry_minutes=7), random_walk(500, 1))
