import pytest

from functions.sandbox_broker.market.instruments import Calendar
from functions.sandbox_broker.market.sessions import (
    DAY,
    day_hours,
    is_open,
    is_quiet,
    last_open,
    next_open,
    weekday,
)
from tests.unit.sandbox_broker.factories import NOON

FRIDAY_CLOSE = NOON + 3 * DAY + 8 * 3600 + 55 * 60
MONDAY = NOON - 12 * 3600 + 6 * DAY


def test_tuesday_is_day_one() -> None:
    assert weekday(NOON) == 1


@pytest.mark.parametrize(
    ("at", "is_trading"),
    [(NOON, True), (FRIDAY_CLOSE, True), (FRIDAY_CLOSE + 1, False), (MONDAY - 1, False)],
)
def test_forex_closes_on_friday_evening(at: int, is_trading: bool) -> None:
    assert is_open(Calendar.FOREX, at) is is_trading
    assert is_open(Calendar.ALWAYS, at)


def test_the_weekend_lies_between_friday_and_monday() -> None:
    saturday = FRIDAY_CLOSE + DAY

    assert next_open(Calendar.FOREX, saturday) == MONDAY
    assert last_open(Calendar.FOREX, saturday) == FRIDAY_CLOSE
    assert next_open(Calendar.FOREX, NOON) == last_open(Calendar.FOREX, NOON) == NOON


def test_the_hours_of_a_day_are_listed() -> None:
    assert day_hours(Calendar.FOREX, 0) == (0, DAY - 1)
    assert day_hours(Calendar.FOREX, 4) == (0, 20 * 3600 + 55 * 60)
    assert day_hours(Calendar.FOREX, 5) is None
    assert day_hours(Calendar.ALWAYS, 6) == (0, DAY - 1)


def test_forex_is_quiet_late_in_the_evening() -> None:
    assert [is_quiet(Calendar.FOREX, NOON + h * 3600) for h in (8, 9, 11, 12)] == [
        False,
        True,
        True,
        False,
    ]
    assert not is_quiet(Calendar.ALWAYS, NOON + 9 * 3600)
