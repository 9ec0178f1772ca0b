"""Everything the use cases write to, in memory, under the versions the tables keep."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from nexus.kernel.account import Account, LedgerEntry
from nexus.kernel.change import AccountChange
from nexus.kernel.errors import Conflict, NotFound
from nexus.trading.automatic import Record
from nexus.trading.lifecycle import TradeChange
from nexus.trading.market import Instrument, MarketView, Offering, Quote
from nexus.trading.models import ContractType, Decision, Judged, Trade, TradeRequest
from nexus.trading.ports import Command, DeskView, Guard, QuoteKey, TradeKey, UserTerms
from nexus.trading.session import Session
from nexus.trading.session_steps import SessionChange
from tests.factories import NOW, a_quote, a_view, an_instrument

LONGEST_MINUTES = 30
MOST_PAYOUT = Decimal("100.00")


@dataclass
class World:
    """One account, its owner and its market; implements every port that trading asks for."""

    held: Account
    now: datetime = NOW
    is_stopped: bool = False
    is_closed: bool = False
    is_silent: bool = False
    is_unpriced: bool = False
    is_abroad: bool = False
    most_payout: Decimal = MOST_PAYOUT
    held_trades: dict[str, Trade] = field(default_factory=dict)
    held_sessions: dict[str, Session] = field(default_factory=dict)
    guards: dict[str, Guard] = field(default_factory=dict)
    ledger: list[LedgerEntry] = field(default_factory=list)
    denials: list[Decision] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    sent: list[Command] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    @contextmanager
    def mishap(self, name: str | None) -> Iterator[None]:
        if name is not None:
            setattr(self, name, True)
        yield
        if name is not None:
            setattr(self, name, False)

    def market_view(self) -> MarketView:
        return a_view(tick_epoch=int(self.now.timestamp()), seen_at=self.now)

    def priced(self, key: QuoteKey) -> Quote:
        return a_quote(
            symbol=key.symbol,
            contract_type=key.contract_type,
            minutes=key.minutes,
            account_id=key.account_id,
            asked_at=self.now,
            valid_until=self.now + timedelta(seconds=15),
            max_payout=self.most_payout,
        )

    def instrument(self) -> Instrument:
        offered = Offering(15, LONGEST_MINUTES * 60)
        offerings = {kind.value: offered for kind in ContractType}
        return an_instrument(is_open=not self.is_closed, offerings=offerings)

    # Desk
    def view(self, request: TradeRequest, guard_id: str | None) -> DeskView:
        own = self.held.account_id if self.held.is_at_broker else None
        quote = self.priced(QuoteKey.of(request, own)) if not self.is_unpriced else None
        return DeskView(
            account=self.account(request.account_id),
            user=UserTerms("NG", None, "0"),
            instrument=self.instrument(),
            market=self.market_view() if not self.is_silent else None,
            public_quote=None if own else quote,
            own_quote=quote if own else None,
            kill_switch_on=self.is_stopped,
            guard=self.guards.get(guard_id) if guard_id else None,
        )

    def place(self, change: TradeChange, judged: object, guard: Guard) -> None:
        if self.is_stopped or guard.guard_id in self.guards:
            raise Conflict("The switch or the guard moved")
        self.commit(change)
        self.guards[guard.guard_id] = guard

    def deny(self, judged: Judged, decision_id: str, guard: Guard) -> None:
        self.guards[guard.guard_id] = guard
        self.denials.append(judged.decision)

    # QuoteDesk and CommandQueue
    def request(self, key: QuoteKey, at: datetime) -> None:
        pass

    def quote(self, key: QuoteKey) -> Quote | None:
        return self.priced(key) if not self.is_unpriced else None

    def pause(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def send(self, command: Command) -> None:
        self.sent.append(command)

    # Ledger and AccountStore
    def account(self, account_id: str) -> Account:
        return self.held

    def of_user(self, user_id: str) -> list[Account]:
        return [self.held]

    def trade(self, user_id: str, trade_id: str) -> Trade:
        return self.held_trades[trade_id]

    def pair(self, key: TradeKey) -> tuple[Account, Trade]:
        return self.held, self.held_trades[key.trade_id]

    def commit(self, change: TradeChange) -> None:
        known = self.held_trades.get(change.trade.trade_id)
        if (known.status if known else None) is not change.expected:
            raise Conflict("The trade moved on")
        self.commit_account(change.account)
        self.held_trades[change.trade.trade_id] = change.trade

    def commit_account(self, change: AccountChange) -> None:
        if change.before.version != self.held.version:
            raise Conflict("The account moved on")
        self.held = change.after
        self.ledger.extend(change.entries)

    def commit_accounts(self, changes: Sequence[AccountChange]) -> None:
        for change in changes:
            self.commit_account(change)

    def open_account(self, change: AccountChange) -> None:
        raise Conflict("The account is there")

    def entries(
        self, account_id: str, limit: int, cursor: str | None
    ) -> tuple[list[LedgerEntry], str | None]:
        return self.ledger[-limit:], None


@dataclass
class Shelf:
    """The world's sessions; implements `SessionShelf` and `SessionBook`."""

    world: World

    def session(self, account_id: str, session_id: str) -> Session:
        if session_id not in self.world.held_sessions:
            raise NotFound(session_id)
        return self.world.held_sessions[session_id]

    def of_account(self, account_id: str) -> list[Session]:
        return list(self.world.held_sessions.values())

    def active(self, account_id: str) -> str | None:
        held = self.world.held_sessions.values()
        return next((each.session_id for each in held if each.is_active), None)

    def save(self, change: SessionChange) -> None:
        self._check(change)
        self.world.held_sessions[change.after.session_id] = change.after

    def delete(self, session: Session) -> None:
        del self.world.held_sessions[session.session_id]

    def refuse(self, change: SessionChange, record: Record) -> None:
        self.save(change)
        self.world.records.append(record)

    def place(
        self, change: SessionChange, record: Record, trade: TradeChange, guard: Guard
    ) -> None:
        self._check(change)
        self.world.place(trade, record, guard)
        self.refuse(change, record)

    def trades(self, session: Session) -> Mapping[str, Trade]:
        return {key: self.world.held_trades[key] for key in session.open_trades}

    def _check(self, change: SessionChange) -> None:
        after, before = change.after, change.before
        known = self.world.held_sessions.get(after.session_id)
        if (known.version if known else None) != (before.version if before else None):
            raise Conflict("The session moved on")
        if after.is_active and self.active("") not in {None, after.session_id}:
            raise Conflict("Another session is active")
