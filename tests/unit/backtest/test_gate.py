"""Two back ends, one truth: the engine that trades and the vectorized one never part."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nexus.backtest.event_engine import run_events
from nexus.backtest.exports import series_of
from nexus.backtest.models import (
    Payout,
    RecordedQuote,
    Series,
    Settings,
    StrategyChoice,
    WhenHalted,
)
from nexus.backtest.parity import first_difference
from nexus.backtest.signals import candle_at
from nexus.backtest.synthetic import random_walk
from nexus.backtest.vectorized import run_vectorized
from nexus.kernel.account import AccountKind, Limits
from nexus.kernel.errors import Malformed
from nexus.trading.market import Direction
from nexus.trading.staking import StakingKind, StakingPlan
from tests.unit.backtest.factories import some_settings

profits = st.integers(1, 900).map(lambda n: Decimal(n).scaleb(-2))
cents = st.integers(35, 40_000).map(lambda n: Decimal(n).scaleb(-2))


@st.composite
def series(draw: st.DrawFn) -> Series:
    walk = random_walk(draw(st.integers(200, 2_500)), draw(st.integers(0, 10**6)))
    missing = draw(st.sets(st.integers(0, len(walk) - 1), max_size=3))
    if not missing or len(walk) - len(missing) < 2:
        return walk
    kept = [candle_at(walk, number) for number in range(len(walk)) if number not in missing]
    return series_of(walk.symbol, kept, walk.source)


@st.composite
def choices(draw: st.DrawFn) -> tuple[StrategyChoice, ...]:
    fast = draw(st.integers(2, 12))
    breakout = {
        "channel": draw(st.integers(5, 120)),
        "atr": draw(st.integers(2, 60)),
        "min_break": draw(st.floats(0, 0.5)),
        "full_break": draw(st.floats(0.1, 2)),
        "squeeze": draw(st.integers(5, 120)),
        "squeeze_memory": draw(st.integers(1, 60)),
    }
    momentum = {
        "fast": fast,
        "slow": fast + draw(st.integers(1, 30)),
        "signal": draw(st.integers(2, 30)),
        "rsi": draw(st.integers(2, 40)),
        "regime": draw(st.floats(0, 10)),
        "exhausted": draw(st.floats(20, 50)),
        "full_histogram": draw(st.floats(0.05, 1)),
    }
    weights = draw(st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5)))
    tuned: tuple[tuple[str, dict[str, float]], ...] = (
        ("breakout", breakout),
        ("momentum", momentum),
        ("scalping", {}),
    )
    return tuple(
        StrategyChoice(name, values, weight)
        for (name, values), weight in zip(tuned, weights, strict=True)
    )


@st.composite
def payouts(draw: st.DrawFn, walk: Series) -> Payout:
    ratios = st.integers(1_000_000, 2_100_000).map(lambda n: Decimal(n).scaleb(-6))
    most = draw(st.sampled_from([Decimal("50.00"), Decimal("10000.00")]))
    if draw(st.sampled_from([True, True, False])):
        return Payout(draw(ratios), max_payout=most)
    first, last = int(walk.epochs[0]), int(walk.epochs[-1])
    epochs = sorted(draw(st.sets(st.integers(first, last), max_size=40)))
    directions = st.sampled_from(Direction)
    quotes = tuple(RecordedQuote(epoch, draw(directions), draw(ratios)) for epoch in epochs)
    life = draw(st.integers(30, 20_000))
    return Payout(None, quotes, quote_seconds=life, max_payout=most)


@st.composite
def runs(draw: st.DrawFn) -> tuple[Settings, Series]:
    walk = draw(series())
    limits = Limits(
        daily_loss_limit=draw(cents),
        max_consecutive_losses=draw(st.integers(1, 6)),
        max_stake=draw(cents),
        max_open_trades=draw(st.integers(1, 4)),
        daily_take_profit=draw(st.none() | profits),
        cooldown_losses=draw(st.none() | st.integers(1, 3)),
        cooldown_minutes=draw(st.integers(1, 60)),
        trading_hours=draw(
            st.sampled_from([(), (), (), ("22:30-03:00",), ("01:00-02:00", "20:00-23:15")])
        ),
    )
    shares = st.integers(10, 1_000).map(lambda n: Decimal(n).scaleb(-4))
    made = replace(
        some_settings(),
        strategies=draw(choices()),
        min_agreeing=draw(st.integers(1, 2)),
        min_confidence=draw(st.integers(0, 9_000).map(lambda n: Decimal(n).scaleb(-4))),
        expiry_minutes=draw(st.sampled_from([1, 5, 15, 30, 60])),
        staking=StakingPlan(draw(st.sampled_from(StakingKind)), draw(cents), draw(shares)),
        limits=limits,
        account_kind=draw(st.sampled_from([AccountKind.DEMO, AccountKind.REAL])),
        opening_balance=draw(st.sampled_from([Decimal("20.00"), Decimal("10000.00")])),
        leverage=draw(st.integers(1, 10)),
        markup_rate=draw(st.integers(0, 50).map(lambda n: Decimal(n).scaleb(-2))),
        payout=draw(payouts(walk)),
        when_halted=draw(st.sampled_from(WhenHalted)),
        allow_equals=draw(st.booleans()),
        allows_gaps=True,
    )
    return made, walk


@given(runs())
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_back_ends_decide_and_trade_the_same(run: tuple[Settings, Series]) -> None:
    wanted, walk = run

    assert first_difference(run_events(wanted, walk), run_vectorized(wanted, walk)) is None


@pytest.mark.parametrize("seed", range(3))
def test_long_series_are_the_same_to_the_last_trade(seed: int) -> None:
    walk = random_walk(60_000, seed)
    events = run_events(some_settings(), walk)

    assert len(events.trades) > 1_000
    assert first_difference(events, run_vectorized(some_settings(), walk)) is None


@pytest.mark.parametrize("target", ["0.93", "0.94", "0.95"])
def test_limit_that_is_met_to_the_cent_is_judged_the_same(target: str) -> None:
    # A win of 1.00 at stake pays 0.94 after the haircut.
    limits = Limits(daily_take_profit=Decimal(target), daily_loss_limit=Decimal("3.00"))
    wanted = some_settings(limits=replace(limits, max_open_trades=1, max_consecutive_losses=3))
    walk = random_walk(8_000, 9)
    events = run_events(wanted, walk)

    codes = {each.decision.code for each in events.decided}
    assert {"DAILY_TAKE_PROFIT", "DAILY_LOSS_LIMIT"} <= codes
    assert first_difference(events, run_vectorized(wanted, walk)) is None


def test_compiled_strategies_decide_as_the_interpreted_ones_to_the_byte() -> None:
    walk = random_walk(4_000, 5)

    compiled = run_events(some_settings(), walk, compile_them=True)
    interpreted = run_events(some_settings(), walk, compile_them=False)

    assert compiled == interpreted
    assert compiled.decided


def test_asking_on_every_candle_decides_the_same() -> None:
    walk = random_walk(4_000, 6)

    every = run_events(some_settings(), walk, asks_always=True)

    assert every.hash == run_events(some_settings(), walk).hash
    assert every.decided


def test_difference_is_told_with_both_sides() -> None:
    walk = random_walk(4_000, 7)
    other = replace(some_settings(), expiry_minutes=1)

    told = first_difference(run_events(some_settings(), walk), run_vectorized(other, walk))

    assert told is not None
    assert "vectorized" in told


def test_strategy_without_columns_is_refused_by_the_vectorized_one() -> None:
    unknown = some_settings(strategies=(StrategyChoice("streak"),))

    with pytest.raises(Malformed, match="streak"):
        run_vectorized(unknown, random_walk(100, 1))
