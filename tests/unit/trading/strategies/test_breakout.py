import pytest

from nexus.trading.market import Candle, Direction, Vote
from nexus.trading.strategies.breakout import Breakout, BreakoutParameters
from nexus.trading.strategies.strategy import Step


def candle(number: int, middle: float, half: float = 0.5) -> Candle:
    return Candle(60 * number, middle, middle + half, middle - half, middle)


def after(
    history: list[Candle], price: float, parameters: BreakoutParameters | None = None
) -> Vote:
    strategy = Breakout(parameters)
    live = Candle(60 * len(history), price, price, price, price)
    votes = [strategy.vote(Step(closed, live, None)) for closed in history]
    return votes[-1]


WAVE = [candle(number, 100.0 + (0.5 if number % 2 else -0.5)) for number in range(30)]
# A steady climb spreads the closes wide beside a small true range: no squeeze.
CLIMB = [candle(number, 100.0 + number) for number in range(30)]


def test_close_above_the_channel_votes_rise_and_below_it_fall() -> None:
    rise, fall = after(WAVE, 103.0), after(WAVE, 97.0)

    assert (rise.direction, fall.direction) == (Direction.RISE, Direction.FALL)
    assert rise.confidence == fall.confidence
    assert (rise.facts["high"], rise.facts["low"]) == ("101.00000", "99.00000")


def test_price_inside_or_on_the_edge_of_the_channel_abstains() -> None:
    for price in (100.0, 101.0, 99.0):
        vote = after(WAVE, price)
        assert (vote.direction, vote.facts["reason"]) == (None, "inside the channel")


def test_break_smaller_than_the_atr_filter_is_noise() -> None:
    vote = after(WAVE, 101.01)

    assert (vote.direction, vote.facts["reason"]) == (None, "break too small")


def test_larger_break_is_a_surer_vote_up_to_full_strength() -> None:
    confidences = [after(CLIMB, 129.5 + size).confidence for size in (0.2, 0.8, 1.6, 50.0)]

    assert confidences == sorted(confidences)
    assert confidences[0] < confidences[2] == confidences[3] == 0.85


def test_break_after_a_squeeze_is_surer() -> None:
    squeezed, loose = after(WAVE, 110.0), after(CLIMB, 150.0)

    assert (squeezed.facts["squeeze"], loose.facts["squeeze"]) == ("yes", "no")
    assert (squeezed.confidence, loose.confidence) == (1.0, 0.85)


def test_squeeze_counts_for_the_next_few_candles_only() -> None:
    loud = [candle(30 + number, 100.0 + 4 * number) for number in range(12)]

    squeezes = [after([*WAVE, *loud[:count]], 200.0).facts["squeeze"] for count in range(12)]

    released = squeezes.index("no")
    assert squeezes == ["yes"] * released + ["no"] * (12 - released)
    assert released >= 5


def test_strategy_abstains_until_the_channel_is_full() -> None:
    assert after(WAVE[:19], 110.0).facts["reason"] == "warm-up"
    assert after(WAVE[:20], 110.0).direction is Direction.RISE


def test_market_without_movement_abstains() -> None:
    flat = [candle(number, 100.0, 0.0) for number in range(30)]

    assert after(flat, 100.0).facts["reason"] == "no movement"


def test_parameters_outside_their_bounds_are_refused() -> None:
    with pytest.raises(ValueError, match="Expected channel from 5 to 120, was 4"):
        BreakoutParameters(channel=4)
