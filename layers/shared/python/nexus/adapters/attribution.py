"""The affiliate programme as `nexus.accounts.ports.Referrals`."""

from dataclasses import dataclass
from datetime import datetime

from nexus.accounts.models import User
from nexus.accounts.ports import Attribution
from nexus.affiliates.attribution import kept_referral, read_cookie
from nexus.affiliates.models import Evidence, Newcomer
from nexus.affiliates.service import Affiliates


@dataclass(frozen=True)
class AffiliateReferrals:
    """Ask the affiliate programme who brought a newcomer."""

    affiliates: Affiliates

    def attribute(
        self, user_id: str, username: str, code: str, click_id: str | None, at: datetime
    ) -> Attribution | None:
        """Find the partner behind a code; None when there is none."""
        referral = self.affiliates.refer(user_id, username, Evidence(code, click_id, at))
        if referral is None:
            return None
        return Attribution(code, click_id, referral.referrer_id, str(referral.markup_rate))

    def record(self, user: User) -> None:
        """Write the referral that the profile keeps; repeating it changes nothing."""
        newcomer = Newcomer(
            user_id=user.user_id,
            username=user.username,
            created_at=user.created_at,
            referrer_id=user.referrer_id,
            markup_rate=user.markup_rate,
            referral_code=user.referral_code,
            referral_click_id=user.referral_click_id,
        )
        referral = kept_referral(newcomer)
        if referral is not None:
            self.affiliates.record(referral)

    def read_cookie(self, cookie: str) -> tuple[str, str | None] | None:
        """Read what following a partner's link left in the browser."""
        return read_cookie(cookie)
