"""What a backtest is asked for and what it finds; plain data, no numpy.

What a run makes by the ten thousand are named tuples: as fixed as frozen dataclasses, and made in
a third of the time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from nexus.kernel.account import AccountKind, Limits
from nexus.kernel.money import ZERO
from nexus.trading.engine import Plan
from nexus.trading.market import Direction
from nexus.trading.models import ConsensusRules, Decision, TradeRequest, TradeStatus
from nexus.trading.staking import StakingKind, StakingPlan

CANDLE_SECONDS = 60
FIXED_STAKE = StakingPlan(StakingKind.FIXED)
ONE_AT_A_TIME = Limits(max_open_trades=1)


class WhenHalted(StrEnum):
    """What follows a halt by losses: carry on after the cool-down, or end the run."""

    RESUME = "resume"
    STOP = "stop"


@dataclass(frozen=True)
class StrategyChoice:
    """A strategy of the registry, its parameters by name, and the weight of its vote."""

    name: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    weight: int = 1


@dataclass(frozen=True)
class RecordedQuote:
    """A payout per unit of stake as it was offered at `epoch` for a direction."""

    epoch: int
    direction: Direction
    ratio: Decimal


@dataclass(frozen=True)
class Payout:
    """What a win returns per unit of stake: one fixed ratio, or the quotes that were recorded.

    A recorded quote holds for `quote_seconds`; with none that holds, the trade is refused.
    """

    ratio: Decimal | None = Decimal("1.95")
    recorded: tuple[RecordedQuote, ...] = ()
    quote_seconds: int = 60
    max_payout: Decimal = Decimal("10000.00")


@dataclass(frozen=True)
class Settings:
    """Everything a backtest depends on besides the candles; money in one currency.

    A demo account gives up the haircut of its indicative payout; fees are counted in the net
    result of both kinds. `allows_gaps` lets missing minutes stand: a contract that crosses one
    is cancelled, never guessed. One trade is open at a time unless the limits say otherwise.
    """

    symbol: str
    strategies: tuple[StrategyChoice, ...]
    decimals: int = 2
    min_agreeing: int = 2
    min_confidence: Decimal = Decimal("0.70")
    expiry_minutes: int = 5
    staking: StakingPlan = FIXED_STAKE
    limits: Limits = ONE_AT_A_TIME
    account_kind: AccountKind = AccountKind.DEMO
    opening_balance: Decimal = Decimal("10000.00")
    leverage: int = 1
    commission_rate: Decimal = Decimal("0.20")
    markup_rate: Decimal = ZERO
    payout: Payout = Payout()
    when_halted: WhenHalted = WhenHalted.RESUME
    allow_equals: bool = False
    allows_gaps: bool = False

    @property
    def plan(self) -> Plan:
        """State the settings as the engine's plan."""
        weights = {each.name: each.weight for each in self.strategies if each.weight != 1}
        rules = ConsensusRules(self.min_agreeing, self.min_confidence, weights)
        return Plan(self.symbol, self.expiry_minutes, self.staking, rules, self.allow_equals)


@dataclass(frozen=True)
class Series:
    """One-minute candles as columns, oldest first; `epochs` are each minute's first second.

    `source` says where they came from, in words a person can judge.
    """

    symbol: str
    epochs: Sequence[int]
    opens: Sequence[float]
    highs: Sequence[float]
    lows: Sequence[float]
    closes: Sequence[float]
    source: str

    def __len__(self) -> int:
        return len(self.epochs)

    def until(self, count: int) -> "Series":
        """Keep the first `count` candles."""
        return self.between(0, count)

    def between(self, first: int, last: int) -> "Series":
        """Keep the candles numbered from `first` up to and without `last`."""
        part = slice(first, last)
        return replace(
            self,
            epochs=self.epochs[part],
            opens=self.opens[part],
            highs=self.highs[part],
            lows=self.lows[part],
            closes=self.closes[part],
        )


class Decided(NamedTuple):
    """A decision at the close of candle `number`, and its hash."""

    number: int
    request: TradeRequest
    decision: Decision
    hash: str


class SimulatedTrade(NamedTuple):
    """A trade and its end; `number` is the candle it was decided on, money as in the account.

    `profit` is before fees. Entry and exit are None when the contract was cancelled.
    """

    number: int
    direction: Direction
    stake: Decimal
    payout: Decimal
    opened_epoch: int
    settled_epoch: int
    status: TradeStatus
    profit: Decimal
    fees: Decimal
    strategies: tuple[str, ...]
    entry: Decimal | None = None
    exit: Decimal | None = None

    @property
    def net(self) -> Decimal:
        """The result after fees."""
        return self.profit - self.fees


@dataclass(frozen=True)
class Run:
    """What one run decided and traded.

    `rested` counts, by reason, the votes that came while the last answer still stood and
    nothing was asked. `hash` names all decisions in order. `failures` are strategies that
    raised, with the first error of each.
    """

    candles: int
    decided: tuple[Decided, ...]
    trades: tuple[SimulatedTrade, ...]
    rested: Mapping[str, int]
    balance: Decimal
    hash: str
    failures: Mapping[str, str] = field(default_factory=dict)
