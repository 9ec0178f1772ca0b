import pytest

from nexus.trading.market import Candle, Direction, Vote
from nexus.trading.strategies.momentum import Momentum, MomentumParameters
from nexus.trading.strategies.strategy import Step


def after(closes: list[float], price: float) -> Vote:
    strategy = Momentum()
    live = Candle(60 * len(closes), price, price, price, price)
    vote = strategy.vote(Step(None, live, None))
    for number, close in enumerate(closes):
        closed = Candle(60 * number, close, close + 1, close - 1, close)
        vote = strategy.vote(Step(closed, live, None))
    return vote


FLAT = [100.0 + (0.2 if number % 2 else -0.2) for number in range(50)]
UP = [*FLAT, *(100.0 + 0.5 * step for step in range(1, 8))]
DOWN = [200.0 - close for close in UP]


def test_fresh_move_votes_its_way_and_mirrors_for_a_fall() -> None:
    rise, fall = after(UP, 104.0), after(DOWN, 96.0)

    assert (rise.direction, fall.direction) == (Direction.RISE, Direction.FALL)
    assert rise.confidence == fall.confidence
    assert rise.confidence > 0.7


def test_confidence_grades_the_histogram_and_the_rsi() -> None:
    for price in (103.6, 104.0):
        vote = after(UP, price)
        histogram, rsi = float(vote.facts["histogram_in_atr"]), float(vote.facts["rsi"])

        graded = 0.35 * min(histogram / 0.5, 1) + 0.25 * min((rsi - 50) / 25, 1)
        assert vote.confidence == pytest.approx(0.40 + graded, abs=1e-4)


def test_live_price_counts_as_if_the_candle_closed_now() -> None:
    assert after(FLAT, 100.0).direction is None
    assert after(FLAT, 104.0).direction is Direction.RISE
    assert after(FLAT, 96.0).direction is Direction.FALL


def test_signs_that_differ_abstain() -> None:
    vote = after(UP, 98.0)

    assert (vote.direction, vote.facts["reason"]) == (None, "cross, histogram and RSI differ")


def test_spent_move_abstains() -> None:
    vote = after([*FLAT, *(100.0 + 5.0 * step for step in range(1, 8))], 150.0)

    assert (vote.direction, vote.facts["reason"]) == (None, "move is spent")


def test_strategy_abstains_until_the_signal_line_exists() -> None:
    assert after(UP[:32], 110.0).facts["reason"] == "warm-up"
    assert after(UP[:33], 110.0).facts.get("reason") != "warm-up"


def test_parameters_must_have_a_fast_and_a_slow_average() -> None:
    with pytest.raises(ValueError, match="Expected fast below slow, was 26 and 26"):
        MomentumParameters(fast=26)
