"""The three-way check: our ledger, the broker's statement and our trade records must agree.

Pure rules over two sides that were read at one moment. A rule returns what it found to differ;
an account on which anything differs is frozen, and both sides are shown to its owner.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from nexus.kernel.account import Account, LedgerEntry
from nexus.kernel.money import ZERO, money_text

# How a finding refers to a contract.
CONTRACT = "contract "


@dataclass(frozen=True)
class Terms:
    """What a purchase is recognised by, besides its price and time."""

    contract_type: str
    symbol: str
    minutes: int


@dataclass(frozen=True)
class Booking:
    """One line of the broker's statement; `at` is epoch seconds by the broker's clock.

    `terms` are those of a purchase; `app_id` is None where the broker does not say which
    application asked for it.
    """

    transaction_id: int
    action: str
    amount: Decimal
    at: int
    contract_id: str | None = None
    balance_after: Decimal | None = None
    terms: Terms | None = None
    app_id: str | None = None

    @property
    def reference(self) -> str:
        """Name the booking in our ledger."""
        return f"{self.action}:{self.transaction_id}"


@dataclass(frozen=True)
class TradeRecord:
    """What our record of a trade says of money; `credited` is None until the trade has ended.

    `in_flight` are the seconds, by the broker's clock, in which its purchase can have been
    booked there.
    """

    trade_id: str
    contract_id: str | None
    stake: Decimal
    credited: Decimal | None = None
    terms: Terms | None = None
    in_flight: range = range(0)

    @property
    def is_live(self) -> bool:
        """The trade has not ended."""
        return self.credited is None


@dataclass(frozen=True)
class OwnSide:
    """Our books: the account, its newest ledger entries in order, its newest trades.

    `accepted` holds the keys of findings that a person has looked at and accepted.
    """

    account: Account
    entries: Sequence[LedgerEntry]
    trades: Sequence[TradeRecord]
    app_id: str = ""
    accepted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class BrokerSide:
    """The broker's books: the balance, bookings of the window in order, open contracts."""

    balance: Decimal
    bookings: Sequence[Booking]
    open_contracts: frozenset[str]


@dataclass(frozen=True)
class Finding:
    """One thing that differs: what our side says and what the other says, in words."""

    code: str
    reference: str
    ours: str
    broker: str

    @property
    def key(self) -> str:
        """Name what was found, so that it can be recognised later."""
        return f"{self.code}:{self.reference}"


class Verdict(StrEnum):
    """`agreed` says that all three books tell the same story."""

    AGREED = "agreed"
    MISMATCH = "mismatch"


@dataclass(frozen=True)
class Reconciliation:
    """The outcome of one check; `external` are bookings made outside Nexus, still to be mirrored.

    `expected` is what the broker should hold by our books, `external` included.
    """

    verdict: Verdict
    expected: Decimal
    broker_balance: Decimal
    external: tuple[Booking, ...]
    findings: tuple[Finding, ...]


def reconcile(own: OwnSide, broker: BrokerSide, *, is_first: bool) -> Reconciliation:
    """Compare both sides of an account on which no purchase is in flight.

    On the first check of an account some bookings may be older than its opening balance: the
    fewest newest ones that explain the difference are taken.
    """
    external = _external(own, broker, is_first=is_first)
    expected = _expected(own, broker) + sum((each.amount for each in external), ZERO)
    every = (found for rule in RULES for found in rule(own, broker))
    findings = [found for found in every if found.key not in own.accepted]
    if expected != broker.balance:
        account = own.account
        sides = money_text(expected), money_text(broker.balance)
        findings.append(Finding("BALANCE_DIFFERS", account.account_id, *sides))
    verdict = Verdict.MISMATCH if findings else Verdict.AGREED
    return Reconciliation(verdict, expected, broker.balance, external, tuple(findings))


def _expected(own: OwnSide, broker: BrokerSide) -> Decimal:
    # The broker has paid what we have not booked yet: the end of a contract on its way to us.
    on_its_way = {each.contract_id for each in own.trades if each.is_live and each.contract_id}
    paid = (
        each.amount
        for each in broker.bookings
        if each.action == "sell" and each.contract_id in on_its_way
    )
    return own.account.balance + sum(paid, ZERO)


def _foreign(own: OwnSide, broker: BrokerSide) -> list[Booking]:
    known = {entry.reference for entry in own.entries}
    ours = {trade.contract_id for trade in own.trades if trade.contract_id}
    return [
        each
        for each in broker.bookings
        if each.contract_id not in ours and each.reference not in known
    ]


def _external(own: OwnSide, broker: BrokerSide, *, is_first: bool) -> tuple[Booking, ...]:
    foreign = _foreign(own, broker)
    if not is_first:
        return tuple(foreign)
    wanted = broker.balance - _expected(own, broker)
    return _newest_that_explain(foreign, wanted)


def _newest_that_explain(bookings: Sequence[Booking], wanted: Decimal) -> tuple[Booking, ...]:
    total = ZERO
    for start in range(len(bookings), -1, -1):
        if total == wanted:
            return tuple(bookings[start:])
        if start:
            total += bookings[start - 1].amount
    return ()


def ledger_is_a_chain(own: OwnSide, _: BrokerSide) -> list[Finding]:
    """Find entries that do not follow from the one before, and a balance that none proves."""
    found = [
        Finding(
            "LEDGER_BROKEN",
            f"entry {after.number}",
            money_text(after.balance_after),
            money_text(before.balance_after + after.amount),
        )
        for before, after in zip(own.entries, own.entries[1:], strict=False)
        if after.balance_after != before.balance_after + after.amount
        or after.previous_hash != before.hash
        or after.number != before.number + 1
    ]
    last = own.entries[-1] if own.entries else None
    if last is not None and last.balance_after != own.account.balance:
        sides = money_text(own.account.balance), money_text(last.balance_after)
        found.append(Finding("LEDGER_BROKEN", f"entry {last.number}", *sides))
    return found


def trades_are_in_the_ledger(own: OwnSide, _: BrokerSide) -> list[Finding]:
    """Find trades whose entries do not add up to what their record says."""
    booked: dict[str, Decimal] = {}
    begun: set[str] = set()
    for entry in own.entries:
        booked[entry.reference] = booked.get(entry.reference, ZERO) + entry.amount
        if entry.kind == "stake":
            begun.add(entry.reference)
    return [
        Finding("TRADE_NOT_IN_LEDGER", trade.trade_id, money_text(result), money_text(sum_))
        for trade in own.trades
        if trade.trade_id in begun
        and (sum_ := booked[trade.trade_id]) != (result := (trade.credited or ZERO) - trade.stake)
    ]


def trades_are_at_the_broker(own: OwnSide, broker: BrokerSide) -> list[Finding]:
    """Find contracts that were booked there for other money than our record says."""
    by_contract = {trade.contract_id: trade for trade in own.trades if trade.contract_id}
    pairs = [
        (by_contract[each.contract_id], each)
        for each in broker.bookings
        if each.contract_id in by_contract
    ]
    return [
        Finding(_CODES[each.action], trade.trade_id, money_text(ours), money_text(each.amount))
        for trade, each in pairs
        if (ours := _own_amount(trade, each)) is not None and ours != each.amount
    ]


_CODES = {"buy": "STAKE_DIFFERS", "sell": "RESULT_DIFFERS"}


def _own_amount(trade: TradeRecord, booking: Booking) -> Decimal | None:
    return {"buy": -trade.stake, "sell": trade.credited}.get(booking.action)


def ended_trades_are_closed(own: OwnSide, broker: BrokerSide) -> list[Finding]:
    """Find trades that ended here while the broker still holds their contract open."""
    return [
        Finding("ENDED_BUT_OPEN", trade.trade_id, "ended", f"contract {trade.contract_id} is open")
        for trade in own.trades
        if not trade.is_live and trade.contract_id in broker.open_contracts
    ]


def open_trades_exist(own: OwnSide, broker: BrokerSide) -> list[Finding]:
    """Find trades that are open here and of which the broker knows neither contract nor end."""
    ended = {each.contract_id for each in broker.bookings if each.action == "sell"}
    return [
        Finding("OPEN_BUT_UNKNOWN", trade.trade_id, "open", f"no contract {trade.contract_id}")
        for trade in own.trades
        if trade.is_live and trade.contract_id not in broker.open_contracts | ended
    ]


def given_up(own: OwnSide, broker: BrokerSide) -> list[str]:
    """Name the open trades whose contract the broker does not know, as a person has accepted."""
    unknown = open_trades_exist(own, broker)
    return [found.reference for found in unknown if found.key in own.accepted]


def nothing_is_bought_twice(own: OwnSide, broker: BrokerSide) -> list[Finding]:
    """Find purchases like one of ours, made while ours was in flight, that no trade accounts for.

    What another application bought is the owner's own affair.
    """
    bought = [
        each
        for each in _foreign(own, broker)
        if each.action == "buy" and each.contract_id and each.app_id in {None, own.app_id}
    ]
    pairs = ((each, _like(each, own.trades)) for each in bought)
    return [_double(each, trade) for each, trade in pairs if trade is not None]


def _like(booking: Booking, trades: Sequence[TradeRecord]) -> TradeRecord | None:
    alike = (
        trade
        for trade in trades
        if booking.terms is not None
        and booking.terms == trade.terms
        and -booking.amount == trade.stake
        and booking.at in trade.in_flight
    )
    return next(alike, None)


def _double(booking: Booking, trade: TradeRecord) -> Finding:
    once = f"bought {CONTRACT}{trade.contract_id}" if trade.contract_id else "bought nothing"
    paid = f"{CONTRACT}{booking.contract_id} for {money_text(-booking.amount)}"
    return Finding(
        "POSSIBLE_DOUBLE",
        f"{CONTRACT}{booking.contract_id}",
        f"trade {trade.trade_id} {once}",
        f"{paid}, with the same terms in the same seconds",
    )


Rule = Callable[[OwnSide, BrokerSide], list[Finding]]

RULES: tuple[Rule, ...] = (
    ledger_is_a_chain,
    trades_are_in_the_ledger,
    trades_are_at_the_broker,
    ended_trades_are_closed,
    open_trades_exist,
    nothing_is_bought_twice,
)
