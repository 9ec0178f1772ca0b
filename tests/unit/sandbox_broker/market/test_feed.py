from functions.sandbox_broker.market.feed import Tick
from functions.sandbox_broker.market.sessions import WEEK
from tests.unit.sandbox_broker.factories import NOON, a_market

FRIDAY_CLOSE = NOON + 3 * 86_400 + 8 * 3600 + 55 * 60
MONDAY_OPEN = NOON - 86_400 - 12 * 3600 + WEEK


def epochs(ticks: list[Tick]) -> list[int]:
    return [tick.epoch for tick in ticks]


def test_indices_tick_on_even_seconds_and_fast_ones_every_second() -> None:
    market = a_market()

    assert epochs(market.window("R_50", NOON + 1, NOON + 5)) == [NOON + 2, NOON + 4]
    assert epochs(market.window("1HZ100V", NOON + 1, NOON + 3)) == [NOON + 1, NOON + 2, NOON + 3]
    assert market.tick_at("R_50", NOON + 1) is None


def test_the_next_tick_lies_strictly_after_and_not_beyond_the_limit() -> None:
    market = a_market()

    found = market.first_after("R_50", NOON, NOON + 2)

    assert found is not None
    assert found.epoch == NOON + 2
    assert market.first_after("R_50", NOON, NOON + 1) is None


def test_the_last_tick_may_lie_exactly_on_the_moment() -> None:
    market = a_market()

    for at, expected in ((NOON, NOON), (NOON + 1, NOON)):
        found = market.last_before("R_50", at)
        assert found is not None
        assert found.epoch == expected


def test_forex_has_no_ticks_over_the_weekend() -> None:
    market = a_market()

    assert epochs(market.newest("frxEURUSD", MONDAY_OPEN + 1, 4)) == [
        FRIDAY_CLOSE - 1,
        FRIDAY_CLOSE,
        MONDAY_OPEN,
        MONDAY_OPEN + 1,
    ]
    assert market.window("frxEURUSD", FRIDAY_CLOSE + 1, MONDAY_OPEN - 1) == []
    opening = market.first_after("frxEURUSD", FRIDAY_CLOSE, MONDAY_OPEN)
    assert opening is not None
    assert opening.epoch == MONDAY_OPEN


def test_the_newest_ticks_end_at_the_moment_and_hold_as_many_as_asked() -> None:
    found = a_market().newest("R_50", NOON + 1, 1000)

    assert (len(found), found[-1].epoch) == (1000, NOON)
