"""Bodies of `/engine/backtests`."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from functions.rest_api.schemas.engine import (
    Bound,
    HitRate,
    Staking,
    StakingIn,
    Strategy,
    StrategyIn,
    Symbol,
)
from functions.rest_api.schemas.fields import (
    Answer,
    Fraction,
    MoneyIn,
    MoneyText,
    Page,
    StrictBody,
    TimeText,
    WholeNumber,
)
from functions.rest_api.schemas.trades import DirectionName
from nexus.backtest.jobs.limits import MOST_CSV_BYTES, MOST_QUOTES

SourceName = Literal["history", "csv", "synthetic"]
BacktestStatus = Literal["queued", "running", "done", "failed", "cancelled"]
AccountKindName = Literal["demo", "real"]
WhenHaltedName = Literal["resume", "stop"]
RatioIn = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=12)]


class SourceIn(StrictBody):
    """Where the candles come from.

    `history` wants `starts_at` and `ends_at` (the broker's last 60 days), `csv` wants `csv`
    (columns epoch, open, high, low, close, one row per minute), `synthetic` wants `candles`
    and a `seed`: a random walk, on which no plan should win.
    """

    kind: SourceName
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    csv: Annotated[str | None, Field(max_length=MOST_CSV_BYTES)] = None
    seed: WholeNumber = 1
    candles: WholeNumber | None = None


class BacktestLimitsIn(StrictBody):
    """The account's limits during the run; what is null does not limit."""

    daily_loss_limit: MoneyIn = Decimal("100.00")
    min_stake: MoneyIn = Decimal("0.35")
    max_stake: MoneyIn = Decimal("1000.00")
    max_consecutive_losses: WholeNumber = 5
    max_open_trades: WholeNumber = 1
    cooldown_losses: WholeNumber | None = None
    cooldown_minutes: WholeNumber = 15
    daily_take_profit: MoneyIn | None = None
    trading_hours: Annotated[
        list[Annotated[str, Field(max_length=11)]],
        Field(max_length=12, default_factory=list, description="Windows of the UTC day"),
    ]


class QuoteIn(StrictBody):
    """A payout per unit of stake as it was offered at a moment."""

    at: datetime
    direction: DirectionName
    ratio: RatioIn


class PayoutIn(StrictBody):
    """What a win returns: `ratio` per unit of stake, or recorded `quotes` (then no ratio)."""

    ratio: RatioIn | None = None
    quotes: Annotated[list[QuoteIn], Field(max_length=MOST_QUOTES, default_factory=list)]
    quote_seconds: WholeNumber = 60
    max_payout: MoneyIn = Decimal("10000.00")


class BacktestIn(StrictBody):
    """What to test, on which candles, with which money."""

    name: Annotated[str, Field(max_length=60)] = ""
    symbol: Symbol
    source: SourceIn
    strategies: Annotated[list[StrategyIn], Field(max_length=20)]
    min_agreeing: WholeNumber = 2
    min_confidence: Annotated[Decimal, Field(allow_inf_nan=False)] = Decimal("0.70")
    expiry_minutes: WholeNumber
    staking: StakingIn
    limits: Annotated[BacktestLimitsIn, Field(default_factory=BacktestLimitsIn)]
    payout: Annotated[PayoutIn, Field(default_factory=PayoutIn)]
    account_kind: AccountKindName = "demo"
    opening_balance: MoneyIn = Decimal("10000.00")
    leverage: WholeNumber = 1
    commission_rate: Annotated[Decimal, Field(allow_inf_nan=False)] = Decimal("0.20")
    markup_rate: Annotated[Decimal, Field(allow_inf_nan=False)] = Decimal(0)
    when_halted: WhenHaltedName = "resume"
    allow_equals: bool = False
    allows_gaps: Annotated[
        bool, Field(description="Let missing minutes stand; a contract that crosses one is void")
    ] = False
    decimals: Annotated[
        WholeNumber | None,
        Field(description="Decimals of the symbol's prices; needed when Nexus does not know it"),
    ] = None


class Source(Answer):
    """Where the candles come from; `description` says it in words."""

    kind: SourceName
    starts_at: TimeText | None
    ends_at: TimeText | None
    seed: int | None
    candles: int | None
    description: str


class BacktestLimits(Answer):
    """The account's limits during the run."""

    daily_loss_limit: MoneyText
    min_stake: MoneyText
    max_stake: MoneyText
    max_consecutive_losses: int
    max_open_trades: int
    cooldown_losses: int | None
    cooldown_minutes: int
    daily_take_profit: MoneyText | None
    trading_hours: list[str]


class Payout(Answer):
    """What a win returns; `ratio` is null when recorded quotes decide."""

    ratio: Annotated[str | None, Field(examples=["1.95"])]
    quotes: Annotated[int, Field(description="How many recorded quotes there are")]
    quote_seconds: int
    max_payout: MoneyText


class BacktestSettings(Answer):
    """Everything a run depends on besides its candles."""

    strategies: list[Strategy]
    min_agreeing: int
    min_confidence: Fraction
    expiry_minutes: int
    staking: Staking
    limits: BacktestLimits
    payout: Payout
    account_kind: AccountKindName
    opening_balance: MoneyText
    leverage: int
    commission_rate: Fraction
    markup_rate: Fraction
    when_halted: WhenHaltedName
    allow_equals: bool
    allows_gaps: bool
    decimals: int


class BacktestProgress(Answer):
    """How far it is: candles tested of all, from 0.0000 to 1.0000."""

    share: Fraction
    done: int
    total: int


class FailedField(Answer):
    """One thing that was wrong with the data."""

    field: str
    message: str


class Failure(Answer):
    """Why a run failed; `errors` name each wrong candle or setting."""

    code: str
    detail: str
    errors: list[FailedField]


class Headline(Answer):
    """The figures of a finished run that a list shows."""

    candles: int
    trades: int
    net: MoneyText
    max_drawdown: MoneyText
    win_rate: Fraction | None
    break_even: Fraction | None
    told_from_chance: bool
    hash: str


class Backtest(Answer):
    """One backtest; `headline` is there once it is done, `failure` when it failed."""

    id: str
    name: str
    symbol: str
    status: BacktestStatus
    is_cancelling: bool
    source: Source
    settings: BacktestSettings
    progress: BacktestProgress
    created_at: TimeText
    started_at: TimeText | None
    ended_at: TimeText | None
    headline: Headline | None
    failure: Failure | None


class BacktestList(Page):
    """A user's backtests, newest first."""

    items: list[Backtest]


class ExpectancyView(Answer):
    """Mean result per trade after fees and its 95 % interval; null with too few to tell."""

    count: int
    mean: Annotated[str | None, Field(examples=["-0.0312"])]
    low: str | None
    high: str | None


class TradeGroup(Answer):
    """The trades of one strategy or hour taken together."""

    name: str
    hit_rate: HitRate
    net: MoneyText


class EquityPoint(Answer):
    """Equity after fees at a moment, and how far it is below its peak."""

    at: TimeText
    equity: MoneyText
    drawdown: MoneyText


class BacktestResult(Answer):
    """What came of a run; money after fees unless it says otherwise.

    `reasons` counts decisions by code (`accepted` among them), `rested` the votes that came
    while an answer still stood. `hours` are UTC, `00` to `23`. `chance` is how likely so many
    wins are at the break-even rate; `warning` is empty or one plain sentence. `hit_rate` and
    `break_even` are shares, not percentages.
    """

    data: str
    first_candle_at: TimeText
    last_candle_at: TimeText
    candles: int
    decisions: int
    trades: int
    cancelled: int
    hit_rate: HitRate
    break_even: Fraction | None
    chance: Annotated[str | None, Field(examples=["0.734211"])]
    told_from_chance: bool
    warning: str
    expectancy: ExpectancyView
    opening_balance: MoneyText
    closing_balance: MoneyText
    profit: MoneyText
    fees: MoneyText
    net: MoneyText
    max_drawdown: MoneyText
    longest_losing_streak: int
    reasons: dict[str, int]
    rested: dict[str, int]
    strategies: list[TradeGroup]
    hours: list[TradeGroup]
    curve: list[EquityPoint]
    failed_strategies: Annotated[dict[str, str], Field(description="Strategies that raised")]
    hash: str


class BacktestDetail(Backtest):
    """One backtest with its result once it is done."""

    result: BacktestResult | None


class ComparisonLine(Answer):
    """One figure of every run, as text, in the order of `ids`."""

    figure: str
    values: list[str]


class BacktestComparison(Answer):
    """Runs side by side; the best of several is the likelier to be luck the more there are."""

    ids: list[str]
    names: list[str]
    lines: list[ComparisonLine]
    best: str
    warning: str


class BacktestOptions(Answer):
    """All that the form of a backtest needs besides `/engine/options`."""

    sources: list[SourceName]
    csv_columns: list[str]
    most_csv_bytes: int
    most_candles: int
    most_history_days: int
    most_active: int
    most_compared: int
    most_quotes: int
    payout_ratio: str
    bounds: dict[str, Bound]
