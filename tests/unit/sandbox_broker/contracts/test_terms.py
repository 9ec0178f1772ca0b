from decimal import Decimal
from typing import Any

import pytest

from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.market.instruments import INSTRUMENTS
from tests.unit.sandbox_broker.factories import NOON, terms

EURO = INSTRUMENTS["frxEURUSD"]
LATE = NOON + 10 * 3600


@pytest.mark.parametrize(
    ("duration", "unit", "expiry"),
    [
        (15, "s", NOON + 15),
        (2, "m", NOON + 120),
        (1, "h", NOON + 3600),
        (5, "t", NOON + 12),
        (1, "d", NOON + 36 * 3600 - 1),
    ],
)
def test_expiry_follows_from_the_duration(duration: int, unit: str, expiry: int) -> None:
    assert terms(duration=duration, duration_unit=unit).expiry(NOON) == expiry


def test_a_fixed_expiry_does_not_move_with_the_purchase() -> None:
    found = terms(duration=None, duration_unit=None, date_expiry=NOON + 90)

    assert found.expiry(NOON + 30) == NOON + 90


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"duration": 14}, "TradingDurationNotAllowed"),
        ({"duration": 86_401}, "TradingDurationNotAllowed"),
        ({"duration": 0, "duration_unit": "t"}, "TicksNumberLimits"),
        ({"duration": None}, "InvalidExpiry"),
        ({"duration": None, "date_expiry": NOON}, "PastExpiryTime"),
        ({"amount": None}, "InvalidAmount"),
        ({"basis": None}, "InvalidAmount"),
        ({"amount": Decimal("1.001"), "basis": "payout"}, "IncorrectPayoutDecimals"),
        ({"contract_type": "MULTUP"}, "InvalidInputAsset"),
        ({"barrier": "+1"}, "BarrierNotAllowed"),
    ],
)
def test_what_is_not_offered_is_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(BrokerError) as refused:
        terms(**change)

    assert refused.value.code == code


def test_ticks_are_refused_with_the_bounds_of_the_kind() -> None:
    with pytest.raises(BrokerError) as refused:
        terms(contract_type="HIGHER", barrier="+0.1", duration=4, duration_unit="t")

    assert refused.value.message == "Number of ticks must be between 5 and 10."


@pytest.mark.parametrize(
    ("now", "change", "code"),
    [
        (LATE, {"duration": 30, "duration_unit": "m"}, "TradingSuspendedSpecificHours"),
        (NOON, {"duration": 13, "duration_unit": "h"}, "SameTradingDayExpiry"),
        (NOON, {"duration": 4, "duration_unit": "d"}, "TradingDayExpiry"),
        (NOON + 4 * 86_400, {"duration": 30, "duration_unit": "m"}, "MarketIsClosed"),
        (NOON, {"duration": 5, "duration_unit": "t"}, "TradingDurationNotAllowed"),
    ],
)
def test_forex_has_its_hours(now: int, change: dict[str, Any], code: str) -> None:
    with pytest.raises(BrokerError) as refused:
        terms(EURO, now, **change)

    assert refused.value.code == code


def test_forex_is_offered_within_its_hours() -> None:
    assert terms(EURO, duration=15, duration_unit="m").seconds == 900
