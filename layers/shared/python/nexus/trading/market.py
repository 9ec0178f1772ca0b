"""What is priced and how it moves: instruments, ticks, candles, votes, proposals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Direction(StrEnum):
    """Which way a vote, or a contract, looks."""

    RISE = "RISE"
    FALL = "FALL"


@dataclass(frozen=True, slots=True)
class Tick:
    """One price update; `epoch` in whole seconds of the broker's clock."""

    symbol: str
    epoch: int
    spot: Decimal


@dataclass(frozen=True)
class Candle:
    """One minute of prices; `epoch` is the minute's first second."""

    epoch: int
    open: float
    high: float
    low: float
    close: float


@dataclass(frozen=True)
class Offering:
    """The durations a contract type is offered for, in whole seconds, from `contracts_for`."""

    min_seconds: int
    max_seconds: int


@dataclass(frozen=True)
class Instrument:
    """What can be traded; `decimals` formats its spot, `offerings` is keyed by contract type."""

    symbol: str
    name: str
    market: str
    decimals: int
    is_open: bool
    offerings: Mapping[str, Offering] = field(default_factory=dict)
    min_stake: Decimal = Decimal("0.35")


@dataclass(frozen=True)
class Vote:
    """One strategy's view as counted; `direction` is None when it abstains.

    `confidence` is a rule strength from 0 to 1, not a probability; `facts` name the numbers
    behind it.
    """

    strategy: str
    direction: Direction | None
    confidence: float
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MarketView:
    """What was known of a symbol at its last tick, as written by the feed's owner."""

    symbol: str
    spot: Decimal
    tick_epoch: int
    decimals: int
    votes: tuple[Vote, ...]
    window_hash: str
    seen_at: datetime


@dataclass(frozen=True)
class Quote:
    """A priced offer, kept as payout per unit of stake so that any stake can be shown.

    `account_id` is None for a public, indicative price. Not to be bought after `valid_until`.
    """

    symbol: str
    contract_type: str
    minutes: int
    payout_ratio: Decimal
    asked_at: datetime
    valid_until: datetime
    max_payout: Decimal
    account_id: str | None = None
