"""Bodies of `/users`."""

from functions.rest_api.schemas.auth import Country
from functions.rest_api.schemas.fields import Answer, Fraction, MoneyText, StrictBody


class ProfilePatch(StrictBody):
    """What a person may change about themselves."""

    country: Country | None = None


class AffiliateCode(Answer):
    """The partner's code and the link to share."""

    code: str
    url: str


class Earnings(Answer):
    """The partner's money by state; simulated accruals are not in it."""

    pending: MoneyText
    approved: MoneyText
    paid: MoneyText
    reversed: MoneyText
    currency: str


class AffiliateStats(Answer):
    """The partner's funnel, as it is now; `conversion_rate` is sign-ups per click, 0 to 1."""

    clicks: int
    signups: int
    linked: int
    traders: int
    conversion_rate: Fraction
    earnings: Earnings
