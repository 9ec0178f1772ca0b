import statistics
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.trading.market import Candle, Direction, Tick, Vote
from nexus.trading.strategies.scalping import Scalping, ScalpingParameters
from nexus.trading.strategies.strategy import Step

LIVE = Candle(0, 1.0, 1.0, 1.0, 1.0)


def after(cents: list[int], strategy: Scalping | None = None) -> Vote:
    strategy = strategy or Scalping()
    vote = None
    for number, spot in enumerate(cents):
        tick = Tick("R_100", 2 * number, Decimal(spot) / 100)
        vote = strategy.vote(Step(None, LIVE, tick))
    assert vote is not None
    return vote


RAMP = [10_000 + 3 * number for number in range(30)]


def test_steady_run_votes_its_way_and_mirrors_for_a_fall() -> None:
    rise, fall = after(RAMP), after(RAMP[::-1])

    assert (rise.direction, fall.direction) == (Direction.RISE, Direction.FALL)
    assert rise.confidence == fall.confidence
    assert rise.facts["imbalance"] == "1.00000"


def test_confidence_grades_distance_and_imbalance_half_and_half() -> None:
    # The last of 30 evenly spaced values is 14.5 / sqrt(899 / 12) = 1.6753 deviations out.
    assert after(RAMP).confidence == round(0.5 * 1.6753 / 2 + 0.5, 4)


def test_move_back_and_forth_abstains() -> None:
    vote = after([10_000, 10_001] * 15)

    assert (vote.direction, vote.facts["reason"]) == (None, "no clear move")


def test_one_jump_against_many_small_moves_abstains() -> None:
    vote = after([*range(10_000, 10_029), 9_000])

    assert (vote.direction, vote.facts["reason"]) == (None, "no clear move")


def test_candle_only_data_abstains() -> None:
    assert Scalping().vote(Step(LIVE, LIVE, None)).facts["reason"] == "no ticks"


def test_strategy_abstains_until_its_window_is_full() -> None:
    assert after(RAMP[:29]).facts == {"reason": "warm-up", "ticks": "29"}


def test_gap_in_the_feed_starts_the_window_anew() -> None:
    strategy = Scalping()
    after(RAMP, strategy)

    vote = strategy.vote(Step(None, LIVE, Tick("R_100", 58 + 31, Decimal("200"))))

    assert vote.facts == {"reason": "warm-up", "ticks": "1"}


def test_market_without_movement_abstains() -> None:
    assert after([10_000] * 40).facts["reason"] == "no movement"


@given(st.lists(st.integers(9_990, 10_010), min_size=10, max_size=40))
def test_z_and_imbalance_are_those_of_the_window_recomputed_in_full(cents: list[int]) -> None:
    open_minded = ScalpingParameters(window=10, min_z=0.0, min_imbalance=0.0)

    vote = after(cents, Scalping(open_minded))

    window = [spot / 100 for spot in cents[-10:]]
    spread = statistics.pstdev(window)
    moves = [b - a for a, b in pairwise(window) if a != b]
    if not moves:
        assert vote.facts["reason"] == "no movement"
    else:
        z = (window[-1] - statistics.fmean(window)) / spread
        ups = sum(move > 0 for move in moves)
        assert float(vote.facts["z"]) == pytest.approx(z, abs=1e-4)
        expected = (2 * ups - len(moves)) / len(moves)
        assert float(vote.facts["imbalance"]) == pytest.approx(expected, abs=1e-4)


@given(st.lists(st.integers(9_990, 10_010), min_size=30, max_size=30), st.integers(1, 20_000))
def test_vote_depends_on_the_window_and_on_nothing_before(window: list[int], earlier: int) -> None:
    assert after([earlier, 1, earlier, *window]) == after(window)
