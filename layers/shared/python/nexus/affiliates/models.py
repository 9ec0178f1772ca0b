"""Who brought whom, and what is earned from it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from nexus.kernel.account import AccountKind
from nexus.kernel.money import ZERO

PLATFORM = "nexus"


@dataclass(frozen=True)
class Click:
    """One visit through a partner's link."""

    click_id: str
    referrer_id: str
    code: str
    at: datetime


@dataclass(frozen=True)
class Evidence:
    """Why a newcomer counts as a partner's; `click_id` is None when the code was typed in."""

    code: str
    click_id: str | None
    at: datetime


class ReferralStatus(StrEnum):
    """How far a referred client has come; `trading` means on a real account."""

    SIGNED_UP = "signed_up"
    LINKED = "linked"
    TRADING = "trading"


@dataclass(frozen=True)
class Referral:
    """A referred client; `markup_rate` is the fraction of profit the client consented to."""

    referrer_id: str
    referred_id: str
    username: str
    evidence: Evidence
    markup_rate: Decimal
    linked_at: datetime | None = None
    traded_at: datetime | None = None

    @property
    def status(self) -> ReferralStatus:
        """The furthest step reached."""
        if self.traded_at is not None:
            return ReferralStatus.TRADING
        return ReferralStatus.SIGNED_UP if self.linked_at is None else ReferralStatus.LINKED


@dataclass(frozen=True)
class Newcomer:
    """A user just signed up, with what the profile keeps of the referral."""

    user_id: str
    username: str
    created_at: datetime
    referrer_id: str | None = None
    markup_rate: Decimal = ZERO
    referral_code: str | None = None
    referral_click_id: str | None = None


@dataclass(frozen=True)
class PartnerPlan:
    """What a partner charges clients it refers from now on; zero until turned on."""

    markup_rate: Decimal = ZERO


class CommissionKind(StrEnum):
    """`receivable` is what a client owes for a trade; the other two are the partner's parts."""

    RECEIVABLE = "receivable"
    PARTNER_SHARE = "partner_share"
    MARKUP = "markup"


class CommissionState(StrEnum):
    """Where an entry is on its way to the beneficiary; `reversed` marks a clawback entry."""

    PENDING = "pending"
    APPROVED = "approved"
    PAID = "paid"
    REVERSED = "reversed"


@dataclass(frozen=True)
class Commission:
    """One entry earned from one trade; a reversal is an entry of its own with a negative amount.

    `client_id` made the trade. On a receivable, `retained` is the platform's part and
    `partner_id` names who gets the rest.
    """

    beneficiary_id: str
    trade_id: str
    kind: CommissionKind
    client_id: str
    amount: Decimal
    currency: str
    state: CommissionState
    accrued_at: datetime
    fee_rule: str
    partner_id: str | None = None
    commission: Decimal = ZERO
    markup: Decimal = ZERO
    retained: Decimal = ZERO
    reason: str | None = None

    @property
    def commission_id(self) -> str:
        """Name the entry; the same trade, kind and direction always give the same name."""
        reversal = "#reversal" if self.state is CommissionState.REVERSED else ""
        return f"{self.trade_id}#{self.kind}{reversal}"


@dataclass(frozen=True)
class FeeTerms:
    """The rates a trade was made under, kept with it as evidence."""

    fee_rule: str
    commission_rate: Decimal
    partner_share: Decimal
    markup_rate: Decimal
    referrer_id: str | None


@dataclass(frozen=True)
class SettledTrade:
    """What commission depends on; `commission` and `markup` are as recorded on the trade."""

    trade_id: str
    user_id: str
    account_kind: AccountKind
    status: str
    profit: Decimal
    commission: Decimal
    markup: Decimal
    currency: str
    settled_at: datetime
    terms: FeeTerms


@dataclass(frozen=True)
class Collection:
    """Money that came in for a client's receivable; `reference` is the payment's own name."""

    trade_id: str
    collected_at: datetime
    reference: str


@dataclass(frozen=True)
class Earnings:
    """A partner's entries by state, in one currency."""

    pending: Decimal = ZERO
    approved: Decimal = ZERO
    paid: Decimal = ZERO
    reversed: Decimal = ZERO


@dataclass(frozen=True)
class Reach:
    """How many people a partner brought how far; `converted` sign-ups came through a click."""

    clicks: int = 0
    converted: int = 0
    signups: int = 0
    linked: int = 0
    traders: int = 0

    @property
    def conversion_rate(self) -> float:
        """Sign-ups through a click per click; a code typed in counts as sign-up, not here."""
        return self.converted / self.clicks if self.clicks else 0.0


@dataclass(frozen=True)
class Stats:
    """A partner's results at one glance."""

    reach: Reach
    earnings: Earnings
