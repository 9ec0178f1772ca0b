from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.account import AccountKind
from nexus.kernel.money import cents
from nexus.trading.cost import break_even, cost_of, fees_on
from nexus.trading.models import Case, Cost
from tests.factories import a_case, a_quote, a_request, an_account, terms


def priced(case: Case) -> Cost:
    cost = cost_of(case)
    assert cost is not None
    return cost


def test_real_trade_costs_what_the_design_says() -> None:
    real = an_account(kind=AccountKind.REAL)

    cost = priced(a_case(account=real, request=a_request("10.00")))

    assert (cost.payout, cost.profit_if_won) == (Decimal("19.50"), Decimal("9.50"))
    assert (cost.commission, cost.markup) == (Decimal("1.90"), Decimal("0.00"))
    assert cost.net_profit_if_won == Decimal("7.60")
    assert cost.break_even_win_rate == Decimal("0.5682")
    assert not cost.is_indicative


def test_demo_payout_is_indicative_and_gives_up_one_percent_of_the_profit() -> None:
    cost = priced(a_case(request=a_request("100.00")))

    assert cost.payout == Decimal("194.05")
    assert cost.is_indicative


def test_demo_account_at_the_broker_is_priced_by_the_broker() -> None:
    cost = priced(a_case(account=an_account(kind=AccountKind.DERIV_DEMO)))

    assert cost.payout == Decimal("19.50")
    assert not cost.is_indicative


def test_there_is_no_cost_without_a_quote() -> None:
    assert cost_of(a_case(quote=None)) is None


def test_payout_stays_within_the_broker_s_largest() -> None:
    quote = a_quote(max_payout=Decimal("15.00"))

    assert priced(a_case(quote=quote)).payout == Decimal("15.00")


def test_no_fee_is_taken_without_a_profit() -> None:
    for profit in ("0.00", "-10.00"):
        fees = fees_on(Decimal(profit), terms(markup_rate=Decimal("0.50")))
        assert fees.commission == fees.markup == 0


def test_contract_that_pays_back_less_than_its_stake_never_breaks_even() -> None:
    cost = priced(a_case(quote=a_quote(payout_ratio=Decimal("0.90"))))

    assert (cost.payout, cost.commission) == (Decimal("9.00"), Decimal("0.00"))
    assert cost.break_even_win_rate == 1


@pytest.mark.parametrize(
    ("stake", "net", "expected"), [("10", "10", "0.5"), ("10", "9", "0.5263"), ("10", "0", "1")]
)
def test_break_even_is_the_share_of_wins_that_pays_for_the_losses(
    stake: str, net: str, expected: str
) -> None:
    assert break_even(Decimal(stake), Decimal(net)) == Decimal(expected)


@given(
    profit=st.integers(1, 10_000_00).map(lambda n: Decimal(n) / 100),
    markup=st.integers(0, 50).map(lambda n: Decimal(n) / 100),
)
def test_fees_are_whole_cents_and_never_pass_seventy_percent(
    profit: Decimal, markup: Decimal
) -> None:
    fees = fees_on(profit, terms(markup_rate=markup))

    assert fees.commission >= 0
    assert fees.markup >= 0
    assert fees.commission + fees.markup <= profit * Decimal("0.70")
    assert cents(fees.commission) == fees.commission
    assert abs(fees.markup - profit * markup) <= Decimal("0.02")


@given(
    stake=st.integers(35, 1000_00).map(lambda n: Decimal(n) / 100),
    ratio=st.integers(10_001, 30_000).map(lambda n: Decimal(n) / 10_000),
    kind=st.sampled_from(AccountKind),
)
def test_parts_of_a_win_always_sum_to_the_payout(
    stake: Decimal, ratio: Decimal, kind: AccountKind
) -> None:
    case = a_case(account=an_account(kind=kind), quote=a_quote(payout_ratio=ratio))

    cost = priced(replace(case, request=replace(case.request, stake=stake)))

    taken = cost.commission + cost.markup
    assert cost.stake + cost.net_profit_if_won + taken == cost.payout
    assert cents(cost.payout) == cost.payout
    assert 0 < cost.break_even_win_rate <= 1
