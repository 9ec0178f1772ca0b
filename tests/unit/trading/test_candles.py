from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from nexus.trading.candles import minute_of, next_candle
from nexus.trading.market import Candle, Tick


def tick(epoch: int, spot: str) -> Tick:
    return Tick("R_100", epoch, Decimal(spot))


def built(ticks: list[Tick]) -> list[Candle]:
    candles: list[Candle] = []
    live = None
    for one in ticks:
        closed, live = next_candle(live, one)
        candles += [closed] if closed else []
    return [*candles, *([live] if live else [])]


def test_candle_keeps_open_high_low_and_close_of_its_minute() -> None:
    candles = built([tick(60, "10"), tick(70, "12"), tick(80, "9"), tick(119, "11")])

    assert candles == [Candle(60, 10.0, 12.0, 9.0, 11.0)]


def test_tick_on_the_full_minute_opens_the_next_candle() -> None:
    candles = built([tick(118, "10"), tick(120, "11")])

    assert [candle.epoch for candle in candles] == [60, 120]


def test_minute_without_ticks_has_no_candle() -> None:
    candles = built([tick(60, "10"), tick(240, "11")])

    assert [candle.epoch for candle in candles] == [60, 240]


def test_tick_of_an_earlier_minute_changes_nothing() -> None:
    live = Candle(120, 10.0, 10.0, 10.0, 10.0)

    assert next_candle(live, tick(119, "99")) == (None, live)


@given(
    epochs=st.lists(st.integers(0, 600), unique=True, min_size=1).map(sorted),
    spots=st.lists(st.integers(1, 10_000), min_size=601, max_size=601),
)
def test_candles_are_those_of_grouping_the_ticks_by_minute(
    epochs: list[int], spots: list[int]
) -> None:
    ticks = [tick(epoch, str(spots[epoch])) for epoch in epochs]
    groups: dict[int, list[float]] = {}
    for one in ticks:
        groups.setdefault(minute_of(one.epoch), []).append(float(one.spot))

    expected = [Candle(at, g[0], max(g), min(g), g[-1]) for at, g in groups.items()]

    assert built(ticks) == expected
