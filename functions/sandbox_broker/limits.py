"""Rate budgets, shared by groups of calls and counted per account or address."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """Allow so many calls in so many seconds."""

    seconds: int
    calls: int


SOCKET_BUDGETS: Mapping[str, tuple[Budget, ...]] = {
    "trading": (Budget(60, 360), Budget(3600, 14_400)),
    "statements": (Budget(60, 100), Budget(3600, 2_000)),
    "positions": (Budget(60, 30), Budget(3600, 1_500)),
    "other": (Budget(60, 220), Budget(3600, 14_400)),
    "ping": (Budget(1, 10),),
}
GROUPS: Mapping[str, str] = {
    "proposal": "trading",
    "proposal_open_contract": "trading",
    "buy": "trading",
    "sell": "trading",
    "balance": "statements",
    "statement": "statements",
    "portfolio": "positions",
    "profit_table": "positions",
    "ping": "ping",
}
REST_ADDRESS_BUDGETS = (Budget(60, 300), Budget(600, 1_000))
REST_USER_BUDGETS = (Budget(60, 80),)


COUNTS_BEFORE_PRUNING = 5_000


class Meter:
    """Count calls in fixed windows of the broker's time."""

    def __init__(self) -> None:
        self.is_enabled = True
        self._counts: dict[tuple[str, int], tuple[int, int]] = {}

    def admit(self, key: str, budgets: tuple[Budget, ...], now: float) -> bool:
        """Count one call, unless a budget of the key is used up."""
        if not self.is_enabled:
            return True
        used = [(budget, *self._used(key, budget, now)) for budget in budgets]
        if any(count >= budget.calls for budget, _, count in used):
            return False
        if len(self._counts) > COUNTS_BEFORE_PRUNING:
            self._prune(now)
        for budget, window, count in used:
            self._counts[key, budget.seconds] = (window, count + 1)
        return True

    def reset(self) -> None:
        """Forget all counts."""
        self._counts.clear()

    def _prune(self, now: float) -> None:
        self._counts = {
            (key, seconds): (window, count)
            for (key, seconds), (window, count) in self._counts.items()
            if window == int(now // seconds)
        }

    def _used(self, key: str, budget: Budget, now: float) -> tuple[int, int]:
        window = int(now // budget.seconds)
        counted, count = self._counts.get((key, budget.seconds), (window, 0))
        return window, count if counted == window else 0


def group_of(call: str) -> str:
    """Give the budget group a call draws from."""
    return GROUPS.get(call, "other")
