"""Bodies of `/affiliates`."""

from typing import Literal

from functions.rest_api.schemas.fields import Answer, MoneyText, Page, TimeText


class Click(Answer):
    """One follow of the partner's link."""

    id: str
    at: TimeText


class ClickList(Page):
    """Clicks, newest first."""

    items: list[Click]


class Referral(Answer):
    """One client the partner brought; the username is shortened for privacy."""

    id: str
    username: str
    signed_up_at: TimeText
    status: Literal["signed_up", "linked", "trading"]


class ReferralList(Page):
    """Referred clients, newest first."""

    items: list[Referral]


class Commission(Answer):
    """One entry of the partner's earnings."""

    id: str
    kind: str
    amount: MoneyText
    currency: str
    status: Literal["pending", "approved", "paid", "reversed"]
    trade_id: str
    accrued_at: TimeText


class CommissionList(Page):
    """Earnings, newest first."""

    items: list[Commission]
