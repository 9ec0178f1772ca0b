"""What a client owes, as the billing page shows it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from functions.rest_api.schemas.billing import BillingBalance, Charge, ChargeList
from nexus.affiliates.models import Commission, CommissionState
from nexus.kernel.clock import to_text
from nexus.kernel.money import ZERO, money_text

_CURRENCY = "USD"


def charges_page(charges: Sequence[Commission], next_cursor: str | None) -> ChargeList:
    """Show the fees of won trades."""
    items = [
        Charge(
            trade_id=each.trade_id,
            currency=each.currency,
            commission=money_text(each.commission),
            markup=money_text(each.markup),
            total=money_text(each.amount),
            status=each.state.value,
            at=to_text(each.accrued_at),
        )
        for each in charges
    ]
    return ChargeList(items=items, next_cursor=next_cursor)


def balance_view(charges: Iterable[Commission], at: datetime) -> BillingBalance:
    """Sum what is not paid yet; a reversal takes back what it reverses."""
    owed = [each for each in charges if each.state is not CommissionState.PAID]
    return BillingBalance(
        currency=_CURRENCY,
        commission=money_text(sum((each.commission for each in owed), ZERO)),
        markup=money_text(sum((each.markup for each in owed), ZERO)),
        owed=money_text(sum((each.amount for each in owed), ZERO)),
        as_of=to_text(at),
    )
