"""What a strategy sees, what it is tuned by, and how it speaks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from math import floor
from typing import Generic, Protocol, TypeVar

from nexus.trading.market import Candle, Direction, Tick, Vote


@dataclass(frozen=True)
class Step:
    """One move of the market: the candle it closed, if any, the live one, and the tick itself.

    `tick` is None on candle-only data.
    """

    closed: Candle | None
    live: Candle
    tick: Tick | None


class Strategy(Protocol):
    """See every step once and in order, and say after each one which way to look."""

    name: str

    def vote(self, step: Step) -> Vote:
        """Take the step and vote, or abstain with the reason; O(1)."""
        ...


@dataclass(frozen=True)
class Parameters:
    """Numbers a strategy is tuned by; each field knows its bounds and what it means."""

    def __post_init__(self) -> None:
        for item in fields(self):
            low, high = item.metadata["low"], item.metadata["high"]
            value = getattr(self, item.name)
            if not low <= value <= high:
                raise ValueError(f"Expected {item.name} from {low} to {high}, was {value}")


def whole(default: int, low: int, high: int, meaning: str) -> int:
    """Declare a whole-numbered parameter."""
    return field(default=default, metadata={"low": low, "high": high, "meaning": meaning})


def real(default: float, low: float, high: float, meaning: str) -> float:
    """Declare a real-numbered parameter."""
    return field(default=default, metadata={"low": low, "high": high, "meaning": meaning})


P = TypeVar("P", bound=Parameters)
S = TypeVar("S")


@dataclass(frozen=True)
class StrategyKind(Generic[P]):
    """One line of the registry: how a strategy is called, tuned and made."""

    name: str
    parameters: type[P]
    make: Callable[[P], Strategy]

    def new(self, values: Mapping[str, float] | None = None) -> Strategy:
        """Make one that has seen nothing; raises ValueError for a parameter out of bounds."""
        return self.make(self.parameters(**(values or {})))


# What a candle strategy read: outcome (0 when it spoke, else which reason to abstain), direction
# (1 rise, -1 fall), confidence in ten-thousandths, and up to five numbers that explain it.
Reading = tuple[int, int, int, float, float, float, float, float]
SPOKE = 0
SILENT = (0, 0, 0.0, 0.0, 0.0, 0.0, 0.0)
CONFIDENCE_STEPS = 10_000


@dataclass(frozen=True)
class CandleRule(Generic[P, S]):
    """A strategy on candles as pure functions of its parameters and state.

    `learn` takes a closed candle (high, low, close), `look` reads a live price and keeps
    nothing, `tell` puts a reading in words. `learn` and `look` use only what a compiler can
    read (see indicators.py), so a backtest can compile them.
    """

    kind: str
    parameters: Callable[[], P]
    state: Callable[[], S]
    learn: Callable[[P, S, float, float, float], None]
    look: Callable[[P, S, float], Reading]
    tell: Callable[[Reading], Vote]


class CandleStrategy(Generic[P, S]):
    """Run a candle rule live, one step at a time."""

    rule: CandleRule[P, S]

    def __init__(self, parameters: P | None = None) -> None:
        self.name = self.rule.kind
        self.parameters = parameters or self.rule.parameters()
        self._state = self.rule.state()

    def vote(self, step: Step) -> Vote:
        """Learn from a closed candle, then look at the live close."""
        closed = step.closed
        if closed is not None:
            self.rule.learn(self.parameters, self._state, closed.high, closed.low, closed.close)
        return self.rule.tell(self.rule.look(self.parameters, self._state, step.live.close))


def confidence_steps(confidence: float) -> int:
    """Count a confidence in ten-thousandths: whole numbers compare exactly."""
    return floor(confidence * CONFIDENCE_STEPS + 0.5)


def abstain(strategy: str, reason: str, **facts: float | str) -> Vote:
    """Say nothing, and why."""
    return Vote(strategy, None, 0.0, {"reason": reason, **_texts(facts)})


def cast(strategy: str, direction: Direction, confidence: float, **facts: float | str) -> Vote:
    """Speak for a direction; confidence is kept to four decimals."""
    return Vote(strategy, direction, round(confidence, 4), _texts(facts))


def strength(value: float, full: float) -> float:
    """Grade a size from 0 to 1, reached at `full`."""
    return min(abs(value) / full, 1.0)


def spoken(strategy: str, reading: Reading, **facts: float | str) -> Vote:
    """Put a reading that speaks into a vote."""
    direction = Direction.RISE if reading[1] > 0 else Direction.FALL
    return Vote(strategy, direction, reading[2] / CONFIDENCE_STEPS, _texts(facts))


def _texts(facts: dict[str, float | str]) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else f"{value:.5f}" for name, value in facts.items()
    }
