import pytest

from functions.sandbox_broker.contracts.offerings import (
    contracts_list,
    duration_text,
    offerings,
    rows,
)
from functions.sandbox_broker.market.instruments import INSTRUMENTS
from tests.unit.sandbox_broker.factories import R_50


def test_an_index_offers_all_kinds_over_all_ranges() -> None:
    bounds = {
        (row["contract_type"], row["expiry_type"]): (
            row["min_contract_duration"],
            row["max_contract_duration"],
        )
        for row in rows(R_50, 920_000)
    }

    assert len(bounds) == 18
    assert bounds["CALL", "tick"] == ("1t", "10t")
    assert bounds["HIGHER", "tick"] == ("5t", "10t")
    assert bounds["PUTE", "intraday"] == ("15s", "1d")
    assert bounds["PUT", "daily"] == ("1d", "365d")


def test_forex_offers_no_ticks_and_minimums_of_its_own() -> None:
    shortest = {
        symbol: {o.expiry_type: duration_text(o.shortest, o.unit) for o in offerings(instrument)}
        for symbol, instrument in INSTRUMENTS.items()
        if symbol.startswith("frx")
    }

    assert shortest["frxEURUSD"] == {"daily": "1d", "intraday": "15m"}
    assert shortest["frxAUDUSD"] == {"daily": "1d", "intraday": "30m"}


def test_the_list_of_categories_names_every_type_once() -> None:
    types = [
        name for row in contracts_list() for name in str(row["contract_types"]).split("'")[1::2]
    ]

    assert sorted(types) == ["CALL", "CALLE", "HIGHER", "LOWER", "PUT", "PUTE"]


@pytest.mark.parametrize(
    ("count", "unit", "text"),
    [(15, "s", "15s"), (900, "s", "15m"), (7200, "s", "2h"), (3, "d", "3d")],
)
def test_durations_are_written_in_their_largest_unit(count: int, unit: str, text: str) -> None:
    assert duration_text(count, unit) == text
