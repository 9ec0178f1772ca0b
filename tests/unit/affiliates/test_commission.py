from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nexus.affiliates.commission import (
    APPROVAL_HOLD,
    accruals,
    check_markup,
    may_be_approved,
    reversal,
)
from nexus.affiliates.models import Collection, CommissionKind, CommissionState
from nexus.kernel.account import AccountKind
from nexus.kernel.errors import LedgerMismatch, Malformed
from nexus.kernel.money import ZERO, share
from tests.factories import NOW
from tests.unit.affiliates.factories import a_share, a_won_trade, fee_terms


def test_a_profit_of_nine_fifty_earns_the_platform_a_dollar_ninety_and_the_partner_57_cents() -> (
    None
):
    receivable, partner = accruals(a_won_trade("9.50"))

    assert receivable.kind is CommissionKind.RECEIVABLE
    assert (receivable.amount, receivable.commission) == (Decimal("1.90"), Decimal("1.90"))
    assert receivable.retained == Decimal("1.33")
    assert (partner.beneficiary_id, partner.amount) == ("P1", Decimal("0.57"))
    assert partner.state is CommissionState.PENDING


def test_the_markup_goes_to_the_partner_on_top_and_the_client_owes_both() -> None:
    terms = fee_terms(markup_rate=Decimal("0.10"))

    receivable, share_, markup = accruals(a_won_trade("9.50", markup=Decimal("0.95"), terms=terms))

    assert receivable.amount == Decimal("2.85")
    assert (share_.amount, markup.amount) == (Decimal("0.57"), Decimal("0.95"))
    assert markup.kind is CommissionKind.MARKUP


@pytest.mark.parametrize("status", ["lost", "sold", "cancelled", "rejected"])
def test_nothing_is_earned_on_a_trade_that_was_not_won(status: str) -> None:
    trade = a_won_trade("5.00", status=status)

    assert accruals(trade) == ()


@pytest.mark.parametrize("kind", [AccountKind.DEMO, AccountKind.DERIV_DEMO])
def test_nothing_is_owed_for_a_simulated_account(kind: AccountKind) -> None:
    assert accruals(a_won_trade(account_kind=kind)) == ()


def test_a_client_without_a_partner_owes_the_commission_alone() -> None:
    (receivable,) = accruals(a_won_trade(terms=fee_terms(referrer_id=None)))

    assert receivable.retained == receivable.amount == Decimal("1.90")


def test_a_partner_part_below_half_a_cent_is_no_entry() -> None:
    entries = accruals(a_won_trade("0.05", commission=Decimal("0.01")))

    assert [entry.kind for entry in entries] == [CommissionKind.RECEIVABLE]


def test_fees_above_the_terms_of_the_trade_are_refused() -> None:
    with pytest.raises(LedgerMismatch, match=r"Expected a commission of 1\.90"):
        accruals(a_won_trade("9.50", commission=Decimal("1.91")))


def test_fees_a_cent_below_the_terms_are_what_the_cap_left_of_them() -> None:
    receivable, *_ = accruals(a_won_trade("9.50", commission=Decimal("1.89")))

    assert receivable.amount == Decimal("1.89")


@given(
    profit=some.decimals("0.01", "1000", places=2),
    rate=some.decimals("0.01", "0.40", places=2),
    partner=some.decimals("0", "1", places=2),
    markup_rate=some.sampled_from([Decimal("0"), Decimal("0.05"), Decimal("0.50")]),
)
def test_the_parts_of_what_a_client_owes_sum_to_the_whole(
    profit: Decimal, rate: Decimal, partner: Decimal, markup_rate: Decimal
) -> None:
    terms = fee_terms(commission_rate=rate, partner_share=partner, markup_rate=markup_rate)
    entries = accruals(
        a_won_trade(
            str(profit),
            commission=share(profit, rate),
            markup=share(profit, markup_rate),
            terms=terms,
        )
    )

    owed = sum((e.amount for e in entries if e.kind is CommissionKind.RECEIVABLE), ZERO)
    kept = sum((e.retained for e in entries), ZERO)
    partners = sum((e.amount for e in entries if e.kind is not CommissionKind.RECEIVABLE), ZERO)
    assert owed == kept + partners
    assert kept >= ZERO


def test_a_reversal_is_an_entry_of_its_own_with_the_opposite_amount() -> None:
    earned = a_share()

    taken = reversal(earned, "settlement corrected", NOW)

    assert taken.amount == -earned.amount
    assert taken.commission_id == "T1#partner_share#reversal" != earned.commission_id


def test_nothing_is_approved_before_the_hold_has_passed() -> None:
    collection = Collection("T1", NOW, "bank-1")

    assert not may_be_approved(collection, NOW + APPROVAL_HOLD - timedelta(seconds=1))
    assert may_be_approved(collection, NOW + APPROVAL_HOLD)


@pytest.mark.parametrize("rate", ["0", "0.05", "0.10", "0.50"])
def test_a_markup_of_zero_or_five_to_fifty_percent_is_accepted(rate: str) -> None:
    check_markup(Decimal(rate), Decimal("0.20"))


@pytest.mark.parametrize("rate", ["0.01", "0.049", "0.51", "-0.10", "NaN"])
def test_any_other_markup_is_refused(rate: str) -> None:
    with pytest.raises(Malformed):
        check_markup(Decimal(rate), Decimal("0.20"))


def test_a_markup_that_takes_the_fees_above_seventy_percent_is_refused() -> None:
    with pytest.raises(Malformed, match=r"from 0\.05 to 0\.40"):
        check_markup(Decimal("0.45"), Decimal("0.30"))
