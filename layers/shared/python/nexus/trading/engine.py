"""From a tick to a command: the one path of every automatic trade, live and in a backtest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from nexus.kernel.account import Account
from nexus.kernel.clock import utc_day
from nexus.trading.consensus import take_consensus
from nexus.trading.decision import decide_on
from nexus.trading.market import Direction, Instrument, MarketView, Quote
from nexus.trading.models import (
    Case,
    ConsensusRules,
    Decision,
    Terms,
    TradeRequest,
    TradeType,
)
from nexus.trading.staking import StakingPlan, next_stake
from nexus.trading.tally import SessionTally

T = TypeVar("T")

_TRADE_TYPES: Mapping[Direction, TradeType] = {
    Direction.RISE: TradeType.RISE,
    Direction.FALL: TradeType.FALL,
}


@dataclass(frozen=True)
class Plan:
    """What is traded without asking again: symbol, duration, stake, and which votes count."""

    symbol: str
    expiry_minutes: int
    staking: StakingPlan
    consensus: ConsensusRules = field(default_factory=ConsensusRules)
    allow_equals: bool = False

    def request(self, direction: Direction, account: Account) -> TradeRequest:
        """Ask for the trade the votes call for, never above the account's largest stake."""
        stake = next_stake(self.staking, account.consecutive_losses, account.balance)
        return TradeRequest(
            user_id=account.user_id,
            account_id=account.account_id,
            symbol=self.symbol,
            trade_type=_TRADE_TYPES[direction],
            stake=min(stake, account.limits.max_stake),
            expiry_minutes=self.expiry_minutes,
            allow_equals=self.allow_equals,
        )


@dataclass(frozen=True)
class Desk:
    """What a decision needs besides the market: the account, its terms, and what is on offer."""

    at: datetime
    account: Account
    terms: Terms
    instrument: Instrument | None
    quotes: Mapping[Direction, Quote]
    session: SessionTally | None = None


@dataclass(frozen=True)
class Outcome:
    """A request and its decision; a command to buy when the decision accepted it."""

    request: TradeRequest
    decision: Decision


@dataclass(frozen=True)
class Engine(Generic[T]):
    """Follow one symbol by a plan; `see` turns a step of the market into what is known of it.

    Live it is `MarketState.on_tick`, in a backtest the reading of a candle.
    """

    plan: Plan
    see: Callable[[T, datetime], MarketView]

    def pipeline(self, step: T, desk: Desk) -> Outcome | None:
        """Carry a step (tick, candle) to a command or a refusal; None when no vote calls for one.

        Pure but for the market's memory: the same steps and desks give the same outcomes.
        """
        view = self.see(step, desk.at)
        consensus = take_consensus(view.votes, self.plan.consensus)
        if consensus.direction is None:
            return None
        request = self.plan.request(consensus.direction, desk.account)
        case = case_of(request, view, desk, self.plan)
        return Outcome(request, decide_on(case, consensus))


@dataclass(frozen=True)
class Rest:
    """Why nothing is asked for a while: the answer stands while the account and day do."""

    code: str
    version: int
    day: date

    def is_over(self, account: Account, at: datetime) -> bool:
        """Tell whether something has changed that the answer depends on."""
        return account.version != self.version or utc_day(at) != self.day


NO_SLOT = "MAX_OPEN_TRADES"
_STANDING = frozenset(
    {
        NO_SLOT,
        "ACCOUNT_HALTED",
        "CONSECUTIVE_LOSSES",
        "DAILY_LOSS_LIMIT",
        "DAILY_TAKE_PROFIT",
        "INSUFFICIENT_BALANCE",
        "MAX_EXPOSURE_EXCEEDED",
    }
)


def rest_after(outcome: Outcome, account: Account, at: datetime) -> Rest | None:
    """Decide whether asking again is of use; `account` is the one after the outcome.

    A refusal by a limit of the account stands until the account changes or a new day begins;
    with no trade left to open, the next question waits for one to settle.
    """
    code = outcome.decision.code
    if outcome.decision.accepted and len(account.open_trades) >= account.limits.max_open_trades:
        code = NO_SLOT
    return Rest(code, account.version, utc_day(at)) if code in _STANDING else None


def case_of(request: TradeRequest, view: MarketView, desk: Desk, plan: Plan) -> Case:
    """Put together what a planned trade is decided on."""
    return Case(
        at=desk.at,
        account=desk.account,
        request=request,
        terms=desk.terms,
        instrument=desk.instrument,
        market=view,
        quote=desk.quotes.get(request.direction),
        enforced=True,
        consensus=plan.consensus,
        session=desk.session,
    )
