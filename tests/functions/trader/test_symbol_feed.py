from decimal import Decimal
from functools import partial

from functions.trader.symbol_feed import SymbolFeed
from nexus.trading.market import Candle, Tick
from nexus.trading.market_state import MarketState
from tests.factories import NOW

START = 1_789_473_600


def ticks(*epochs: int) -> list[Tick]:
    return [Tick("R_100", START + e, Decimal("100.00") + Decimal(e) / 100) for e in epochs]


def a_feed() -> SymbolFeed:
    return SymbolFeed("R_100", 2, partial(MarketState, "R_100", 2))


def epochs(found: list[Tick]) -> list[int]:
    return [tick.epoch - START for tick in found]


def steady_feed(until: int = 60) -> SymbolFeed:
    feed = a_feed()
    feed.fill([], ticks(*range(0, until + 1, 2)), NOW)
    return feed


def test_live_ticks_wait_until_history_joins_up_with_them() -> None:
    feed = a_feed()
    [first, second] = ticks(10, 12)

    assert feed.receive(first, NOW) == []
    assert feed.receive(second, NOW) == []
    passed = feed.fill([], ticks(6, 8, 10), NOW)

    assert epochs(passed) == [6, 8, 10, 12]


def test_tick_that_was_seen_is_not_passed_on_again() -> None:
    feed = steady_feed()
    [again, later] = ticks(60, 62)

    assert feed.receive(again, NOW) == []
    assert epochs(feed.receive(later, NOW)) == [62]


def test_missed_beat_holds_the_symbol_until_it_is_filled() -> None:
    feed = steady_feed()
    [late] = ticks(64)

    assert feed.receive(late, NOW) == []
    assert feed.is_filling
    assert epochs(feed.fill([], ticks(60, 62, 64), NOW)) == [62, 64]
    assert not feed.is_filling


def test_beat_that_is_missing_for_good_does_not_hold_the_symbol_for_ever() -> None:
    feed = steady_feed()
    [late, later] = ticks(64, 66)

    feed.receive(late, NOW)

    assert epochs(feed.fill([], ticks(60), NOW)) == [64]
    assert epochs(feed.receive(later, NOW)) == [66]


def test_window_ends_with_the_first_later_tick() -> None:
    found = steady_feed().window(START + 20, START + 25)

    assert found is not None
    assert epochs(found) == [20, 22, 24, 26]


def test_window_that_may_have_a_hole_is_not_given() -> None:
    feed = steady_feed()

    feed.hold()
    feed.fill([], ticks(200, 202), NOW)

    assert feed.window(START + 20, START + 40) is None
    assert feed.window(START + 200, START + 201) == ticks(200, 202)


def test_history_that_overlaps_keeps_the_window_whole() -> None:
    feed = steady_feed()

    feed.hold()
    feed.fill([], ticks(*range(60, 100, 2)), NOW)

    found = feed.window(START + 58, START + 62)
    assert found is not None
    assert epochs(found) == [58, 60, 62, 64]


def test_votes_are_taken_on_a_fresh_state_after_a_gap() -> None:
    candles = [Candle(START - 60 * n, 1.0, 1.0, 1.0, 1.0) for n in range(30, 0, -1)]
    feed = a_feed()

    feed.fill(candles, ticks(0, 2), NOW)

    assert feed.view is not None
    assert (feed.view.tick_epoch, len(feed.view.votes)) == (START + 2, 3)
    assert len(feed.candles) >= 30
