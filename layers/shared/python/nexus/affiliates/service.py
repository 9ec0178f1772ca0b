"""What a partner sees and sets, and what a newcomer's visit leaves behind."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from nexus.affiliates.attribution import attribute, kept_referral
from nexus.affiliates.commission import accruals, check_markup, may_be_approved, reversal
from nexus.affiliates.models import (
    Click,
    Collection,
    Commission,
    CommissionKind,
    CommissionState,
    Evidence,
    Newcomer,
    PartnerPlan,
    Referral,
    SettledTrade,
    Stats,
)
from nexus.affiliates.ports import CommissionBook, FindPartner, ReferralBook
from nexus.kernel.account import AccountKind


@dataclass(frozen=True)
class Affiliates:
    """The affiliate programme as the REST interface uses it; lists are newest first."""

    referrals_book: ReferralBook
    commissions_book: CommissionBook
    find_partner: FindPartner

    def count_click(self, code: str, click_id: str, at: datetime) -> Click | None:
        """Count a visit once per click id; None when nobody has this code."""
        referrer_id = self.find_partner(code)
        if referrer_id is None:
            return None
        click = Click(click_id, referrer_id, code, at)
        self.referrals_book.record_click(click)
        return click

    def refer(self, newcomer_id: str, username: str, evidence: Evidence) -> Referral | None:
        """Decide whose client a newcomer will be, and at which markup, without writing."""
        referrer_id = self.find_partner(evidence.code)
        plan = PartnerPlan() if referrer_id is None else self.plan(referrer_id)
        return attribute(referrer_id, newcomer_id, username, evidence, plan.markup_rate)

    def record(self, referral: Referral) -> bool:
        """Write a referral and count it; False when the client was somebody's before."""
        return self.referrals_book.record(referral)

    def stats(self, referrer_id: str, currency: str = "USD") -> Stats:
        """Count a partner's reach, and its earnings in one currency."""
        return Stats(
            self.referrals_book.reach(referrer_id),
            self.commissions_book.earnings(referrer_id, currency),
        )

    def clicks(
        self, referrer_id: str, limit: int, cursor: str | None = None
    ) -> tuple[list[Click], str | None]:
        """Page through the visits a partner's link brought."""
        return self.referrals_book.clicks(referrer_id, limit, cursor)

    def referrals(
        self, referrer_id: str, limit: int, cursor: str | None = None
    ) -> tuple[list[Referral], str | None]:
        """Page through a partner's clients."""
        return self.referrals_book.referrals(referrer_id, limit, cursor)

    def commissions(
        self, referrer_id: str, limit: int, cursor: str | None = None
    ) -> tuple[list[Commission], str | None]:
        """Page through what a partner earned."""
        return self.commissions_book.earned(referrer_id, limit, cursor)

    def receivables(
        self, client_id: str, limit: int, cursor: str | None = None
    ) -> tuple[list[Commission], str | None]:
        """Page through what a client owes for winning trades on real accounts."""
        return self.commissions_book.owed(client_id, limit, cursor)

    def plan(self, referrer_id: str) -> PartnerPlan:
        """Read what a partner charges clients it refers from now on."""
        return self.referrals_book.plan(referrer_id)

    def set_markup(
        self, referrer_id: str, rate: Decimal, commission_rate: Decimal, at: datetime
    ) -> PartnerPlan:
        """Change the markup for clients referred from now on; clients there keep their rate."""
        check_markup(rate, commission_rate)
        plan = PartnerPlan(rate)
        self.referrals_book.save_plan(referrer_id, plan, at)
        return plan


@dataclass(frozen=True)
class Bookkeeping:
    """Turn what happened into referrals and commissions; doing it again changes nothing."""

    referrals_book: ReferralBook
    commissions_book: CommissionBook

    def welcome(self, newcomer: Newcomer) -> bool:
        """Record the newcomer's referral, in case the sign-up did not get to it."""
        referral = kept_referral(newcomer)
        return referral is not None and self.referrals_book.record(referral)

    def link(self, user_id: str, at: datetime) -> bool:
        """Count a referred client's first linked account."""
        referral = self.referrals_book.referral_of(user_id)
        return (
            referral is not None
            and referral.linked_at is None
            and self.referrals_book.mark_linked(referral, at)
        )

    def settle(self, trade: SettledTrade) -> tuple[Commission, ...]:
        """Record what a settled trade earns; returns the entries that are new."""
        if trade.account_kind is AccountKind.REAL:
            self._count_trader(trade)
        return tuple(entry for entry in accruals(trade) if self.commissions_book.record(entry))

    def reverse(self, trade_id: str, reason: str, at: datetime) -> tuple[Commission, ...]:
        """Take back all that a trade earned; returns the reversals that are new."""
        earned = self.commissions_book.entries_of(trade_id)
        taken = (reversal(entry, reason, at) for entry in earned)
        return tuple(entry for entry in taken if self.commissions_book.record(entry))

    def _count_trader(self, trade: SettledTrade) -> None:
        referral = self.referrals_book.referral_of(trade.user_id)
        if referral is not None and referral.traded_at is None:
            self.referrals_book.mark_traded(referral, trade.settled_at)


@dataclass(frozen=True)
class Approvals:
    """Release a partner's parts once the client's money is in and the hold has passed."""

    commissions_book: CommissionBook

    def record_collection(self, collection: Collection) -> bool:
        """Note that a trade's receivable was paid; False when that was known."""
        return self.commissions_book.record_collection(collection)

    def approve_due(self, at: datetime) -> tuple[Commission, ...]:
        """Approve the partner's parts of every collection whose hold has passed."""
        approved: list[Commission] = []
        for collection in self.commissions_book.open_collections(at):
            if may_be_approved(collection, at):
                approved += self._approve(collection, at)
        return tuple(approved)

    def _approve(self, collection: Collection, at: datetime) -> list[Commission]:
        due = [
            entry
            for entry in self.commissions_book.entries_of(collection.trade_id)
            if entry.kind is not CommissionKind.RECEIVABLE
            and entry.state is CommissionState.PENDING
        ]
        approved = [entry for entry in due if self.commissions_book.approve(entry, at)]
        self.commissions_book.close_collection(collection, at)
        return approved
