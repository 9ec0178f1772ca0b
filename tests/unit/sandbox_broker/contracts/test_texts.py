from decimal import Decimal

import pytest

from functions.sandbox_broker.contracts.texts import longcode, shortcode, span
from tests.unit.sandbox_broker.factories import NOON, terms


def test_the_captured_texts_come_out() -> None:
    found = terms(duration=15)

    assert longcode(found) == (
        "Win payout if Volatility 50 Index is strictly higher than entry spot at 15 seconds after"
        " contract start time."
    )
    assert (
        shortcode(found, Decimal("18.83"), 1_789_347_036)
        == "CALL_R_50_18.83_1789347036_1789347051_S0P_0"
    )


def test_a_tick_contract_counts_ticks_in_both_texts() -> None:
    found = terms(contract_type="PUTE", duration=1, duration_unit="t")

    assert longcode(found) == (
        "Win payout if Volatility 50 Index after 1 tick is lower than or equal to entry spot."
    )
    assert shortcode(found, Decimal(5), NOON) == f"PUTE_R_50_5.00_{NOON}_1T_S0P_0"


def test_barriers_are_named() -> None:
    relative = terms(contract_type="HIGHER", barrier="+0.0267")
    absolute = terms(contract_type="LOWER", barrier="91.5")

    assert "strictly higher than entry spot plus 0.0267 at" in longcode(relative)
    assert "strictly lower than 91.5 at" in longcode(absolute)
    assert shortcode(relative, Decimal(5), NOON).endswith("_S267P_0")
    assert shortcode(absolute, Decimal(5), NOON).endswith("_915000_0")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(15, "15 seconds"), (60, "1 minute"), (90, "1 minute 30 seconds"), (86_400, "1 day")],
)
def test_spans_read_naturally(seconds: int, text: str) -> None:
    assert span(seconds) == text
