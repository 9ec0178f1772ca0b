"""What a contract is worth at a measured hit rate."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from nexus.trading.cost import cost_of
from nexus.trading.expected import expected_values
from nexus.trading.market import Direction, Vote
from nexus.trading.models import Cost
from nexus.trading.statistics import hit_rate
from tests.factories import a_case

RISING = Vote("breakout", Direction.RISE, 0.8)
FALLING = Vote("momentum", Direction.FALL, 0.8)
RATES = {"breakout": hit_rate(30, 50), "momentum": hit_rate(20, 50), "scalping": hit_rate(0, 0)}


def _cost() -> Cost:
    cost = cost_of(a_case())
    assert cost is not None
    return cost


def test_only_strategies_that_vote_for_the_side_count() -> None:
    [rise] = expected_values(_cost(), RATES, (RISING, FALLING), Direction.RISE)
    [fall] = expected_values(_cost(), RATES, (RISING, FALLING), Direction.FALL)

    assert (rise.strategy, rise.agrees, fall.strategy) == ("breakout", True, "momentum")


def test_without_a_vote_for_the_side_all_with_a_sample_are_shown_and_say_so() -> None:
    found = expected_values(_cost(), RATES, (RISING,), Direction.FALL)

    assert [(each.strategy, each.agrees) for each in found] == [
        ("breakout", False),
        ("momentum", False),
    ]
    assert expected_values(_cost(), {"scalping": hit_rate(0, 0)}, (), Direction.RISE) == ()


@given(st.integers(1, 400), st.data())
def test_value_lies_in_its_interval_and_is_nothing_at_break_even(
    count: int, data: st.DataObject
) -> None:
    wins, cost = data.draw(st.integers(0, count)), _cost()

    [found] = expected_values(cost, {"breakout": hit_rate(wins, count)}, (), Direction.RISE)

    assert -cost.stake <= found.low <= found.value <= found.high <= cost.net_profit_if_won
    slack = Decimal("0.0002") * (cost.stake + cost.net_profit_if_won) + Decimal("0.01")
    gained = (Decimal(wins) / count - cost.break_even_win_rate) * (
        cost.stake + cost.net_profit_if_won
    )
    assert abs(found.value - gained) <= slack
