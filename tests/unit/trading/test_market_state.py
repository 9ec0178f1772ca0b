import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from nexus.trading.consensus import take_consensus
from nexus.trading.market import Candle, Direction, MarketView, Tick, Vote
from nexus.trading.market_state import WINDOW_CANDLES, MarketState
from nexus.trading.strategies import STRATEGIES
from nexus.trading.strategies.strategy import Step

SEEN = datetime(2026, 11, 24, tzinfo=UTC)
START = 1_700_000_040


def walk(count: int, seed: int = 1, start: int = START, step: float = 2.5e-4) -> list[Tick]:
    prices, spot, ticks = random.Random(seed), 1000.0, []
    for number in range(count):
        spot *= 1 + prices.gauss(0, step)
        ticks.append(Tick("R_100", start + 2 * number, Decimal(f"{spot:.2f}")))
    return ticks


def fed(ticks: list[Tick], state: MarketState | None = None) -> list[MarketView]:
    state = state or MarketState("R_100", 2)
    return [state.on_tick(tick, SEEN) for tick in ticks]


def rising(after: Tick, count: int, direction: int = 1) -> list[Tick]:
    factor = 1 + Decimal("0.0005") * direction
    return [
        Tick("R_100", after.epoch + 2 * n, (after.spot * factor**n).quantize(Decimal("0.01")))
        for n in range(1, count + 1)
    ]


def test_same_ticks_give_the_same_views_byte_for_byte() -> None:
    ticks = walk(2_000)

    assert repr(fed(ticks)) == repr(fed(ticks))


def test_view_carries_the_tick_and_one_vote_of_each_strategy_in_order() -> None:
    tick = walk(1)[0]

    view = MarketState("R_100", 2).on_tick(tick, SEEN)

    assert (view.symbol, view.spot, view.tick_epoch) == ("R_100", tick.spot, tick.epoch)
    assert (view.decimals, view.seen_at) == (2, SEEN)
    assert [vote.strategy for vote in view.votes] == list(STRATEGIES)
    assert all(vote.facts["reason"] == "warm-up" for vote in view.votes)


def test_clear_run_after_a_walk_reaches_consensus_either_way() -> None:
    history = walk(3_000)

    for sign, direction in ((1, Direction.RISE), (-1, Direction.FALL)):
        views = fed([*history, *rising(history[-1], 30, sign)])
        consensus = take_consensus(views[-1].votes)
        assert (consensus.direction, consensus.agreeing) == (direction, 3)


def test_loaded_history_gives_the_votes_that_living_through_it_gives() -> None:
    ticks = walk(18_000)
    lived = MarketState("R_100", 2)
    fed(ticks[:17_000], lived)
    loaded = MarketState("R_100", 2)

    loaded.load(lived.candles[-WINDOW_CANDLES - 1 :], ticks[16_900:17_000])

    assert loaded.candles == lived.candles
    for one, other in zip(fed(ticks[17_000:], lived), fed(ticks[17_000:], loaded), strict=True):
        assert one == other


def test_window_hash_changes_with_each_thing_the_votes_saw() -> None:
    ticks = walk(300)
    base = fed(ticks)[-1].window_hash
    other_last = [*ticks[:-1], Tick("R_100", ticks[-1].epoch, ticks[-1].spot + 1)]
    other_first = [Tick("R_100", ticks[0].epoch, ticks[0].spot + 1), *ticks[1:]]

    assert len({base, fed(other_last)[-1].window_hash, fed(other_first)[-1].window_hash}) == 3


def test_time_of_arrival_is_no_part_of_the_window() -> None:
    tick = walk(1)[0]

    late = MarketState("R_100", 2).on_tick(tick, SEEN + timedelta(seconds=9))

    assert late.window_hash == fed([tick])[0].window_hash


def test_repeated_or_older_tick_changes_nothing() -> None:
    ticks, state = walk(100), MarketState("R_100", 2)
    view = fed(ticks, state)[-1]
    candles = state.candles

    again = state.on_tick(ticks[-1], SEEN + timedelta(seconds=1))
    older = state.on_tick(ticks[50], SEEN + timedelta(seconds=1))

    assert again == older == view
    assert state.candles == candles


def test_first_live_tick_may_repeat_the_last_one_loaded() -> None:
    ticks, state = walk(400), MarketState("R_100", 2)
    state.load([], ticks)

    assert state.on_tick(ticks[-1], SEEN) == fed(ticks)[-1]


def test_last_loaded_candle_may_still_be_forming() -> None:
    minute = START - START % 60 + 60
    forming = Candle(minute, 10.0, 12.0, 9.0, 11.0)
    state = MarketState("R_100", 2)
    state.load([Candle(minute - 60, 8.0, 9.0, 7.0, 9.0), forming], [])

    state.on_tick(Tick("R_100", minute + 30, Decimal("13.00")), SEEN)

    assert state.candles[-1] == Candle(minute, 10.0, 13.0, 9.0, 13.0)
    assert len(state.candles) == 2


def test_history_kept_is_bounded() -> None:
    state = MarketState("R_100", 2)
    flat = [Candle(60 * n, 10.0, 11.0, 9.0, 10.0) for n in range(1_000)]

    state.load(flat, [])

    assert state.candles == tuple(flat[-WINDOW_CANDLES - 1 :])


class Broken:
    name = "broken"

    def vote(self, step: Step) -> Vote:
        raise ZeroDivisionError("nothing to divide by")


class Steady:
    name = "steady"

    def vote(self, step: Step) -> Vote:
        return Vote(self.name, Direction.RISE, 0.9)


def test_strategy_that_raises_casts_no_vote_and_is_reported() -> None:
    state = MarketState("R_100", 2, [Broken(), Steady()])

    broken, steady = state.on_tick(walk(1)[0], SEEN).votes

    assert (broken.direction, broken.confidence) == (None, 0.0)
    assert state.failures == {"broken": "ZeroDivisionError: nothing to divide by"}
    assert steady.direction is Direction.RISE
