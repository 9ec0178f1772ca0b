"""Read both sides of an account at one moment: our books and the broker's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from functions.trader.books import Books
from functions.trader.broker_time import BrokerTime
from functions.trader.flight import in_flight
from functions.trader.linked import LinkedAccount
from functions.trader.threads import Threads
from nexus.accounts.mirror import AccountMirror, HeldContract
from nexus.accounts.reconciliation import Booking, BrokerSide, OwnSide, Terms, TradeRecord
from nexus.adapters.broker.account import terms_of
from nexus.adapters.broker.shapes import Holding, StatementRow
from nexus.kernel.account import Account, AccountStatus, LedgerEntry
from nexus.kernel.clock import from_epoch, to_epoch
from nexus.kernel.money import ZERO, cents
from nexus.trading.models import Trade, TradeStatus

# The longest contract, and room for clocks that differ.
LOOK_BACK = timedelta(hours=2)
SLACK_SECONDS = 600


class Records(Protocol):
    """Our own books beside the account."""

    def mirror(self, account_id: str) -> AccountMirror | None: ...

    def put(self, mirror: AccountMirror) -> None: ...

    def fail_check(self, account_id: str, reason: str, at: datetime) -> None: ...

    def entries_since(self, account_id: str, since: datetime) -> list[LedgerEntry]: ...

    def trades_since(self, account_id: str, since: datetime) -> list[Trade]: ...


class LiveTrades(Protocol):
    """The live trades an account knows of itself."""

    def of_account(self, account_id: str) -> list[Trade]: ...


@dataclass(frozen=True)
class Sides:
    """Both sides, and what was known before; `contracts` is the broker's portfolio."""

    own: OwnSide
    broker: BrokerSide
    contracts: tuple[HeldContract, ...]
    known: AccountMirror | None

    @property
    def through(self) -> Booking | None:
        """The last booking before the first of a contract that has not ended here."""
        live = {each.contract_id for each in self.own.trades if each.is_live}
        done: Booking | None = None
        for booking in self.broker.bookings:
            if booking.contract_id is not None and booking.contract_id in live:
                break
            done = booking
        return done


@dataclass
class SideReader:
    """Read the two sides so that they belong together, or say that they cannot be compared."""

    books: Books
    records: Records
    trades: LiveTrades
    threads: Threads
    time: BrokerTime
    app_id: str

    async def read(self, linked: LinkedAccount) -> Sides | None:
        """Read both sides; None while a purchase is in flight or money is moving."""
        before = await self.books.account(linked.account_id)
        if before.status is AccountStatus.UNLINKED or before.buying is not None:
            return None
        known = await self.threads.run(self.records.mirror, before.account_id)
        live = await self.threads.run(self.trades.of_account, before.account_id)
        if any(trade.status is not TradeStatus.OPEN for trade in live):
            return None
        balance = cents((await linked.broker.balance()).balance)
        rows = await linked.broker.statement(_window_start(before, known))
        held = await linked.broker.portfolio()
        own = await self._own(before, live, known)
        after = await self.books.account(linked.account_id)
        if after.version != before.version or _is_moving(rows, balance):
            return None
        bookings = _bookings(rows, known.through if known else 0)
        open_ids = frozenset(str(each.contract_id) for each in held)
        contracts = tuple(_held(each, own.trades) for each in held)
        return Sides(own, BrokerSide(balance, bookings, open_ids), contracts, known)

    async def _own(
        self, account: Account, live: Sequence[Trade], known: AccountMirror | None
    ) -> OwnSide:
        is_first = known is None or known.through_at is None
        start = account.created_at if known is None or is_first else from_epoch(_at(known))
        since = start - LOOK_BACK
        entries = await self.threads.run(self.records.entries_since, account.account_id, since)
        recent = await self.threads.run(self.records.trades_since, account.account_id, since)
        by_id: Mapping[str, Trade] = {each.trade_id: each for each in [*recent, *live]}
        known_live = {each.trade_id for each in live}
        # An index row that is late may still say open: the account's own map decides.
        records = [
            _record(each, self.time)
            for each in by_id.values()
            if not each.is_live or each.trade_id in known_live
        ]
        accepted = known.accepted if known else frozenset()
        return OwnSide(account, entries, records, self.app_id, accepted)


def _at(known: AccountMirror) -> int:
    return known.through_at or 0


def _window_start(account: Account, known: AccountMirror | None) -> int:
    if known is None or known.through_at is None:
        return to_epoch(account.created_at) - SLACK_SECONDS
    return known.through_at


def _is_moving(rows: Sequence[StatementRow], balance: Decimal) -> bool:
    newest = rows[0].balance_after if rows else None
    return newest is not None and cents(newest) != balance


def _bookings(rows: Sequence[StatementRow], through: int) -> tuple[Booking, ...]:
    found = [
        Booking(
            transaction_id=row.transaction_id,
            action=row.action_type,
            amount=cents(row.amount),
            at=row.transaction_time,
            contract_id=str(row.contract_id) if row.contract_id else None,
            balance_after=row.balance_after,
            terms=_terms(row),
            app_id=row.app_id,
        )
        for row in rows
        if row.transaction_id > through
    ]
    return tuple(sorted(found, key=lambda each: each.transaction_id))


def _terms(row: StatementRow) -> Terms | None:
    told = terms_of(row.shortcode)
    if told is None:
        return None
    return Terms(told.contract_type, told.symbol, (told.expiry - told.start) // 60)


def _record(trade: Trade, time: BrokerTime) -> TradeRecord:
    return TradeRecord(
        trade_id=trade.trade_id,
        contract_id=trade.contract_id,
        stake=trade.stake,
        credited=None if trade.is_live else trade.stake + (trade.profit or ZERO),
        terms=Terms(trade.contract_type.value, trade.symbol, trade.expiry_minutes),
        in_flight=in_flight(trade, time),
    )


def _held(holding: Holding, trades: Sequence[TradeRecord]) -> HeldContract:
    contract_id = str(holding.contract_id)
    ours = (each.trade_id for each in trades if each.contract_id == contract_id)
    return HeldContract(
        contract_id=contract_id,
        trade_id=next(ours, None),
        contract_type=holding.contract_type or "",
        symbol=holding.underlying_symbol or "",
        buy_price=cents(holding.buy_price),
        payout=cents(holding.payout),
        bought_at=from_epoch(holding.purchase_time),
    )
