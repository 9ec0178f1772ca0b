"""What is known of an account's other side: the broker's contracts and the last check."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from nexus.accounts.reconciliation import CONTRACT, Booking, Finding, Verdict

AMBIGUOUS = "PURCHASE_AMBIGUOUS"


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
    epoch seconds by the broker's clock. `unbooked` are bookings made outside that wait for the
    books to agree. `accepted` are keys of findings a person has accepted; `chosen` says which
    contract a person took an ambiguous purchase to be, by trade id, "" for none.
    `rulings` counts what people ruled, so that a look begun before a ruling does not undo it.
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
    unbooked: tuple[Booking, ...] = ()
    accepted: frozenset[str] = frozenset()
    chosen: Mapping[str, str] = field(default_factory=dict)
    rulings: int = 0

    @property
    def candidates(self) -> tuple[str, ...]:
        """Name the contracts of which one may be the purchase that is in doubt."""
        found = (each for each in self.findings if each.code == AMBIGUOUS)
        return tuple(each.reference.removeprefix(CONTRACT) for each in found)
