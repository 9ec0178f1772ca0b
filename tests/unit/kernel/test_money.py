from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.money import CENT, cents, money_text, share, split

amounts = st.decimals("0.00", "100000.00", places=2)
rates = st.integers(0, 100).map(lambda percent: Decimal(percent) / 100)


def test_half_a_cent_rounds_to_the_even_one() -> None:
    assert cents(Decimal("0.125")) == Decimal("0.12")
    assert cents(Decimal("0.135")) == Decimal("0.14")


def test_money_is_written_with_two_decimals() -> None:
    assert money_text(Decimal("10")) == "10.00"
    assert money_text(Decimal("1E+3")) == "1000.00"


@given(amounts, rates)
def test_the_parts_of_a_split_sum_to_the_whole(amount: Decimal, rate: Decimal) -> None:
    parts = split(amount, [rate, 1 - rate])

    assert sum(parts) == amount
    assert parts[0] == share(amount, rate)


@given(amounts, rates)
def test_a_share_is_whole_cents(amount: Decimal, rate: Decimal) -> None:
    assert share(amount, rate) % CENT == 0
