"""What the affiliate programme needs from outside."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from nexus.affiliates.models import (
    Click,
    Collection,
    Commission,
    Earnings,
    PartnerPlan,
    Reach,
    Referral,
)

# Finds whose affiliate code it is; None when nobody has it.
FindPartner = Callable[[str], str | None]


class ReferralBook(Protocol):
    """Clicks and referrals; each is counted once, in the transaction that records it."""

    def record_click(self, click: Click) -> bool: ...

    def record(self, referral: Referral) -> bool: ...

    def referral_of(self, referred_id: str) -> Referral | None: ...

    def mark_linked(self, referral: Referral, at: datetime) -> bool: ...

    def mark_traded(self, referral: Referral, at: datetime) -> bool: ...

    def reach(self, referrer_id: str) -> Reach: ...

    def clicks(
        self, referrer_id: str, limit: int, cursor: str | None
    ) -> tuple[list[Click], str | None]: ...

    def referrals(
        self, referrer_id: str, limit: int, cursor: str | None
    ) -> tuple[list[Referral], str | None]: ...

    def plan(self, referrer_id: str) -> PartnerPlan: ...

    def save_plan(self, referrer_id: str, plan: PartnerPlan, at: datetime) -> None: ...


class CommissionBook(Protocol):
    """Entries keyed by trade and kind, so that each exists once, counted as it is written."""

    def record(self, entry: Commission) -> bool: ...

    def entries_of(self, trade_id: str) -> Sequence[Commission]: ...

    def approve(self, entry: Commission, at: datetime) -> bool: ...

    def record_collection(self, collection: Collection) -> bool: ...

    def open_collections(self, until: datetime) -> Sequence[Collection]: ...

    def close_collection(self, collection: Collection, at: datetime) -> None: ...

    def earnings(self, beneficiary_id: str, currency: str) -> Earnings: ...

    def earned(
        self, beneficiary_id: str, limit: int, cursor: str | None
    ) -> tuple[list[Commission], str | None]: ...

    def owed(
        self, client_id: str, limit: int, cursor: str | None
    ) -> tuple[list[Commission], str | None]: ...
