"""The account as money sees it: balance, limits, what is at stake, and how the day went."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from nexus.kernel.money import ZERO


class AccountKind(StrEnum):
    """`demo` is Nexus's own paper account; the other two live at the broker."""

    DEMO = "demo"
    REAL = "real"
    DERIV_DEMO = "deriv_demo"


class AccountStatus(StrEnum):
    """`frozen` waits for a person, `needs_relink` for a fresh broker token."""

    ACTIVE = "active"
    HALTED = "halted"
    FROZEN = "frozen"
    NEEDS_RELINK = "needs_relink"
    UNLINKED = "unlinked"


class ConsensusMode(StrEnum):
    """Whether a manual trade must have the vote behind it (`enforced`) or only shows it."""

    ENFORCED = "enforced"
    ADVISORY = "advisory"


@dataclass(frozen=True)
class Limits:
    """The trader's own limits; money in the account's currency, counts as whole numbers.

    What is None or empty does not limit. After `cooldown_losses` losses in a row nothing is
    bought for `cooldown_minutes`. `trading_hours` are windows of the UTC day such as
    `08:00-17:30`. `session_…` bind every automatic session besides its own limits.
    """

    daily_loss_limit: Decimal = Decimal("100.00")
    max_consecutive_losses: int = 5
    min_stake: Decimal = Decimal("0.35")
    max_stake: Decimal = Decimal("1000.00")
    max_open_trades: int = 10
    daily_take_profit: Decimal | None = None
    cooldown_losses: int | None = None
    cooldown_minutes: int = 15
    trading_hours: tuple[str, ...] = ()
    session_loss_limit: Decimal | None = None
    session_minutes: int | None = None


@dataclass(frozen=True)
class Account:
    """One account's state, read and written whole under its `version`.

    `open_trades` maps trade id to stake. `day_result` is the settled profit or loss of `day`
    (UTC); a state read on a later day counts as zero. `sequence` numbers live frames and
    `entries` ledger entries; `last_entry_hash` chains the ledger. `buying` names the trade
    whose purchase is in flight at the broker, if any. Until `excluded_until` the owner has
    shut themselves out; it is never moved to an earlier moment.
    """

    account_id: str
    user_id: str
    kind: AccountKind
    currency: str
    balance: Decimal
    created_at: datetime
    day: date
    day_result: Decimal = ZERO
    consecutive_losses: int = 0
    status: AccountStatus = AccountStatus.ACTIVE
    halted_at: datetime | None = None
    consensus_mode: ConsensusMode = ConsensusMode.ADVISORY
    limits: Limits = Limits()
    leverage: int = 1
    open_trades: Mapping[str, Decimal] = field(default_factory=dict)
    is_default: bool = False
    broker_account_id: str | None = None
    buying: str | None = None
    pending_limits: Limits | None = None
    pending_limits_from: datetime | None = None
    pending_leverage: int | None = None
    pending_leverage_from: datetime | None = None
    last_trade_at: datetime | None = None
    last_loss_at: datetime | None = None
    excluded_until: datetime | None = None
    sequence: int = 0
    entries: int = 0
    last_entry_hash: str = ""
    version: int = 0

    @property
    def exposure(self) -> Decimal:
        """The sum of all open stakes."""
        return sum(self.open_trades.values(), ZERO)

    @property
    def is_at_broker(self) -> bool:
        """The broker, not Nexus, holds this account's money."""
        return self.kind is not AccountKind.DEMO

    def on_day(self, today: date) -> "Account":
        """Start a new day's count when `today` is later than the state's own day."""
        return self if today <= self.day else replace(self, day=today, day_result=ZERO)


class EntryKind(StrEnum):
    """Why a balance changed."""

    OPENING = "opening"
    STAKE = "stake"
    PAYOUT = "payout"
    REFUND = "refund"
    SALE = "sale"
    RESET = "reset"
    EXTERNAL = "external"


@dataclass(frozen=True)
class LedgerEntry:
    """One change of a balance; numbers count from 1 without gaps, `hash` covers the one before."""

    account_id: str
    number: int
    kind: EntryKind
    amount: Decimal
    balance_after: Decimal
    at: datetime
    reference: str
    previous_hash: str
    hash: str
