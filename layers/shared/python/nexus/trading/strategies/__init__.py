"""The strategies that vote, in the order their votes are shown."""

from collections.abc import Callable, Mapping

from nexus.trading.strategies.breakout import Breakout
from nexus.trading.strategies.momentum import Momentum
from nexus.trading.strategies.scalping import Scalping
from nexus.trading.strategies.strategy import Strategy

STRATEGIES: Mapping[str, Callable[[], Strategy]] = {
    Breakout.name: Breakout,
    Momentum.name: Momentum,
    Scalping.name: Scalping,
}


def new_strategies() -> tuple[Strategy, ...]:
    """Make one of each, not yet warmed up."""
    return tuple(make() for make in STRATEGIES.values())
