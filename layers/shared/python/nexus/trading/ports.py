"""What trading needs from outside; every adapter passes one conformance suite per port."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from nexus.kernel.account import Account
from nexus.kernel.change import AccountChange
from nexus.kernel.events import JsonValue
from nexus.trading.lifecycle import TradeChange
from nexus.trading.market import Instrument, MarketView, Quote
from nexus.trading.models import Judged, Trade, TradeRequest, TradeStatus


@dataclass(frozen=True)
class TradeKey:
    """Where a trade and its account are found."""

    user_id: str
    account_id: str
    trade_id: str


@dataclass(frozen=True)
class QuoteKey:
    """What is priced; `account_id` is set when only that account's own price will do."""

    symbol: str
    contract_type: str
    minutes: int
    account_id: str | None = None

    @classmethod
    def of(cls, request: TradeRequest, account_id: str | None) -> "QuoteKey":
        """Name the price a request needs."""
        return cls(request.symbol, request.contract_type, request.expiry_minutes, account_id)


class CommandKind(StrEnum):
    """What the trader is asked to do."""

    EXECUTE = "execute"
    CLOSE = "close"
    SETTLE = "settle"


@dataclass(frozen=True)
class Command:
    """One instruction to the trader about one trade; doing it twice does it once.

    `attempt` tells a new wish of the same kind from a repeat of the old one.
    """

    kind: CommandKind
    key: TradeKey
    attempt: str = ""


@dataclass(frozen=True)
class Guard:
    """The first answer to an idempotency key: the trade `placed`, or a stored denial.

    `body_hash` tells a repeat from another request under the same key; the guard is void
    after `expires_at`.
    """

    guard_id: str
    body_hash: str
    expires_at: datetime
    placed: str | None = None
    denial: Mapping[str, JsonValue] | None = None


@dataclass(frozen=True)
class UserTerms:
    """What the user's profile says that a trade depends on."""

    country: str
    referrer_id: str | None
    markup_rate: str


@dataclass(frozen=True)
class DeskView:
    """All that a trade is decided on, from one consistent read.

    `public_quote` prices a demo account; `own_quote` is the account's own at the broker.
    """

    account: Account
    user: UserTerms
    instrument: Instrument | None
    market: MarketView | None
    public_quote: Quote | None
    own_quote: Quote | None
    kill_switch_on: bool
    guard: Guard | None


class Desk(Protocol):
    """Read everything a trade needs at once, and write it at once."""

    def view(self, request: TradeRequest, guard_id: str | None) -> DeskView: ...

    def place(self, change: TradeChange, judged: Judged, guard: Guard) -> None: ...

    def deny(self, judged: Judged, decision_id: str, guard: Guard) -> None: ...


class Ledger(Protocol):
    """Accounts and trades under one version; `commit` raises Conflict when it is stale."""

    def account(self, account_id: str) -> Account: ...

    def trade(self, user_id: str, trade_id: str) -> Trade: ...

    def pair(self, key: TradeKey) -> tuple[Account, Trade]: ...

    def commit(self, change: TradeChange) -> None: ...

    def commit_account(self, change: AccountChange) -> None: ...


class TradeArchive(Protocol):
    """A user's trades, newest first; a page ends with the cursor of the next, or None."""

    def page(
        self, user_id: str, statuses: Sequence[TradeStatus], limit: int, cursor: str | None
    ) -> tuple[list[Trade], str | None]: ...


class QuoteDesk(Protocol):
    """Ask the feed's owner for a price, and look whether it came."""

    def request(self, key: QuoteKey, at: datetime) -> None: ...

    def quote(self, key: QuoteKey) -> Quote | None: ...


class CommandQueue(Protocol):
    """Hand a command to the trader that owns the account, in order."""

    def send(self, command: Command) -> None: ...
