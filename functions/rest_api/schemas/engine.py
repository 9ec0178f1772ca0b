"""Bodies of `/engine`: signals, automatic sessions, decisions and odds."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

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
from functions.rest_api.schemas.replays import Replay
from functions.rest_api.schemas.trades import Consensus, Decision, DirectionName, TradeTypeName

Minutes = Literal[1, 5, 15, 30, 60]
StakingName = Literal["fixed", "fibonacci", "percentage"]
Symbol = Annotated[str, Field(min_length=1, max_length=30, pattern=r"^\w+$")]
SessionStatus = Literal["ready", "running", "paused", "stopped"]
StopReason = Literal[
    "stopped_by_owner",
    "loss_limit",
    "take_profit",
    "time_limit",
    "trades_limit",
    "account_halted",
    "account_frozen",
    "link_expired",
    "self_excluded",
]


class HitRate(Answer):
    """How often votes were right; `low` to `high` is Wilson's 95 % interval of `count` samples."""

    wins: int
    count: int
    rate: Fraction | None
    low: Fraction
    high: Fraction


class Reason(Answer):
    """Why the votes call for no trade now."""

    code: Literal["NO_VOTES", "TIE", "TOO_FEW_VOTES", "NOT_SURE_ENOUGH", "STALE_FEED"]
    detail: str


class Signal(Answer):
    """What the strategies see on a symbol; `confidence` is a rule strength, not a probability."""

    symbol: str
    name: str
    spot: str
    seen_at: TimeText
    is_stale: bool
    consensus: Consensus
    reason: Annotated[Reason | None, Field(description="Null when the votes call for a trade")]


class SignalList(Page):
    """Every symbol that is followed now."""

    items: list[Signal]


class SignalDetail(Signal):
    """One symbol, with how often each strategy was right there on its recent minutes.

    Measured on the closed one-minute candles at hand, without overlap; a strategy that needs
    ticks has no sample there.
    """

    expiry_minutes: Minutes
    hit_rates: dict[str, HitRate]
    measured_candles: int


class StrategyIn(StrictBody):
    """One voice in the vote."""

    name: Annotated[str, Field(max_length=30)]
    weight: WholeNumber = 1
    parameters: Annotated[dict[str, float], Field(max_length=20, default_factory=dict)]


class StakingIn(StrictBody):
    """`stake` is the (base) stake; `balance_share` (0.01 is 1 %) is for `percentage` only."""

    kind: StakingName
    stake: MoneyIn = Decimal("1.00")
    balance_share: Annotated[Decimal, Field(ge=0, le=1, decimal_places=4)] = Decimal("0.01")


class SessionLimitsIn(StrictBody):
    """When the session ends by itself; only `max_loss` has to be given."""

    max_loss: MoneyIn
    take_profit: MoneyIn | None = None
    max_minutes: WholeNumber | None = None
    max_trades: WholeNumber | None = None
    max_open_trades: WholeNumber = 1


class SessionSettingsIn(StrictBody):
    """What a session trades and how."""

    symbols: Annotated[list[Symbol], Field(max_length=20)]
    strategies: Annotated[list[StrategyIn], Field(max_length=20)]
    expiry_minutes: WholeNumber
    staking: StakingIn
    limits: SessionLimitsIn
    hours: Annotated[
        list[Annotated[str, Field(max_length=11)]],
        Field(max_length=12, default_factory=list, description="Windows of the UTC day"),
    ]
    odds_accepted: Annotated[
        bool, Field(description="Fibonacci only: the owner has seen the odds of the plan")
    ] = False


class SessionIn(SessionSettingsIn):
    """A new session."""

    account_id: Annotated[str, Field(min_length=1, max_length=64)]


class Strategy(Answer):
    """One voice in the vote."""

    name: str
    weight: int
    parameters: dict[str, str]


class Staking(Answer):
    """How much is put at stake."""

    kind: StakingName
    stake: MoneyText
    balance_share: Fraction


class SessionLimits(Answer):
    """When the session ends by itself."""

    max_loss: MoneyText
    take_profit: MoneyText | None
    max_minutes: int | None
    max_trades: int | None
    max_open_trades: int


class SessionSettings(Answer):
    """What a session trades and how."""

    symbols: list[str]
    strategies: list[Strategy]
    expiry_minutes: int
    staking: Staking
    limits: SessionLimits
    hours: list[str]


class NextCheck(Answer):
    """When the votes are looked at next."""

    when: Literal["next_tick", "open_trade_ends", "opens_at", "when_running", "never"]
    at: TimeText | None = None


class EngineSession(Answer):
    """One automatic session; `result` is of its settled trades, `hash` names its decisions."""

    id: str
    account_id: str
    status: SessionStatus
    stop_reason: StopReason | None
    settings: SessionSettings
    created_at: TimeText
    started_at: TimeText | None
    stopped_at: TimeText | None
    ends_at: TimeText | None
    next_check: NextCheck
    trades: int
    open_trades: int
    open_stakes: MoneyText
    won: int
    lost: int
    result: MoneyText
    decisions: int
    reasons: dict[str, int]
    last_decision_at: TimeText | None
    hash: str


class EngineSessionList(Page):
    """An account's sessions, newest first."""

    items: list[EngineSession]


class Look(Answer):
    """What a session saw last on one symbol; kept once a minute, pushed live as `signal`."""

    symbol: str
    consensus: Consensus | None
    reason: Reason | None = None
    seen_at: TimeText | None


class NearestMiss(Answer):
    """The strongest vote that still called for no trade."""

    symbol: str
    agreeing: int
    confidence: Fraction
    at: TimeText


class EngineSessionDetail(EngineSession):
    """One session with what it saw last, and its replays once they were made."""

    looks: list[Look]
    nearest: NearestMiss | None
    replays: list[Replay]


class StoredDecision(Answer):
    """One decision on record; `session_id` is null for a trade by hand."""

    id: str
    session_id: str | None
    symbol: str
    trade_type: TradeTypeName
    direction: DirectionName
    stake: MoneyText
    expiry_minutes: int
    decision: Decision
    hash: str | None


class DecisionList(Page):
    """Decisions, newest first; `by_reason` counts those of this page."""

    items: list[StoredDecision]
    by_reason: dict[str, int]


class OddsIn(StrictBody):
    """Which plan's odds to state."""

    account_id: Annotated[str, Field(min_length=1, max_length=64)]
    symbol: Symbol
    expiry_minutes: Minutes
    staking: StakingIn
    win_rate: Annotated[Decimal, Field(ge=0, le=1)] = Decimal("0.50")
    trades: Annotated[int, Field(ge=1, le=10_000)] = 50


class Odds(Answer):
    """What a plan risks, exactly; `wins_cover[n]` is for a win after n + 1 losses."""

    trades: int
    win_rate: Fraction
    losses_in_a_row: int
    stop_chance: Fraction
    expected_trades_to_stop: str | None
    streak_stakes: list[MoneyText]
    streak_loss: MoneyText
    worst_day: MoneyText
    wins_cover: list[bool]
    net_ratio: Annotated[str, Field(description="Profit of a win per unit of stake, after fees")]
    payout_source: Literal["last_price", "assumed"]


class ParameterInfo(Answer):
    """One parameter of a strategy."""

    name: str
    default: float
    low: float
    high: float
    is_whole: bool
    meaning: str


class StrategyInfo(Answer):
    """A strategy of the registry."""

    name: str
    needs_ticks: bool
    parameters: list[ParameterInfo]


class Bound(Answer):
    """The values a number may take, as text."""

    low: str
    high: str


class EngineOptions(Answer):
    """All that the form of a session is made from."""

    strategies: list[StrategyInfo]
    staking: list[StakingName]
    staking_bounds: dict[str, Bound]
    limit_bounds: dict[str, Bound]
    expiry_minutes: list[int]
    least_strategies: int
    most_symbols: int
    most_weight: int


class SessionExport(Answer):
    """A session on one symbol as `nexus.backtest.replay` reads it."""

    kind: Literal["session"]
    hash: str
    plan: dict[str, Any]
    strategies: list[dict[str, Any]]
    decimals: int
    candles: list[dict[str, Any]]
    warm_ticks: list[dict[str, Any]]
    ticks: list[dict[str, Any]]
    desks: list[dict[str, Any]]
