from itertools import pairwise

import pytest

from functions.sandbox_broker.market.candles import candle_at, candles, from_ticks
from functions.sandbox_broker.market.scripts import Direction, Script
from tests.unit.sandbox_broker.factories import NOON, a_market


def test_a_candle_folds_exactly_its_own_ticks() -> None:
    market = a_market()
    (candle,) = candles(market, "R_50", start=None, end=NOON - 1, count=1, granularity=60)

    assert candle == from_ticks(NOON - 60, market.window("R_50", NOON - 60, NOON - 1))


@pytest.mark.parametrize("symbol", ["R_50", "1HZ50V", "frxEURUSD"])
@pytest.mark.parametrize("granularity", [60, 300, 900, 3600])
def test_candles_up_to_an_hour_fold_every_tick(symbol: str, granularity: int) -> None:
    market = a_market()
    saturday = NOON + 4 * 86_400
    found = candles(market, symbol, start=None, end=saturday, count=9, granularity=granularity)

    whole = [
        from_ticks(
            c.epoch, market.window(symbol, c.epoch, min(c.epoch + granularity - 1, saturday))
        )
        for c in found
    ]
    assert found == whole
    assert len(found) == 9


@pytest.mark.parametrize("direction", [Direction.RISE, Direction.SILENCE])
def test_scripted_ticks_are_folded_like_any_others(direction: Direction) -> None:
    market = a_market()
    market.add(Script("one", "R_50", direction, NOON + 60, NOON + 660))

    before = candle_at(market, "R_50", NOON - 3600, 3600, NOON + 3599)
    scripted = candle_at(market, "R_50", NOON, 3600, NOON + 3599)

    assert scripted == from_ticks(NOON, market.window("R_50", NOON, NOON + 3599))
    assert before == from_ticks(NOON - 3600, market.window("R_50", NOON - 3600, NOON - 1))


def test_the_running_candle_knows_no_later_tick() -> None:
    market = a_market()

    candle = candle_at(market, "1HZ50V", NOON, 60, until=NOON + 1)

    assert candle == from_ticks(NOON, market.window("1HZ50V", NOON, NOON + 1))


@pytest.mark.parametrize("granularity", [60, 180, 300, 3600, 86_400])
def test_candles_are_aligned_without_gap_and_hold_their_ends(granularity: int) -> None:
    found = candles(a_market(), "R_25", start=None, end=NOON, count=20, granularity=granularity)

    assert [c.epoch % granularity for c in found] == [0] * 20
    assert {b.epoch - a.epoch for a, b in pairwise(found)} == {granularity}
    assert all(c.low <= min(c.open, c.close) <= max(c.open, c.close) <= c.high for c in found)


def test_long_candles_open_and_close_on_real_ticks() -> None:
    market = a_market()
    (candle,) = candles(market, "R_25", start=None, end=NOON - 1, count=1, granularity=3600)

    ticks = market.window("R_25", NOON - 3600, NOON - 1)

    assert (candle.open, candle.close) == (ticks[0].pips, ticks[-1].pips)


def test_a_closed_market_leaves_no_candles() -> None:
    saturday = NOON + 4 * 86_400
    found = candles(a_market(), "frxEURUSD", start=None, end=saturday, count=3, granularity=3600)

    assert [c.epoch % 86_400 // 3600 for c in found] == [18, 19, 20]
