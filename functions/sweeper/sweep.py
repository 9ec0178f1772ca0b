"""Move on what should have moved on by itself; nothing here ever buys."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from nexus.kernel.clock import Clock
from nexus.kernel.errors import Conflict, NexusError
from nexus.trading.lifecycle import rejected
from nexus.trading.models import Trade, TradeStatus
from nexus.trading.ports import Command, CommandKind, CommandQueue, Ledger, TradeKey

INTENT_GRACE = timedelta(seconds=30)
SETTLE_GRACE = timedelta(minutes=2)
TOO_LATE = "TOO_LATE"


class Overdue(Protocol):
    """Find live trades that were due before a moment."""

    def trades(self, before: datetime) -> Iterable[Trade]: ...


@dataclass(frozen=True)
class Sweep:
    """Look at every overdue trade once."""

    overdue: Overdue
    ledger: Ledger
    queue: CommandQueue
    clock: Clock

    def __call__(self) -> Counter[str]:
        """Refund what was never bought, nudge what was never settled; count what was done."""
        now = self.clock()
        return Counter(self._act(trade, now) for trade in self.overdue.trades(now - INTENT_GRACE))

    def _act(self, trade: Trade, now: datetime) -> str:
        act = _ACTIONS.get(trade.status)
        try:
            return act(self, trade, now) if act else "Watched"
        except NexusError:
            # One broken record must not keep the others from being looked at.
            return "SweepFailures"

    def refund(self, trade: Trade, now: datetime) -> str:
        """Reject an intent nobody picked up in time; the stake goes back."""
        account, fresh = self.ledger.pair(_key(trade))
        if fresh.status is not TradeStatus.PENDING:
            return "Watched"
        try:
            self.ledger.commit(rejected(account, fresh, TOO_LATE, now))
        except Conflict:
            return "Watched"
        return "StuckIntents"

    def nudge(self, trade: Trade, now: datetime) -> str:
        """Ask the trader to settle a contract that ran out two minutes ago."""
        if trade.expires_at is None or trade.expires_at + SETTLE_GRACE > now:
            return "Watched"
        self.queue.send(Command(CommandKind.SETTLE, _key(trade)))
        return "OverdueTrades"

    def report(self, trade: Trade, now: datetime) -> str:
        """Count a purchase whose answer never came; only the trader may resolve it."""
        return "StuckPurchases" if trade.execute_before + SETTLE_GRACE <= now else "Watched"


_ACTIONS: dict[TradeStatus, Callable[[Sweep, Trade, datetime], str]] = {
    TradeStatus.PENDING: Sweep.refund,
    TradeStatus.OPEN: Sweep.nudge,
    TradeStatus.SUBMITTING: Sweep.report,
    TradeStatus.UNKNOWN: Sweep.report,
}


def _key(trade: Trade) -> TradeKey:
    return TradeKey(trade.user_id, trade.account_id, trade.trade_id)
