"""The books added up again: balances against bookings, bookings against contracts."""

from collections import Counter
from decimal import Decimal

from functions.sandbox_broker.books.models import Booking, Contract
from functions.sandbox_broker.books.store import Store

Report = dict[str, object]


def audit(store: Store) -> Report:
    """Count everything and list each contradiction."""
    bookings = list(store.bookings.find("1 ORDER BY id"))
    contracts = list(store.contracts.find())
    problems = [*_balances(store, bookings), *_contracts(contracts, bookings)]
    return {
        "accounts": store.accounts.count(),
        "contracts": dict(Counter(contract.status for contract in contracts)),
        "bookings": dict(Counter(booking.action for booking in bookings)),
        "problems": problems,
    }


def _balances(store: Store, bookings: list[Booking]) -> list[str]:
    problems: list[str] = []
    sums: dict[str, Decimal] = {}
    for booking in bookings:
        total = sums.get(booking.account_id, Decimal(0)) + booking.amount
        sums[booking.account_id] = total
        if booking.balance_after != total:
            problems.append(f"booking {booking.id}: balance {booking.balance_after}, sum {total}")
    for account in store.accounts.find():
        total = sums.get(account.id, Decimal(0))
        if account.balance != total:
            problems.append(f"account {account.id}: balance {account.balance}, sum {total}")
    return problems


def _contracts(contracts: list[Contract], bookings: list[Booking]) -> list[str]:
    booked: dict[tuple[int | None, str], list[Decimal]] = {}
    for booking in bookings:
        booked.setdefault((booking.contract_id, booking.action), []).append(booking.amount)
    problems: list[str] = []
    for contract in contracts:
        sales = [] if contract.is_open else [contract.sell_price]
        for action, expected in (("buy", [-contract.buy_price]), ("sell", sales)):
            found = booked.get((contract.id, action), [])
            if found != expected:
                problems.append(f"contract {contract.id}: {action} {expected}, booked {found}")
    return problems
