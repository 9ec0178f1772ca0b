from decimal import Decimal
from pathlib import Path

import pytest

from functions.sandbox_broker.books.ledger import Ledger
from functions.sandbox_broker.books.models import Booking, Contract, Ending
from functions.sandbox_broker.books.queries import Page, bookings, finished
from functions.sandbox_broker.books.store import Store
from functions.sandbox_broker.errors import BrokerError
from tests.unit.sandbox_broker.factories import NOON, a_contract, an_account

EVERYTHING = Page(None, None, 100, 0)
WON = Ending("won", Decimal("18.83"), NOON + 62, (NOON + 2, 100), (NOON + 60, 101))


@pytest.fixture
def store() -> Store:
    return Store(None)


@pytest.fixture
def ledger(store: Store) -> Ledger:
    ledger = Ledger(store)
    ledger.open_account(an_account())
    return ledger


def balance(ledger: Ledger) -> Decimal:
    account = ledger.account("DOT90000001")
    assert account is not None
    return account.balance


def test_every_change_of_the_balance_is_a_booking(ledger: Ledger, store: Store) -> None:
    contract, _ = ledger.buy(a_contract())
    ledger.end(contract, WON)
    ledger.adjust("DOT90000001", Decimal("50.00"), NOON + 70)

    rows = bookings(store, "DOT90000001", EVERYTHING)
    assert [row.action for row in rows] == ["withdrawal", "sell", "buy", "deposit"]
    assert sum(row.amount for row in rows) == balance(ledger) == Decimal("50.00")
    assert [row.balance_after for row in rows] == [
        Decimal("50.00"),
        Decimal("108.83"),
        Decimal("90.00"),
        Decimal("100.00"),
    ]


def test_ids_grow_beyond_32_bits_and_go_on_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "books.sqlite"
    first = Ledger(Store(path))
    first.open_account(an_account())
    contract, booking = first.buy(a_contract())

    second = Ledger(Store(path))
    again, later = second.buy(a_contract())

    assert contract.id > 2**32
    assert again.id > contract.id
    assert later.id > booking.id
    assert set(second.open) == {contract.id, again.id}
    assert second.open_of("DOT90000001") == [contract, again]


def test_a_loss_is_booked_as_a_sale_for_nothing(ledger: Ledger) -> None:
    contract, bought = ledger.buy(a_contract())

    ended, booking = ledger.end(contract, Ending("lost", Decimal("0.00"), NOON + 62))

    assert (booking.action, booking.amount) == ("sell", Decimal(0))
    assert booking.reference_id == bought.id == ended.buy_transaction
    assert ended.sell_transaction == booking.id
    assert ended.profit == Decimal("-10.00")


def test_a_purchase_beyond_the_balance_leaves_no_trace(ledger: Ledger, store: Store) -> None:
    with pytest.raises(BrokerError) as refused:
        ledger.buy(a_contract(buy_price=Decimal("100.01")))

    assert refused.value.code == "InsufficientBalance"
    assert balance(ledger) == Decimal("100.00")
    assert store.contracts.count() == 0


def test_watchers_hear_bookings_of_their_account_until_they_leave(ledger: Ledger) -> None:
    heard: list[tuple[str, bool]] = []

    def hear(booking: Booking, contract: Contract | None) -> None:
        heard.append((booking.action, contract is not None))

    leave = ledger.watch("DOT90000001", hear)
    contract, _ = ledger.buy(a_contract())
    ledger.adjust("DOT90000001", Decimal(5), NOON)
    leave()
    ledger.end(contract, WON)

    assert heard == [("buy", True), ("withdrawal", False)]


def test_a_failed_transaction_writes_nothing(store: Store) -> None:
    account = an_account()

    def write_and_fail() -> None:
        with store.transaction():
            store.accounts.put(account.id, account, user_id="CU1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()

    assert store.accounts.get(account.id) is None


def test_pages_bound_time_number_and_order(ledger: Ledger, store: Store) -> None:
    for n in range(5):
        contract, _ = ledger.buy(a_contract(start=NOON + n, buy_price=Decimal("1.00")))
        ledger.end(contract, WON)

    newest = finished(store, "DOT90000001", Page(None, None, 2, 1))
    oldest = finished(store, "DOT90000001", Page(NOON + 1, NOON + 3, 9, 0, is_ascending=True))
    buys = bookings(store, "DOT90000001", Page(NOON + 4, None, 9, 0), "buy")

    assert [c.start - NOON for c in newest] == [3, 2]
    assert [c.start - NOON for c in oldest] == [1, 2, 3]
    assert [b.time - NOON for b in buys] == [4]
