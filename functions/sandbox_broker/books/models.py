from dataclasses import dataclass, field
from decimal import Decimal

from functions.sandbox_broker.money import cents


@dataclass(frozen=True)
class App:
    """Describe a registered app: its client id, redirect addresses, scopes and markup."""

    id: str
    name: str
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...] = ("trade", "account_manage", "application_read", "payment")
    markup_percent: Decimal = Decimal(0)


@dataclass(frozen=True)
class User:
    """Describe a person at the broker; attribution is what came along at sign-up."""

    id: str
    email: str
    password_hash: str
    created_at: int
    attribution: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Account:
    """Describe an options account and its money."""

    id: str
    user_id: str
    type: str
    balance: Decimal
    created_at: int
    currency: str = "USD"
    status: str = "active"


@dataclass(frozen=True)
class Token:
    """Describe a token by its hash: whose, for which app, with which scopes, until when."""

    hash: str
    kind: str
    user_id: str
    app_id: str
    scopes: tuple[str, ...]
    expires_at: float | None = None
    is_revoked: bool = False

    def is_valid(self, now: float) -> bool:
        """Tell whether the token may still be used."""
        return not self.is_revoked and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True)
class Contract:
    """Describe a purchased contract from purchase to its end; spots are pips."""

    id: int
    account_id: str
    kind: str
    symbol: str
    currency: str
    buy_price: Decimal
    payout: Decimal
    start: int
    expiry: int
    ticks: int | None
    barrier: str | None
    longcode: str
    shortcode: str
    buy_transaction: int
    app_id: str | None
    markup: Decimal = Decimal(0)
    is_intraday: bool = True
    status: str = "open"
    sell_price: Decimal | None = None
    sell_time: int | None = None
    sell_transaction: int | None = None
    entry: tuple[int, int] | None = None
    exit: tuple[int, int] | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether nothing has ended the contract yet."""
        return self.status == "open"

    @property
    def profit(self) -> Decimal:
        """Give what the finished contract earned."""
        return cents((self.sell_price or Decimal(0)) - self.buy_price)


@dataclass(frozen=True)
class Booking:
    """Describe one line of an account's ledger; its id is the wire's transaction id."""

    id: int
    account_id: str
    action: str
    amount: Decimal
    balance_after: Decimal
    time: int
    contract_id: int | None = None
    reference_id: int | None = None
    app_id: str | None = None


@dataclass(frozen=True)
class Wallet:
    """Describe a person's wallet and its money."""

    id: str
    user_id: str
    balance: Decimal = Decimal("0.00")
    currency: str = "USD"


@dataclass(frozen=True)
class Transfer:
    """Describe money moved between a wallet and an account; its id is the caller's request id."""

    id: str
    user_id: str
    wallet_id: str
    account_id: str
    direction: str
    amount: Decimal
    time: int
    description: str | None = None


@dataclass(frozen=True)
class Ending:
    """Say how a contract ends: status, what it returns, when, and the spots that decided it."""

    status: str
    sell_price: Decimal
    time: int
    entry: tuple[int, int] | None = None
    exit: tuple[int, int] | None = None
