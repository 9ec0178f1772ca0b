from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.sandbox_broker.assumptions import Assumptions
from functions.sandbox_broker.contracts.pricing import (
    bid,
    channel,
    mark_up,
    quote,
    win_probability,
)
from functions.sandbox_broker.errors import BrokerError
from tests.unit.sandbox_broker.factories import NOON, R_50, terms

KNOWN = Assumptions()
SPOT = 920_000


def price_of(account_type: str | None, **change: Any) -> tuple[Decimal, Decimal]:
    found = quote(terms(**change), SPOT, NOON, channel(KNOWN, account_type), KNOWN)
    return found.ask, found.payout


def test_the_captured_prices_come_out() -> None:
    assert price_of(None) == (Decimal(10), Decimal("19.53"))
    assert price_of("demo") == (Decimal(10), Decimal("18.83"))


def test_a_wanted_payout_is_charged_its_price() -> None:
    assert price_of("real", basis="payout", amount=Decimal(100)) == (
        Decimal("53.10"),
        Decimal(100),
    )


def test_a_tie_that_wins_costs_a_little() -> None:
    assert price_of("demo", contract_type="CALLE")[1] < price_of("demo")[1]


def test_the_official_markup_examples_come_out() -> None:
    stake = mark_up("stake", Decimal(10), Decimal(10) / Decimal("17.20"), Decimal(2))
    payout = mark_up("payout", Decimal(50), Decimal("25.50") / 50, Decimal(2))

    assert stake.payout == Decimal("16.63")
    assert payout.ask == Decimal("26.50")
    assert payout.markup == Decimal("1.00")


@pytest.mark.parametrize(
    ("account_type", "amount", "code"),
    [
        (None, "0.34", "StakeLimits"),
        (None, "600", "PayoutLimits"),
        ("demo", "6000", "PayoutLimits"),
    ],
)
def test_amounts_beyond_the_limits_are_refused(
    account_type: str | None, amount: str, code: str
) -> None:
    with pytest.raises(BrokerError) as refused:
        price_of(account_type, amount=Decimal(amount))

    assert refused.value.code == code


def test_a_refusal_states_limits_and_value() -> None:
    with pytest.raises(BrokerError) as refused:
        price_of(None, amount=Decimal("0.20"))

    assert refused.value.message == (
        "Minimum stake of 0.35 and maximum payout of 1000.00. Current stake is 0.20."
    )


@given(st.integers(-5000, 5000), st.integers(1, 86_400))
def test_up_and_down_share_the_whole_chance(offset: int, seconds: int) -> None:
    up = win_probability(R_50, SPOT, SPOT + offset, 1, seconds)
    down = win_probability(R_50, SPOT, SPOT + offset, -1, seconds)

    assert float(up + down) == pytest.approx(1, abs=2e-6)
    assert (up < Decimal("0.5")) is (offset > 0) or up == Decimal("0.5")


def test_a_bid_is_never_negative_and_grows_with_the_chance() -> None:
    bids = [bid(Decimal("18.83"), Decimal(c), Decimal("0.031")) for c in ("0", "0.5", "1")]

    assert bids == [Decimal("0.00"), Decimal("8.83"), Decimal("18.25")]
