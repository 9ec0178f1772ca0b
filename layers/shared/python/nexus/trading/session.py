"""Automatic sessions: what Nexus may trade by itself, for how long, and how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from nexus.kernel.ids import digest
from nexus.kernel.money import ZERO
from nexus.trading.engine import Plan
from nexus.trading.market import Candle, Tick
from nexus.trading.models import ConsensusRules
from nexus.trading.staking import StakingPlan
from nexus.trading.strategies import STRATEGIES
from nexus.trading.strategies.strategy import Strategy
from nexus.trading.strategies.tuning import as_numbers
from nexus.trading.tally import SessionTally


class SessionStatus(StrEnum):
    """`running` may buy; `paused` buys nothing and can go on; `stopped` is over for good."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class StopReason(StrEnum):
    """Why a session is over."""

    STOPPED_BY_OWNER = "stopped_by_owner"
    LOSS_LIMIT = "loss_limit"
    TAKE_PROFIT = "take_profit"
    TIME_LIMIT = "time_limit"
    TRADES_LIMIT = "trades_limit"
    ACCOUNT_HALTED = "account_halted"
    ACCOUNT_FROZEN = "account_frozen"
    LINK_EXPIRED = "link_expired"
    SELF_EXCLUDED = "self_excluded"


@dataclass(frozen=True)
class WeighedStrategy:
    """A strategy of the registry, its parameters by name, and the weight of its vote."""

    name: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    weight: int = 1

    def new(self) -> Strategy:
        """Make one that has seen nothing."""
        return STRATEGIES[self.name].new(as_numbers(self.name, self.parameters))


@dataclass(frozen=True)
class SessionLimits:
    """When a session ends by itself; money in the account's currency, None does not limit.

    `max_minutes` counts from the start, pauses included.
    """

    max_loss: Decimal
    take_profit: Decimal | None = None
    max_minutes: int | None = None
    max_trades: int | None = None
    max_open_trades: int = 1


@dataclass(frozen=True)
class SessionSettings:
    """What a session trades and how; `hours` are windows of the UTC day, none means always."""

    symbols: tuple[str, ...]
    strategies: tuple[WeighedStrategy, ...]
    expiry_minutes: int
    staking: StakingPlan
    limits: SessionLimits
    hours: tuple[str, ...] = ()

    def plan(self, symbol: str) -> Plan:
        """State the settings for one symbol as the engine's plan; the vote always binds."""
        weights = {each.name: each.weight for each in self.strategies}
        return Plan(symbol, self.expiry_minutes, self.staking, ConsensusRules(weights=weights))

    def new_strategies(self) -> tuple[Strategy, ...]:
        """Make the session's strategies, not yet warmed up."""
        return tuple(each.new() for each in self.strategies)


@dataclass(frozen=True)
class Session:
    """One automatic session, read and written whole under its `version`.

    `open_trades` maps trade id to stake; `result` is net of real fees. `hashes` chain the
    decisions of each symbol, `reasons` count them by code (accepted ones as `ACCEPTED`), and
    `last_refusals` say what was refused last on each symbol, and in which minute.
    """

    session_id: str
    account_id: str
    user_id: str
    settings: SessionSettings
    created_at: datetime
    status: SessionStatus = SessionStatus.READY
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    stop_reason: StopReason | None = None
    trades: int = 0
    won: int = 0
    lost: int = 0
    result: Decimal = ZERO
    open_trades: Mapping[str, Decimal] = field(default_factory=dict)
    decisions: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)
    last_refusals: Mapping[str, str] = field(default_factory=dict)
    last_decision_at: datetime | None = None
    version: int = 0

    @property
    def is_active(self) -> bool:
        """It holds its account's one place for a session."""
        return self.status in {SessionStatus.RUNNING, SessionStatus.PAUSED}

    @property
    def is_watched(self) -> bool:
        """The trader has something left to do for it."""
        return self.is_active or bool(self.open_trades)

    @property
    def hash(self) -> str:
        """Name all decisions of the session by one value."""
        return digest(*(f"{symbol}:{self.hashes[symbol]}" for symbol in sorted(self.hashes)))

    @property
    def tally(self) -> SessionTally:
        """Tell the rules how far the session has come."""
        limits = self.settings.limits
        return SessionTally(
            session_id=self.session_id,
            started_at=self.started_at or self.created_at,
            trades=self.trades,
            open_trades=len(self.open_trades),
            result=self.result,
            open_stakes=sum(self.open_trades.values(), ZERO),
            max_loss=limits.max_loss,
            take_profit=limits.take_profit,
            max_minutes=limits.max_minutes,
            max_trades=limits.max_trades,
            max_open_trades=limits.max_open_trades,
            hours=self.settings.hours,
        )


@dataclass(frozen=True)
class Opening:
    """What a session's market was loaded with before its first question."""

    decimals: int
    candles: tuple[Candle, ...]
    ticks: tuple[Tick, ...]
