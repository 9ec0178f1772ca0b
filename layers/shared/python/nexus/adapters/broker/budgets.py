"""The broker's request budgets, kept on our side so that it never has to refuse (section 5)."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Allowance:
    """How many requests a group of calls may make; the stricter window wins."""

    per_minute: int
    per_hour: int


TRADING, ACCOUNT, HISTORY, OTHER = "trading", "account", "history", "other"

ALLOWANCES: Mapping[str, Allowance] = {
    TRADING: Allowance(360, 14_400),
    ACCOUNT: Allowance(100, 2_000),
    HISTORY: Allowance(30, 1_500),
    OTHER: Allowance(220, 14_400),
}
_GROUPS: Mapping[str, str] = {
    "proposal": TRADING,
    "proposal_open_contract": TRADING,
    "buy": TRADING,
    "sell": TRADING,
    "balance": ACCOUNT,
    "statement": ACCOUNT,
    "portfolio": HISTORY,
    "profit_table": HISTORY,
}
_MINUTE, _HOUR = 60.0, 3600.0
# Money waits for nobody: everything else leaves this much of the budget to these calls.
FIRST = frozenset({"buy", "sell"})
LEFT_TO_FIRST = 30


def group_of(call: str) -> str | None:
    """Name the group that pays for a call; None for ping, which is free."""
    return None if call == "ping" else _GROUPS.get(call, OTHER)


@dataclass
class Budgets:
    """Count requests of one account, or of all public sockets, over sliding windows.

    `take` charges the call and returns 0, or charges nothing and returns the seconds to wait.
    `reserve` keeps that many of the minute's requests for more important callers; buying and
    selling come before all.
    """

    allowances: Mapping[str, Allowance] = field(default_factory=lambda: ALLOWANCES)
    _sent: dict[str, deque[float]] = field(default_factory=dict)
    _blocked_until: dict[str, float] = field(default_factory=dict)

    def take(self, call: str, now: float, reserve: int = 0) -> float:
        """Charge one call at `now`, or say how long to wait."""
        group = group_of(call)
        if group is None:
            return 0.0
        sent = self._sent.setdefault(group, deque())
        while sent and sent[0] <= now - _HOUR:
            sent.popleft()
        wait = self._wait(group, sent, now, max(reserve, self._left_to_first(call, group)))
        if wait <= 0:
            sent.append(now)
            return 0.0
        return wait

    def block(self, call: str, until: float) -> None:
        """Stop a call's group for a while: the broker said it had enough."""
        group = group_of(call)
        if group is not None:
            self._blocked_until[group] = until

    def _left_to_first(self, call: str, group: str) -> int:
        if group != TRADING or call in FIRST:
            return 0
        return min(LEFT_TO_FIRST, self.allowances[group].per_minute // 4)

    def _wait(self, group: str, sent: deque[float], now: float, reserve: int) -> float:
        allowance = self.allowances[group]
        minute = _until_free(sent, allowance.per_minute - reserve, now, _MINUTE)
        hour = _until_free(sent, allowance.per_hour - reserve, now, _HOUR)
        return max(minute, hour, self._blocked_until.get(group, now) - now)


def _until_free(sent: deque[float], limit: int, now: float, window: float) -> float:
    if limit <= 0:
        return window
    if len(sent) < limit:
        return 0.0
    return max(0.0, sent[-limit] + window - now)
