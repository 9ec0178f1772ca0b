"""Bodies of `/trades`."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from functions.rest_api.schemas.accounts import Kind, Mode
from functions.rest_api.schemas.fields import (
    Answer,
    Fraction,
    MoneyIn,
    MoneyText,
    Page,
    StrictBody,
    TimeText,
)

Status = Literal[
    "pending",
    "submitting",
    "unknown",
    "open",
    "won",
    "lost",
    "sold",
    "cancelled",
    "rejected",
]
DirectionName = Literal["RISE", "FALL"]
TradeTypeName = Literal["CALL", "PUT", "RISE", "FALL"]


class TradeRequest(StrictBody):
    """What to buy; `RISE` is `CALL` and `FALL` is `PUT`."""

    account_id: Annotated[str, Field(min_length=1, max_length=64)]
    symbol: Annotated[
        str,
        Field(
            min_length=1,
            max_length=30,
            pattern=r"^\w+$",
            description="Deriv's name, or the plain alias (`EURUSD`)",
            examples=["R_100", "frxEURUSD"],
        ),
    ]
    trade_type: TradeTypeName
    stake: Annotated[MoneyIn, Field(ge=Decimal("0.35"), le=1000, description="0.35 to 1000.00")]
    expiry_minutes: Literal[1, 5, 15, 30, 60]
    allow_equals: bool = False
    min_payout: Annotated[
        MoneyIn | None,
        Field(description="Real accounts: the least payout to accept; default quoted - 1 %"),
    ] = None


class Vote(Answer):
    """One strategy's view; `direction` is null when it abstains."""

    strategy: str
    direction: DirectionName | None
    confidence: Fraction
    facts: dict[str, str]


class Consensus(Answer):
    """The votes taken together; `confidence` is a rule strength, not a probability."""

    direction: DirectionName | None
    confidence: Fraction
    agreeing: int
    votes: list[Vote]


class Cost(Answer):
    """What a contract pays and what Nexus takes; an indicative payout may differ when bought."""

    stake: MoneyText
    payout: MoneyText
    profit_if_won: MoneyText
    commission: MoneyText
    markup: MoneyText
    net_profit_if_won: MoneyText
    break_even_win_rate: Fraction
    is_indicative: bool


class NearestMiss(Answer):
    """The rule that came nearest to refusing without doing so.

    `used` is `value` over `limit`: 0.9000 says that a tenth was left, this trade included.
    """

    code: str
    value: str
    limit: str
    used: Fraction


class Decision(Answer):
    """Why a trade was taken or denied; `code` and `detail` are null when it was accepted."""

    outcome: Literal["accepted", "denied"]
    code: str | None
    detail: str | None
    facts: dict[str, str]
    mode: Mode
    consensus: Consensus
    cost: Cost | None
    window_hash: str
    tick_epoch: int | None
    decided_at: TimeText
    thresholds: Annotated[
        dict[str, str], Field(description="The limits in force; empty for an old decision")
    ]
    nearest_miss: NearestMiss | None


class Measured(Answer):
    """How often a strategy's votes were right here, and what the contract is worth at that rate.

    `low` to `high` is Wilson's 95 % interval of `count` samples. The expected values are the mean
    result of one such contract after all fees, at `rate` and at the ends of the interval.
    """

    strategy: str
    agrees: Annotated[bool, Field(description="It votes for the side that is asked for now")]
    wins: int
    count: int
    rate: Fraction
    low: Fraction
    high: Fraction
    expected_value: MoneyText
    expected_low: MoneyText
    expected_high: MoneyText


class Preview(Cost):
    """The honest cost of a trade, how old its price is, and whether it would be taken now."""

    quoted_at: TimeText
    price_age_seconds: Annotated[float, Field(ge=0, description="The price's age when answered")]
    price_valid_until: Annotated[TimeText, Field(description="Nothing is bought at it after this")]
    measured: Annotated[
        list[Measured] | None,
        Field(description="The strategies that vote for this side, else all; null: no sample"),
    ]
    consensus: Consensus
    would_be: Literal["accepted", "denied"]
    reason: Annotated[str | None, Field(description="The code of the rule that would deny it")]
    detail: str | None
    decision: Decision


class Trade(Answer):
    """One trade; `payout`, `opened_at` and `expires_at` are null until it is open."""

    id: str
    account_id: str
    account_kind: Kind
    currency: str
    symbol: str
    trade_type: TradeTypeName
    contract_type: Literal["CALL", "PUT", "CALLE", "PUTE"]
    status: Status
    reason: str | None
    stake: MoneyText
    expiry_minutes: int
    quoted_payout: MoneyText
    payout: MoneyText | None
    entry_spot: str | None
    entry_at: TimeText | None
    exit_spot: str | None
    exit_at: TimeText | None
    profit: MoneyText | None
    commission: MoneyText | None
    markup: MoneyText | None
    fees_simulated: bool
    contract_id: str | None
    requested_at: TimeText
    opened_at: TimeText | None
    expires_at: TimeText | None
    settled_at: TimeText | None
    decision: Decision


class TradeList(Page):
    """Trades, newest first."""

    items: list[Trade]


class TradeStats(Answer):
    """Counts and sums over settled trades; `win_rate` is null before the first."""

    account_id: str | None
    trades: int
    open: int
    won: int
    lost: int
    sold: int
    cancelled: int
    staked: MoneyText
    profit: MoneyText
    commission: MoneyText
    win_rate: Fraction | None
