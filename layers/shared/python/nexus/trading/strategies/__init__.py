"""The strategies that vote, in the order their votes are shown."""

from collections.abc import Mapping
from typing import Protocol

from nexus.trading.strategies.breakout import BREAKOUT
from nexus.trading.strategies.momentum import MOMENTUM
from nexus.trading.strategies.scalping import SCALPING
from nexus.trading.strategies.strategy import Parameters, Strategy


class Kind(Protocol):
    """What the registry promises of each strategy, whatever its parameters are."""

    @property
    def name(self) -> str: ...

    @property
    def parameters(self) -> type[Parameters]: ...

    def new(self, values: Mapping[str, float] | None = None) -> Strategy: ...


_KINDS: tuple[Kind, ...] = (
    BREAKOUT,
    MOMENTUM,
    SCALPING,
)
STRATEGIES: Mapping[str, Kind] = {kind.name: kind for kind in _KINDS}


def new_strategies() -> tuple[Strategy, ...]:
    """Make one of each with its defaults, not yet warmed up."""
    return tuple(kind.new() for kind in STRATEGIES.values())
