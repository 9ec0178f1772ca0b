"""Bodies of `/billing`: what real accounts owe Nexus."""

from typing import Literal

from functions.rest_api.schemas.fields import Answer, MoneyText, Page, TimeText


class Charge(Answer):
    """What one won trade cost: the commission and, where a partner asks for it, the markup."""

    trade_id: str
    currency: str
    commission: MoneyText
    markup: MoneyText
    total: MoneyText
    status: Literal["pending", "approved", "paid", "reversed"]
    at: TimeText


class ChargeList(Page):
    """Charges, newest first."""

    items: list[Charge]


class BillingBalance(Answer):
    """What is owed on real accounts; simulated fees are never owed."""

    currency: str
    commission: MoneyText
    markup: MoneyText
    owed: MoneyText
    as_of: TimeText
