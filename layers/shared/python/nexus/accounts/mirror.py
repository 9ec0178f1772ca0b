"""What is known of an account's other side: the broker's contracts and the last check."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from nexus.accounts.reconciliation import Finding, Verdict


@dataclass(frozen=True)
class HeldContract:
    """A contract that is open at the broker; `trade_id` is None when it was bought elsewhere."""

    contract_id: str
    trade_id: str | None
    contract_type: str
    symbol: str
    buy_price: Decimal
    payout: Decimal
    bought_at: datetime


@dataclass(frozen=True)
class AccountMirror:
    """The last look at the broker; all bookings up to `through` are in our ledger.

    `ledger_balance` and `expected` are our side, `broker_balance` is theirs; `through_at` is
    epoch seconds by the broker's clock.
    """

    account_id: str
    checked_at: datetime
    verdict: Verdict
    ledger_balance: Decimal
    expected: Decimal
    broker_balance: Decimal
    findings: tuple[Finding, ...] = ()
    contracts: tuple[HeldContract, ...] = ()
    through: int = 0
    through_at: int | None = None
