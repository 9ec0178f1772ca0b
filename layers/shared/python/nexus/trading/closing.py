"""Closing early: what the broker bids for a contract now, before anything is sold."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from nexus.kernel.account import AccountKind
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Denied, Unavailable
from nexus.kernel.ids import NewId
from nexus.trading.models import Trade, TradeStatus
from nexus.trading.ports import TradeKey

BID_WAIT = timedelta(seconds=4)
BID_POLL_SECONDS = 0.1
BID_VALID = timedelta(seconds=10)


@dataclass(frozen=True)
class Look:
    """A wish that the trader look at the broker: at one trade's contract, or at all books.

    `look_id` is new for each wish, so that an answer names what it answers.
    """

    look_id: str
    user_id: str
    account_id: str
    trade_id: str | None = None

    @property
    def name(self) -> str:
        """Name what is looked at; one wish per name is kept."""
        return f"BID#{self.trade_id}" if self.trade_id else f"MIRROR#{self.account_id}"


@dataclass(frozen=True)
class Bid:
    """What the broker pays for a contract now; `reason` says why it would not take it back."""

    trade_id: str
    look_id: str
    asked_at: datetime
    price: Decimal | None = None
    is_sellable: bool = False
    reason: str | None = None


class Looks(Protocol):
    """Wish for a look at the broker, and read the bid that came of it."""

    def ask(self, look: Look, at: datetime) -> None: ...

    def bid(self, trade_id: str) -> Bid | None: ...


class Trades(Protocol):
    """A user's trades."""

    def trade(self, user_id: str, trade_id: str) -> Trade: ...


@dataclass(frozen=True)
class PreviewClose:
    """Say what closing a trade now would bring, without doing it."""

    trades: Trades
    looks: Looks
    clock: Clock
    pause: Callable[[float], None]
    new_id: NewId

    def __call__(self, user_id: str, trade_id: str) -> tuple[Trade, Bid]:
        """Ask the broker's bid; Denied when nothing can be sold, Unavailable without an answer."""
        trade = self.trades.trade(user_id, trade_id)
        if trade.status is not TradeStatus.OPEN:
            raise Denied("TRADE_NOT_OPEN", f"Expected an open trade, was {trade.status}")
        if trade.account_kind is AccountKind.DEMO:
            raise Denied("RESALE_NOT_OFFERED", "The public market makes no bid for a demo trade")
        look = Look(self.new_id(self.clock()), user_id, trade.account_id, trade_id)
        return trade, self._ask(look, trade)

    def _ask(self, look: Look, trade: Trade) -> Bid:
        deadline = self.clock() + BID_WAIT
        self.looks.ask(look, self.clock())
        while self.clock() < deadline:
            bid = self.looks.bid(trade.trade_id)
            if bid is not None and bid.look_id == look.look_id:
                return bid
            self.pause(BID_POLL_SECONDS)
        raise Unavailable("The broker made no bid in time", "QUOTE_UNAVAILABLE")


def key_of(look: Look) -> TradeKey:
    """Name the trade a look is about."""
    return TradeKey(look.user_id, look.account_id, look.trade_id or "")
