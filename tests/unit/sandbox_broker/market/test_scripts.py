from itertools import pairwise

import pytest

from functions.sandbox_broker.market.instruments import INSTRUMENTS
from functions.sandbox_broker.market.scripts import LONGEST_TILT, Direction
from tests.unit.sandbox_broker.factories import NOON, a_market, a_script, exact


def pips(market_ticks: list[int]) -> list[int]:
    return [b - a for a, b in pairwise(market_ticks)]


@pytest.mark.parametrize("symbol", sorted(INSTRUMENTS))
@pytest.mark.parametrize(("direction", "sign"), [(Direction.RISE, 1), (Direction.FALL, -1)])
def test_every_tick_of_a_tilt_goes_its_way(symbol: str, direction: Direction, sign: int) -> None:
    script = a_script(direction, NOON, NOON + LONGEST_TILT, symbol=symbol)
    market = a_market(script)
    before = NOON - INSTRUMENTS[symbol].cadence

    steps = pips([t.pips for t in market.window(symbol, before, NOON + LONGEST_TILT)])

    assert all(step * sign > 0 for step in steps)


def test_a_flat_script_repeats_one_price() -> None:
    market = a_market(a_script(Direction.FLAT, NOON, NOON + 20))

    assert len({t.pips for t in market.window("R_50", NOON, NOON + 20)}) == 1


def test_after_a_tilt_the_path_goes_on_from_where_it_stands() -> None:
    market, plain = a_market(a_script(Direction.RISE, NOON, NOON + 600)), a_market()
    after = market.window("R_50", NOON + 600, NOON + 700)
    plain_after = plain.window("R_50", NOON + 600, NOON + 700)

    assert pips([t.pips for t in after]) == pips([t.pips for t in plain_after])
    assert after[0].pips > plain_after[0].pips


def test_before_a_script_nothing_changes() -> None:
    market, plain = a_market(a_script(Direction.FALL, NOON, NOON + 60)), a_market()

    assert market.window("R_50", NOON - 60, NOON - 2) == plain.window("R_50", NOON - 60, NOON - 2)


def test_exact_ticks_win_over_a_tilt() -> None:
    market = a_market(exact({NOON + 4: 5}), a_script(Direction.RISE, NOON, NOON + 10))

    found = {t.epoch: t.pips for t in market.window("R_50", NOON, NOON + 10)}

    assert found[NOON + 4] == 5
    assert found[NOON + 6] > found[NOON + 2] > 5


def test_silence_has_no_ticks_and_the_market_goes_on_behind_it() -> None:
    market = a_market(a_script(Direction.SILENCE, NOON, NOON + 10))

    assert market.window("R_50", NOON, NOON + 10) == []
    assert market.tick_at("R_50", NOON + 4) is None
    following = market.first_after("R_50", NOON - 1, NOON + 60)
    assert following is not None
    assert following.epoch == NOON + 12
    last = market.last_before("R_50", NOON + 10)
    assert last is not None
    assert last.epoch == NOON - 2


def test_a_later_script_ends_an_earlier_one() -> None:
    rise = a_script(Direction.RISE, NOON, NOON + 100)
    fall = a_script(Direction.FALL, NOON + 20, NOON + 40, id="s2")
    market = a_market(rise, fall)

    steps = pips([t.pips for t in market.window("R_50", NOON, NOON + 40)])

    assert all(step > 0 for step in steps[:9])
    assert all(step < 0 for step in steps[9:])
