"""A person's ruling on a frozen account."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from nexus.accounts.accepting import Acceptance, Word, accept
from nexus.accounts.mirror import AMBIGUOUS, AccountMirror
from nexus.accounts.reconciliation import Booking, Finding, Verdict
from nexus.kernel.account import AccountKind, AccountStatus, EntryKind
from nexus.kernel.errors import Conflict, Denied, Malformed
from tests.factories import NOW, an_account

LATER = NOW + timedelta(minutes=5)
ACCOUNT = an_account("253.10", kind=AccountKind.REAL, status=AccountStatus.FROZEN)
DIFFERS = Finding("BALANCE_DIFFERS", "A1", "258.10", "250.10")
DEPOSIT = Booking(30, "deposit", Decimal("5.00"), 120)
MIRROR = AccountMirror(
    account_id="A1",
    checked_at=NOW,
    verdict=Verdict.MISMATCH,
    ledger_balance=Decimal("253.10"),
    expected=Decimal("258.10"),
    broker_balance=Decimal("250.10"),
    findings=(DIFFERS,),
    unbooked=(DEPOSIT,),
)
WORD = Word("ada", "Deriv took a fee by hand", Decimal("250.10"))
CANDIDATES = tuple(Finding(AMBIGUOUS, f"contract {n}", "trade T1", "CALL") for n in (77, 78))
IN_DOUBT = replace(ACCOUNT, buying="T1")
AMBIGUOUS_MIRROR = replace(MIRROR, findings=CANDIDATES, unbooked=())


def ruled(word: Word = WORD, mirror: AccountMirror = MIRROR, **changes: Any) -> Acceptance:
    return accept(replace(ACCOUNT, **changes), mirror, word, LATER)


def test_the_brokers_figure_becomes_ours_by_external_entries_and_the_account_thaws() -> None:
    done = ruled()

    assert done.change is not None
    after, entries = done.change.after, done.change.entries
    assert (after.balance, after.status) == (Decimal("250.10"), AccountStatus.ACTIVE)
    assert [(e.kind, e.amount, e.reference) for e in entries] == [
        (EntryKind.EXTERNAL, Decimal("5.00"), "deposit:30"),
        (EntryKind.EXTERNAL, Decimal("-8.00"), "accepted:2026-11-24T12:00:00.000Z"),
    ]
    assert after.version == ACCOUNT.version + 1


def test_the_ruling_keeps_who_why_and_both_sides() -> None:
    ruling = ruled().ruling

    assert (ruling.by, ruling.reason) == (WORD.by, WORD.reason)
    assert (ruling.expected, ruling.broker_balance) == (Decimal("258.10"), Decimal("250.10"))
    assert (ruling.difference, ruling.findings) == (Decimal("-8.00"), (DIFFERS,))


def test_a_payment_on_its_way_is_not_booked_twice() -> None:
    # The broker has paid 19.50 that our trade will book: the books expect it already.
    mirror = replace(MIRROR, expected=Decimal("272.60"), broker_balance=Decimal("272.60"))
    odd = replace(mirror, findings=(Finding("RESULT_DIFFERS", "T1", "1", "2"),), unbooked=())

    done = ruled(replace(WORD, figure=Decimal("272.60")), odd)

    assert done.change is not None
    assert done.change.entries == ()
    assert done.mirror.accepted == {"RESULT_DIFFERS:T1"}


def test_a_halt_from_before_the_freeze_is_still_there_after_the_ruling() -> None:
    done = ruled(halted_at=NOW)

    assert done.change is not None
    assert done.change.after.status is AccountStatus.HALTED


def test_an_ambiguous_purchase_needs_the_contract_and_is_left_to_the_trader() -> None:
    done = accept(IN_DOUBT, AMBIGUOUS_MIRROR, replace(WORD, contract_id="78"), LATER)

    assert done.change is None
    assert done.mirror.chosen == {"T1": "78"}
    assert done.mirror.accepted == {"POSSIBLE_DOUBLE:contract 77"}
    assert done.ruling.chosen == {"T1": "78"}


def test_neither_contract_may_be_ours() -> None:
    done = accept(IN_DOUBT, AMBIGUOUS_MIRROR, replace(WORD, contract_id="none"), LATER)

    assert done.mirror.chosen == {"T1": ""}
    assert len(done.mirror.accepted) == 2


@pytest.mark.parametrize("contract_id", [None, "79", ""])
def test_a_contract_that_is_no_candidate_is_refused(contract_id: str | None) -> None:
    with pytest.raises(Malformed, match="Expected one of 77, 78, none"):
        accept(IN_DOUBT, AMBIGUOUS_MIRROR, replace(WORD, contract_id=contract_id), LATER)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        (replace(WORD, figure=Decimal("250.00")), "Expected the broker's 250.10, was 250.00"),
        (replace(WORD, reason=" "), "Expected who accepts and why"),
        (replace(WORD, by=""), "Expected who accepts and why"),
        (replace(WORD, contract_id="77"), "no purchase is in doubt"),
    ],
)
def test_a_word_that_does_not_fit_is_refused(word: Word, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        ruled(word)


def test_books_that_moved_since_the_check_are_looked_at_again_first() -> None:
    with pytest.raises(Conflict):
        ruled(balance=Decimal("263.10"))


@pytest.mark.parametrize(
    ("mirror", "status", "code"),
    [
        (MIRROR, AccountStatus.ACTIVE, "ACCOUNT_NOT_FROZEN"),
        (None, AccountStatus.FROZEN, "NOTHING_TO_ACCEPT"),
        (replace(MIRROR, verdict=Verdict.AGREED), AccountStatus.FROZEN, "NOTHING_TO_ACCEPT"),
        (
            replace(MIRROR, findings=(Finding("LEDGER_BROKEN", "entry 3", "1", "2"),)),
            AccountStatus.FROZEN,
            "LEDGER_BROKEN",
        ),
        (replace(MIRROR, unbooked=(DEPOSIT,) * 91), AccountStatus.FROZEN, "TOO_MANY_BOOKINGS"),
    ],
)
def test_what_no_ruling_can_mend_is_denied(
    mirror: AccountMirror | None, status: AccountStatus, code: str
) -> None:
    with pytest.raises(Denied) as refused:
        accept(replace(ACCOUNT, status=status), mirror, WORD, LATER)

    assert refused.value.code == code
