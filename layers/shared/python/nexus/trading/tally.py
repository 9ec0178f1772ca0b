"""How far an automatic session has come, as its rules see it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from nexus.kernel.money import ZERO


@dataclass(frozen=True)
class SessionTally:
    """A session's limits and what they are measured against; money in the account's currency.

    `result` is the net profit or loss of its settled trades, `open_stakes` the sum at stake.
    """

    session_id: str
    started_at: datetime
    trades: int = 0
    open_trades: int = 0
    result: Decimal = ZERO
    open_stakes: Decimal = ZERO
    max_loss: Decimal | None = None
    take_profit: Decimal | None = None
    max_minutes: int | None = None
    max_trades: int | None = None
    max_open_trades: int = 1
    hours: tuple[str, ...] = ()
