"""Hold our books against the twin's, to the cent, and against themselves."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.serialization import from_item
from nexus.adapters.dynamodb.store import Query
from nexus.kernel.account import Account, AccountStatus, EntryKind, LedgerEntry
from nexus.kernel.ledger import post
from nexus.kernel.money import ZERO
from nexus.trading.models import Trade, TradeStatus
from tests.chaos.placing import planned_id
from tests.chaos.plan import Plan
from tests.chaos.stage import SHARDS, ChaosStage

Contract = Mapping[str, Any]
_SETTLED = {TradeStatus.WON, TradeStatus.LOST, TradeStatus.SOLD, TradeStatus.CANCELLED}
_ENDED = _SETTLED | {TradeStatus.REJECTED}


@dataclass
class Findings:
    """What a run came to; `wrong` is empty when everything holds.

    `placed` names each trade with its account on both sides and its terms, in order: two runs of
    one plan that got to their end have the same.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    double_purchases: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    contracts: int = 0
    placed: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Nothing was bought twice and every book agrees."""
        return not self.wrong and not self.double_purchases


@dataclass(frozen=True)
class Books:
    """One account on both sides."""

    account: Account
    entries: Sequence[LedgerEntry]
    trades: Sequence[Trade]
    contracts: Sequence[Contract]
    broker_balance: Decimal | None


def audit(stage: ChaosStage, plan: Plan, accounts: Mapping[int, Account]) -> Findings:
    """Look at every account, entry, trade and contract."""
    findings = Findings()
    there = stage.broker.control("GET", "/books")
    balances = {row["id"]: Decimal(row["balance"]) for row in there["accounts"]}
    contracts: dict[str, list[Contract]] = defaultdict(list)
    for row in there["contracts"]:
        contracts[row["account_id"]].append(row)
    for planned in plan.accounts:
        known = accounts[planned.number]
        broker_id = known.broker_account_id or ""
        books = _read(stage, known, contracts[broker_id], balances.get(broker_id))
        wanted = sum(1 for _ in plan.of_account(planned.number))
        _check(books, wanted, findings)
    return findings


def _read(
    stage: ChaosStage, known: Account, contracts: Sequence[Contract], balance: Decimal | None
) -> Books:
    rows = stage.store.query_all(
        Query("accounts", known.account_id, prefix="LEDGER#", consistent=True)
    )
    trades = stage.store.query_all(Query("trades", known.account_id, index="by_account"))
    return Books(
        DynamoLedger(stage.store, SHARDS).account(known.account_id),
        [from_item(LedgerEntry, row) for row in rows],
        [from_item(Trade, row) for row in trades],
        contracts,
        balance,
    )


def _check(books: Books, wanted: int, findings: Findings) -> None:
    findings.placed += sorted(_terms(books.account, trade) for trade in books.trades)
    for trade in books.trades:
        findings.statuses[trade.status.value] += 1
        if trade.reason:
            findings.reasons[trade.reason] += 1
    findings.contracts += len(books.contracts)
    name = books.account.broker_account_id or books.account.account_id
    findings.double_purchases += _unowned(books)
    for problem in (
        *_count(books, wanted),
        *_chain(books),
        *_ends(books),
        *_sides(books),
    ):
        findings.wrong.append(f"{name}: {problem}")


def _terms(account: Account, trade: Trade) -> str:
    there = account.broker_account_id or "paper"
    return (
        f"{planned_id(trade.trade_id)} {trade.user_id} {there} {trade.symbol} {trade.contract_type}"
        f" {trade.stake} {trade.expiry_minutes}"
    )


def _count(books: Books, wanted: int) -> Iterator[str]:
    if len(books.trades) != wanted:
        yield f"expected {wanted} trades, was {len(books.trades)}"
    if books.account.open_trades or books.account.buying:
        yield f"expected nothing open, was {sorted(books.account.open_trades)}"
    if books.account.status is not AccountStatus.ACTIVE:
        yield f"expected an active account, was {books.account.status}"


def _chain(books: Books) -> Iterator[str]:
    opening = books.entries[0]
    walked = Account(
        account_id=books.account.account_id,
        user_id=books.account.user_id,
        kind=books.account.kind,
        currency=books.account.currency,
        balance=ZERO,
        created_at=opening.at,
        day=opening.at.date(),
    )
    for entry in books.entries:
        walked, again = post(walked, entry.kind, entry.amount, entry.reference, entry.at)
        if again != entry:
            yield f"the chain breaks at entry {entry.number}"
            return
    if walked.balance != books.account.balance:
        yield f"entries come to {walked.balance}, the balance is {books.account.balance}"


def _ends(books: Books) -> Iterator[str]:
    entries: dict[str, list[LedgerEntry]] = defaultdict(list)
    for entry in books.entries[1:]:
        entries[entry.reference].append(entry)
    for trade in books.trades:
        booked = entries.pop(trade.trade_id, [])
        kinds = Counter(entry.kind for entry in booked)
        total = sum((entry.amount for entry in booked), ZERO)
        expected = trade.profit if trade.status in _SETTLED else ZERO
        if trade.status not in _ENDED:
            yield f"{trade.trade_id} has not ended: {trade.status} {trade.reason}"
        elif kinds[EntryKind.STAKE] != 1 or len(booked) > 2:
            yield f"{trade.trade_id} has entries {dict(kinds)}"
        elif total != expected:
            yield f"{trade.trade_id} {trade.status} booked {total}, expected {expected}"
    for reference, booked in entries.items():
        yield f"{reference} is no trade: {[str(entry.amount) for entry in booked]}"


def _unowned(books: Books) -> list[str]:
    owners = Counter(trade.contract_id for trade in books.trades if trade.contract_id)
    shared = [f"{contract} has {count} trades" for contract, count in owners.items() if count > 1]
    return shared + [
        f"{row['account_id']}: contract {row['id']} belongs to no trade"
        for row in books.contracts
        if str(row["id"]) not in owners
    ]


def _sides(books: Books) -> Iterator[str]:
    if books.broker_balance is None:
        return
    if books.broker_balance != books.account.balance:
        yield f"we say {books.account.balance}, the broker {books.broker_balance}"
    there = {str(row["id"]): row for row in books.contracts}
    for trade in books.trades:
        if trade.status in _SETTLED:
            yield from _against(trade, there.get(trade.contract_id or ""))


def _against(trade: Trade, row: Contract | None) -> Iterator[str]:
    if row is None:
        yield f"{trade.trade_id} has no contract at the broker"
        return
    profit = Decimal(row["sell_price"] or 0) - Decimal(row["buy_price"])
    ours, theirs = (trade.stake, trade.profit), (Decimal(row["buy_price"]), profit)
    if ours != theirs:
        yield f"{trade.trade_id}: stake and profit {ours}, at the broker {theirs}"
