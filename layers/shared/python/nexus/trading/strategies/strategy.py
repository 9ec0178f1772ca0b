"""What a strategy sees, what it is tuned by, and how it speaks."""

from dataclasses import dataclass, field, fields
from typing import Protocol

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


def abstain(strategy: str, reason: str, **facts: float | str) -> Vote:
    """Say nothing, and why."""
    return Vote(strategy, None, 0.0, {"reason": reason, **_texts(facts)})


def cast(strategy: str, direction: Direction, confidence: float, **facts: float | str) -> Vote:
    """Speak for a direction; confidence is kept to four decimals."""
    return Vote(strategy, direction, round(confidence, 4), _texts(facts))


def strength(value: float, full: float) -> float:
    """Grade a size from 0 to 1, reached at `full`."""
    return min(abs(value) / full, 1.0)


def _texts(facts: dict[str, float | str]) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else f"{value:.5f}" for name, value in facts.items()
    }
