from itertools import pairwise
from math import log, sqrt
from statistics import stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.sandbox_broker.market.instruments import INSTRUMENTS
from functions.sandbox_broker.market.prices import YEAR, PriceSource
from tests.unit.sandbox_broker.factories import NOON, R_50

SOURCE = PriceSource(1)


def test_the_same_seed_gives_the_same_prices_in_another_process() -> None:
    assert [PriceSource(1).pips(R_50, NOON + n) for n in (0, 2, 4)] == [896_674, 896_653, 896_661]


def test_another_seed_gives_other_prices() -> None:
    assert PriceSource(2).pips(R_50, NOON) != SOURCE.pips(R_50, NOON)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 4_000_000_000), st.sampled_from(sorted(INSTRUMENTS)))
def test_any_moment_costs_few_steps_and_equals_its_neighbourhood(epoch: int, symbol: str) -> None:
    instrument = INSTRUMENTS[symbol]
    at = epoch - epoch % instrument.cadence

    assert PriceSource(1).distant_pips(instrument, at) == SOURCE.pips(instrument, at)


def test_a_span_equals_its_single_prices_across_blocks() -> None:
    first = NOON - NOON % 4096 - 10

    span = list(SOURCE.span(R_50, first, first + 20))

    assert span == [SOURCE.pips(R_50, first + 2 * n) for n in range(11)]


@pytest.mark.parametrize("symbol", sorted(INSTRUMENTS))
def test_prices_move_as_much_as_the_instruments_name_says(symbol: str) -> None:
    instrument = INSTRUMENTS[symbol]
    pips = list(SOURCE.span(instrument, NOON, NOON + 8000))
    moves = [log(b / a) for a, b in pairwise(pips)]

    yearly = stdev(moves) * sqrt(YEAR / instrument.cadence)

    assert yearly == pytest.approx(instrument.volatility, rel=0.12)


@pytest.mark.parametrize("symbol", sorted(INSTRUMENTS))
def test_prices_stay_near_their_base_for_decades(symbol: str) -> None:
    instrument = INSTRUMENTS[symbol]
    years = [SOURCE.distant_pips(instrument, NOON + n * YEAR) for n in range(-20, 20)]

    assert all(0.3 < instrument.number(pips) / instrument.base < 3 for pips in years)
