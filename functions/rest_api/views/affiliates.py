"""What a partner sees of clicks, clients and earnings."""

from collections.abc import Sequence

from functions.rest_api.schemas.affiliates import (
    Click,
    ClickList,
    Commission,
    CommissionList,
    Referral,
    ReferralList,
)
from functions.rest_api.schemas.users import AffiliateCode, AffiliateStats, Earnings
from nexus.accounts.models import User
from nexus.affiliates import models
from nexus.kernel.clock import to_text
from nexus.kernel.money import money_text

_SHOWN = 3


def code_view(user: User, public_url: str) -> AffiliateCode:
    """Show a partner the link to share."""
    return AffiliateCode(code=user.affiliate_code, url=f"{public_url}/r/{user.affiliate_code}")


def stats_view(stats: models.Stats, currency: str = "USD") -> AffiliateStats:
    """Show a partner's funnel."""
    reach, earned = stats.reach, stats.earnings
    return AffiliateStats(
        clicks=reach.clicks,
        signups=reach.signups,
        linked=reach.linked,
        traders=reach.traders,
        conversion_rate=f"{reach.conversion_rate:.4f}",
        earnings=Earnings(
            pending=money_text(earned.pending),
            approved=money_text(earned.approved),
            paid=money_text(earned.paid),
            reversed=money_text(earned.reversed),
            currency=currency,
        ),
    )


def clicks_page(clicks: Sequence[models.Click], next_cursor: str | None) -> ClickList:
    """Show who followed the link, without saying who they are."""
    items = [Click(id=each.click_id, at=to_text(each.at)) for each in clicks]
    return ClickList(items=items, next_cursor=next_cursor)


def referrals_page(referrals: Sequence[models.Referral], next_cursor: str | None) -> ReferralList:
    """Show a partner's clients by the beginning of their names."""
    items = [
        Referral(
            id=each.referred_id,
            username=f"{each.username[:_SHOWN]}…",
            signed_up_at=to_text(each.evidence.at),
            status=each.status.value,
        )
        for each in referrals
    ]
    return ReferralList(items=items, next_cursor=next_cursor)


def commissions_page(
    commissions: Sequence[models.Commission], next_cursor: str | None
) -> CommissionList:
    """Show what a partner earned."""
    items = [
        Commission(
            id=each.commission_id,
            kind=each.kind.value,
            amount=money_text(each.amount),
            currency=each.currency,
            status=each.state.value,
            trade_id=each.trade_id,
            accrued_at=to_text(each.accrued_at),
        )
        for each in commissions
    ]
    return CommissionList(items=items, next_cursor=next_cursor)
