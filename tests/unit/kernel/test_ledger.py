from decimal import Decimal

from nexus.kernel.account import EntryKind
from nexus.kernel.ledger import mirrored, post
from tests.factories import NOW, an_account


def test_an_entry_follows_the_one_before() -> None:
    account = an_account("100.00")

    moved, entry = post(account, EntryKind.STAKE, Decimal("-10.00"), "T1", NOW)

    assert moved.balance == entry.balance_after == Decimal("90.00")
    assert (entry.number, entry.previous_hash) == (2, account.last_entry_hash)
    assert moved.last_entry_hash == entry.hash != account.last_entry_hash


def test_a_balance_moved_outside_is_mirrored_as_external() -> None:
    change = mirrored(an_account("100.00"), Decimal("125.50"), "statement", NOW)

    assert change is not None
    assert change.after.balance == Decimal("125.50")
    assert [(e.kind, e.amount) for e in change.entries] == [(EntryKind.EXTERNAL, Decimal("25.50"))]


def test_equal_balances_need_no_entry() -> None:
    assert mirrored(an_account("100.00"), Decimal("100.00"), "statement", NOW) is None
