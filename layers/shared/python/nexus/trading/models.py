"""Trades and the evidence behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from nexus.kernel.account import Account, AccountKind
from nexus.trading.market import Direction, Instrument, MarketView, Quote, Vote
from nexus.trading.tally import SessionTally


class TradeType(StrEnum):
    """The name the user chose; RISE is CALL and FALL is PUT."""

    CALL = "CALL"
    PUT = "PUT"
    RISE = "RISE"
    FALL = "FALL"


class ContractType(StrEnum):
    """The broker's name; the E types also win when exit equals entry."""

    CALL = "CALL"
    PUT = "PUT"
    CALLE = "CALLE"
    PUTE = "PUTE"


class TradeStatus(StrEnum):
    """Where a trade is in its life; see design.md section 5."""

    PENDING = "pending"
    SUBMITTING = "submitting"
    UNKNOWN = "unknown"
    OPEN = "open"
    WON = "won"
    LOST = "lost"
    SOLD = "sold"
    CANCELLED = "cancelled"
    REJECTED = "rejected"


LIVE_STATUSES = frozenset(
    {TradeStatus.PENDING, TradeStatus.SUBMITTING, TradeStatus.UNKNOWN, TradeStatus.OPEN}
)
SETTLED_STATUSES = frozenset(
    {TradeStatus.WON, TradeStatus.LOST, TradeStatus.SOLD, TradeStatus.CANCELLED}
)
EXPIRY_MINUTES = (1, 5, 15, 30, 60)

_CONTRACT_TYPES: Mapping[tuple[Direction, bool], ContractType] = {
    (Direction.RISE, False): ContractType.CALL,
    (Direction.RISE, True): ContractType.CALLE,
    (Direction.FALL, False): ContractType.PUT,
    (Direction.FALL, True): ContractType.PUTE,
}
_DIRECTIONS: Mapping[TradeType, Direction] = {
    TradeType.CALL: Direction.RISE,
    TradeType.RISE: Direction.RISE,
    TradeType.PUT: Direction.FALL,
    TradeType.FALL: Direction.FALL,
}


@dataclass(frozen=True)
class TradeRequest:
    """What a trader asks for; already checked for shape, not yet for limits.

    `min_payout` is the least payout accepted at the broker, in money, on a real account.
    """

    user_id: str
    account_id: str
    symbol: str
    trade_type: TradeType
    stake: Decimal
    expiry_minutes: int
    allow_equals: bool = False
    min_payout: Decimal | None = None

    @property
    def direction(self) -> Direction:
        """Which way the spot has to move for a win."""
        return _DIRECTIONS[self.trade_type]

    @property
    def contract_type(self) -> ContractType:
        """The broker's contract behind the name the user chose."""
        return _CONTRACT_TYPES[self.direction, self.allow_equals]


@dataclass(frozen=True)
class Terms:
    """What a user has agreed to and may do; rates are fractions (0.20 for 20 %).

    `referrer_id` is the partner whose markup applies. `fee_rule` names the version of the
    rule the rates came from.
    """

    fee_rule: str
    commission_rate: Decimal
    partner_share: Decimal
    markup_rate: Decimal
    referrer_id: str | None
    real_trading_allowed: bool
    kill_switch_on: bool


@dataclass(frozen=True)
class ConsensusRules:
    """How many votes must agree, how sure they must be on average, and what each weighs.

    `weights` are whole numbers by strategy; a strategy that is not named weighs 1.
    """

    min_agreeing: int = 2
    min_confidence: Decimal = Decimal("0.70")
    weights: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """Everything a decision depends on; the same case always gives the same decision.

    `session` is None for a trade by hand.
    """

    at: datetime
    account: Account
    request: TradeRequest
    terms: Terms
    instrument: Instrument | None
    market: MarketView | None
    quote: Quote | None
    enforced: bool
    consensus: ConsensusRules = ConsensusRules()
    session: SessionTally | None = None


@dataclass(frozen=True)
class Consensus:
    """The votes taken together; `direction` is None when there is no majority worth trading.

    `confidence` is the weighted mean of the agreeing votes.
    """

    direction: Direction | None
    confidence: float
    agreeing: int


@dataclass(frozen=True)
class Cost:
    """What a contract pays and what Nexus takes, in money; `break_even_win_rate` from 0 to 1."""

    stake: Decimal
    payout: Decimal
    profit_if_won: Decimal
    commission: Decimal
    markup: Decimal
    net_profit_if_won: Decimal
    break_even_win_rate: Decimal
    is_indicative: bool


@dataclass(frozen=True)
class Decision:
    """Why a trade was taken or refused; `code` and `facts` are empty when accepted."""

    accepted: bool
    at: datetime
    votes: tuple[Vote, ...]
    consensus: Consensus
    enforced: bool
    window_hash: str
    tick_epoch: int | None = None
    cost: Cost | None = None
    code: str = ""
    detail: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NearestMiss:
    """The rule that came nearest to refusing without doing so; `used` is value over limit."""

    code: str
    value: str
    limit: str
    used: Decimal


@dataclass(frozen=True)
class Evidence:
    """What a decision was measured against; kept beside it and no part of its hash."""

    thresholds: Mapping[str, str]
    nearest_miss: NearestMiss | None


@dataclass(frozen=True)
class Judged:
    """A decision, its evidence, and all that it was made from."""

    case: Case
    decision: Decision
    evidence: Evidence


@dataclass(frozen=True)
class Trade:
    """Our record of buying one contract; money is in `currency`, times are aware UTC.

    `payout`, `opened_at` and `expires_at` are None until the contract is open. `commission`
    and `markup` are final once settled; `is_simulated` says they are shown and never owed.
    `min_sale` is the least the owner takes for closing early.
    """

    trade_id: str
    user_id: str
    account_id: str
    account_kind: AccountKind
    currency: str
    symbol: str
    trade_type: TradeType
    contract_type: ContractType
    stake: Decimal
    expiry_minutes: int
    status: TradeStatus
    requested_at: datetime
    execute_before: datetime
    quoted_payout: Decimal
    min_payout: Decimal
    terms: Terms
    decision: Decision
    payout: Decimal | None = None
    entry_spot: Decimal | None = None
    entry_at: datetime | None = None
    exit_spot: Decimal | None = None
    exit_at: datetime | None = None
    profit: Decimal | None = None
    commission: Decimal | None = None
    markup: Decimal | None = None
    opened_at: datetime | None = None
    expires_at: datetime | None = None
    settled_at: datetime | None = None
    contract_id: str | None = None
    reason: str | None = None
    close_requested_at: datetime | None = None
    min_sale: Decimal | None = None
    evidence: Evidence | None = None

    @property
    def is_live(self) -> bool:
        """The stake is at risk: the trade has not ended."""
        return self.status in LIVE_STATUSES

    @property
    def is_simulated(self) -> bool:
        """Fees are shown for comparison only: the account holds no real money."""
        return self.account_kind is not AccountKind.REAL
