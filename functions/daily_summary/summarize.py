"""Sum a user's day up, account kind by account kind."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from nexus.kernel.account import AccountKind
from nexus.kernel.money import ZERO
from nexus.notifications.models import Notice
from nexus.notifications.summary import DayResult, daily_summary
from nexus.trading.models import SETTLED_STATUSES, Trade, TradeStatus


class Tell(Protocol):
    """Put a notice in its reader's inbox, once per cause."""

    def __call__(self, notice: Notice, cause: str, at: datetime) -> bool: ...


@dataclass(frozen=True)
class Summarize:
    """Tell everybody who traded on a day how it went."""

    user_ids: Callable[[], Iterable[str]]
    settled: Callable[[str, date], Sequence[Trade]]
    tell: Tell

    def __call__(self, day: date) -> int:
        """Write the summaries of one UTC day; returns how many are new."""
        return sum(self._one(user_id, day) for user_id in self.user_ids())

    def _one(self, user_id: str, day: date) -> bool:
        notice = daily_summary(user_id, day, day_results(self.settled(user_id, day)))
        ended = datetime.combine(day, time(), UTC) + timedelta(days=1)
        return notice is not None and self.tell(notice, f"DailySummary#{day}", ended)


def day_results(trades: Sequence[Trade]) -> list[DayResult]:
    """Add up settled trades by account kind and currency; rejected ones were no trades."""
    settled = [trade for trade in trades if trade.status in SETTLED_STATUSES]
    groups = sorted({(trade.account_kind, trade.currency) for trade in settled})
    return [
        _result(
            kind, currency, [t for t in settled if (t.account_kind, t.currency) == (kind, currency)]
        )
        for kind, currency in groups
    ]


def _result(kind: AccountKind, currency: str, trades: Sequence[Trade]) -> DayResult:
    counts = Counter(trade.status for trade in trades)
    won, lost = counts[TradeStatus.WON], counts[TradeStatus.LOST]
    profit = sum((trade.profit or ZERO for trade in trades), ZERO)
    fees = sum(((t.commission or ZERO) + (t.markup or ZERO) for t in trades), ZERO)
    owed = fees if kind is AccountKind.REAL else ZERO
    return DayResult(kind, currency, won, lost, len(trades) - won - lost, profit - owed)
