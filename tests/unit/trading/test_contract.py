from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.trading.contract import decide_result, entry_tick, exit_tick
from nexus.trading.market import Tick
from nexus.trading.models import ContractType, TradeStatus

START, EXPIRY = 100, 160


def ticks(*points: tuple[int, str]) -> list[Tick]:
    return [Tick("R_100", epoch, Decimal(spot)) for epoch, spot in points]


def test_entry_is_the_first_tick_strictly_after_the_start() -> None:
    assert entry_tick(ticks((98, "1"), (100, "2"), (102, "3")), START) == ticks((102, "3"))[0]


def test_exit_is_the_last_tick_at_or_before_the_expiry() -> None:
    assert exit_tick(ticks((158, "1"), (160, "2"), (162, "3")), EXPIRY) == ticks((160, "2"))[0]


def test_result_waits_until_a_later_tick_proves_that_nothing_is_missing() -> None:
    seen = ticks((102, "10.00"), (160, "11.00"))

    assert decide_result(ContractType.CALL, seen, START, EXPIRY) is None
    assert decide_result(ContractType.CALL, [], START, EXPIRY) is None


@pytest.mark.parametrize(
    ("contract_type", "higher", "equal", "lower"),
    [
        (ContractType.CALL, TradeStatus.WON, TradeStatus.LOST, TradeStatus.LOST),
        (ContractType.CALLE, TradeStatus.WON, TradeStatus.WON, TradeStatus.LOST),
        (ContractType.PUT, TradeStatus.LOST, TradeStatus.LOST, TradeStatus.WON),
        (ContractType.PUTE, TradeStatus.LOST, TradeStatus.WON, TradeStatus.WON),
    ],
)
def test_contract_types_win_as_the_broker_says(
    contract_type: ContractType, higher: TradeStatus, equal: TradeStatus, lower: TradeStatus
) -> None:
    for spot, expected in (("10.01", higher), ("10.00", equal), ("9.99", lower)):
        seen = ticks((102, "10.00"), (160, spot), (162, "99.00"))

        result = decide_result(contract_type, seen, START, EXPIRY)

        assert result is not None
        assert result.status is expected
        assert (result.entry, result.exit) == (seen[0], seen[1])


@pytest.mark.parametrize(
    "seen",
    [
        ticks((98, "1.00"), (162, "2.00")),
        ticks((98, "1.00"), (130, "2.00"), (162, "2.00")),
        ticks((162, "2.00")),
    ],
    ids=["none in the period", "only one in the period", "none before the expiry"],
)
def test_contract_is_cancelled_rather_than_guessed_when_ticks_are_missing(seen: list[Tick]) -> None:
    result = decide_result(ContractType.CALL, seen, START, EXPIRY)

    assert result is not None
    assert (result.status, result.entry, result.exit) == (TradeStatus.CANCELLED, None, None)


@given(
    epochs=st.lists(st.integers(90, 200), unique=True, min_size=3, max_size=30).map(sorted),
    data=st.data(),
)
def test_rise_and_fall_never_both_win(epochs: list[int], data: st.DataObject) -> None:
    spots = data.draw(st.lists(st.sampled_from(["1.00", "1.01", "1.02"]), min_size=30, max_size=30))
    seen = ticks(*zip(epochs, spots, strict=False))

    rise = decide_result(ContractType.CALL, seen, START, EXPIRY)
    fall = decide_result(ContractType.PUT, seen, START, EXPIRY)

    if rise is None or fall is None:
        assert epochs[-1] <= EXPIRY
    else:
        assert (rise.status, fall.status) != (TradeStatus.WON, TradeStatus.WON)
        assert (rise.entry, rise.exit) == (fall.entry, fall.exit)
