"""Ops look at a frozen account and let the broker's figure stand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from infra.ops.frozen_account import run
from nexus.accounts.mirror import AccountMirror
from nexus.accounts.reconciliation import Finding, Verdict
from nexus.adapters.dynamodb.changes import Change, events_of
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.mirror import DynamoLooks, DynamoMirror
from nexus.adapters.dynamodb.store import Query, Store
from nexus.kernel.account import AccountKind, AccountStatus
from nexus.kernel.change import account_change
from nexus.kernel.errors import Denied, Malformed
from nexus.kernel.ledger import opening
from nexus.notifications.templates import notices_for
from tests.factories import NOW, an_account

FIGURE = ["--figure", "9997.00", "--by", "ada", "--reason", "A fee that Deriv took by hand"]


def _run(tables: Store, command: str, account_id: str, *more: str) -> str:
    arguments = [command, "--stage", "test", "--account", account_id, *more]
    return run(arguments, tables, lambda: NOW)


def _frozen(tables: Store, account_id: str, *findings: Finding) -> None:
    blank = an_account(
        "0.00",
        account_id=account_id,
        kind=AccountKind.REAL,
        broker_account_id="ROT1",
        entries=0,
        last_entry_hash="",
    )
    ledger, change = DynamoLedger(tables, 1), opening(blank, Decimal("10000.00"), NOW)
    ledger.open_account(change)
    frozen = replace(change.after, status=AccountStatus.FROZEN)
    ledger.commit_account(account_change(change.after, frozen, NOW))
    ours, theirs = Decimal("10000.00"), Decimal("9997.00")
    found = findings or (Finding("BALANCE_DIFFERS", account_id, "10000.00", "9997.00"),)
    DynamoMirror(tables).put(
        AccountMirror(account_id, NOW, Verdict.MISMATCH, ours, ours, theirs, found)
    )


def _rulings(tables: Store, account_id: str) -> list[dict[str, object]]:
    return list(tables.query_all(Query("accounts", account_id, prefix="RULING#", consistent=True)))


def test_both_sides_are_shown(tables: Store) -> None:
    _frozen(tables, "AF1")

    said = _run(tables, "show", "AF1")

    assert "Account AF1 (ROT1) is frozen, 10000.00 USD." in said
    assert "Nexus expects 10000.00" in said
    assert "the broker has 9997.00" in said
    assert "- BALANCE_DIFFERS, AF1" in said


def test_accepting_twice_books_the_difference_once_and_thaws(tables: Store) -> None:
    _frozen(tables, "AF2")

    first = _run(tables, "accept", "AF2", *FIGURE)
    again = _run(tables, "accept", "AF2", *FIGURE)

    account = DynamoLedger(tables, 1).account("AF2")
    assert (account.status, account.balance) == (AccountStatus.ACTIVE, Decimal("9997.00"))
    assert account.entries == 2
    assert "difference -3.00. A fee that Deriv took by hand" in first
    assert again.startswith("Accepted already.")
    assert len(_rulings(tables, "AF2")) == 1


def test_a_ruling_is_audited_with_who_and_why_and_its_owner_is_told(tables: Store) -> None:
    _frozen(tables, "AF3")
    _run(tables, "accept", "AF3", *FIGURE)

    [row] = _rulings(tables, "AF3")
    [event] = events_of(Change("accounts", None, row, NOW))
    [notice] = notices_for(event)

    assert (event.name, event.subject) == ("BrokerFigureAccepted", "AF3")
    assert (event.data["by"], event.data["difference"]) == ("ada", "-3.00")
    assert event.data["reason"] == "A fee that Deriv took by hand"
    assert "-3.00 USD" in notice.body


@pytest.mark.parametrize("figure", ["9996.99", "", "much"])
def test_a_figure_other_than_the_one_shown_is_refused(tables: Store, figure: str) -> None:
    name = f"AF4{figure}"
    _frozen(tables, name)

    with pytest.raises(Malformed, match="figure"):
        _run(tables, "accept", name, *FIGURE[2:], "--figure", figure)

    assert DynamoLedger(tables, 1).account(name).status is AccountStatus.FROZEN


def test_a_broken_ledger_is_beyond_a_ruling(tables: Store) -> None:
    _frozen(tables, "AF5", Finding("LEDGER_BROKEN", "entry 2", "1.00", "2.00"))

    with pytest.raises(Denied, match="entry 2"):
        _run(tables, "accept", "AF5", *FIGURE)


def test_a_look_begun_before_a_ruling_does_not_undo_it(tables: Store) -> None:
    _frozen(tables, "AF6", Finding("RESULT_DIFFERS", "T1", "19.50", "18.00"))
    mirrors = DynamoMirror(tables)
    before = mirrors.mirror("AF6")
    assert before is not None
    _run(tables, "accept", "AF6", *FIGURE)

    with pytest.raises(Exception, match="changed meanwhile"):
        mirrors.put(before)

    kept = mirrors.mirror("AF6")
    assert kept is not None
    assert kept.accepted == {"RESULT_DIFFERS:T1"}


def test_a_check_is_wished_for(tables: Store) -> None:
    _frozen(tables, "AF7")

    said = [_run(tables, "check", "AF7") for _ in range(2)]

    assert all("pending" in each for each in said)
    assert "AF7" in [each.account_id for each in DynamoLooks(tables).looks(NOW)]
