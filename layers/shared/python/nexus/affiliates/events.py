"""What other parts learn about the affiliate programme; names are in design.md section 6."""

from enum import StrEnum


class AffiliateEvent(StrEnum):
    """The event names this domain publishes."""

    REFERRAL_ATTRIBUTED = "ReferralAttributed"
    COMMISSION_ACCRUED = "CommissionAccrued"
    COMMISSION_REVERSED = "CommissionReversed"
    PAYOUT_REQUESTED = "AffiliatePayoutRequested"
    PAYOUT_SENT = "AffiliatePayoutSent"
