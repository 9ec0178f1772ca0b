"""The three-way check of ledger, statement and trade records."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from nexus.accounts.reconciliation import (
    Booking,
    BrokerSide,
    OwnSide,
    Terms,
    TradeRecord,
    Verdict,
    reconcile,
)
from nexus.kernel.account import Account, AccountKind, EntryKind, LedgerEntry
from nexus.kernel.ledger import post
from tests.factories import NOW, an_account


def money(text: str) -> Decimal:
    return Decimal(text)


def books(*postings: tuple[EntryKind, str, str]) -> tuple[Account, list[LedgerEntry]]:
    account = an_account("0.00", kind=AccountKind.REAL)
    entries = []
    for kind, amount, reference in postings:
        account, entry = post(account, kind, money(amount), reference, NOW)
        entries.append(entry)
    return account, entries


OPENING = (EntryKind.OPENING, "100.00", "A1")
STAKE = (EntryKind.STAKE, "-10.00", "T1")
PAYOUT = (EntryKind.PAYOUT, "19.50", "T1")
BUY = Booking(20, "buy", money("-10.00"), 100, "C1")
WIN = Booking(40, "sell", money("19.50"), 160, "C1")
DEPOSIT = Booking(30, "deposit", money("5.00"), 120)
WON = TradeRecord("T1", "C1", money("10.00"), money("19.50"))
OPEN = TradeRecord("T1", "C1", money("10.00"))


def own(*postings: tuple[EntryKind, str, str], trades: tuple[TradeRecord, ...] = ()) -> OwnSide:
    account, entries = books(*postings)
    return OwnSide(account, entries, trades)


def broker(balance: str, *bookings: Booking, held: frozenset[str] = frozenset()) -> BrokerSide:
    return BrokerSide(money(balance), bookings, held)


def codes(ours: OwnSide, theirs: BrokerSide) -> list[str]:
    return [each.code for each in reconcile(ours, theirs, is_first=False).findings]


def test_a_won_trade_agrees_on_all_three_sides() -> None:
    outcome = reconcile(
        own(OPENING, STAKE, PAYOUT, trades=(WON,)), broker("109.50", BUY, WIN), is_first=False
    )

    assert outcome.verdict is Verdict.AGREED
    assert outcome.external == ()


def test_an_open_trade_agrees_while_the_broker_holds_its_contract() -> None:
    ours = own(OPENING, STAKE, trades=(OPEN,))

    assert codes(ours, broker("90.00", BUY, held=frozenset({"C1"}))) == []
    assert codes(ours, broker("90.00", BUY)) == ["OPEN_BUT_UNKNOWN"]


def test_a_payment_on_its_way_to_us_is_no_mismatch() -> None:
    assert codes(own(OPENING, STAKE, trades=(OPEN,)), broker("109.50", BUY, WIN)) == []


def test_bookings_made_outside_are_external_once() -> None:
    outside = [
        DEPOSIT,
        Booking(31, "buy", money("-2.00"), 121, "X9"),
        Booking(32, "sell", money("3.90"), 122, "X9"),
    ]

    outcome = reconcile(own(OPENING), broker("106.90", *outside), is_first=False)
    mirrored = own(OPENING, *((EntryKind.EXTERNAL, str(e.amount), e.reference) for e in outside))
    again = reconcile(mirrored, broker("106.90", *outside), is_first=False)

    assert (outcome.verdict, outcome.external) == (Verdict.AGREED, tuple(outside))
    assert (again.verdict, again.external) == (Verdict.AGREED, ())


def test_the_first_check_takes_what_was_booked_before_the_link_as_the_opening() -> None:
    before = Booking(10, "deposit", money("100.00"), 10)

    fresh = reconcile(own(OPENING), broker("100.00", before), is_first=True)
    later = reconcile(own(OPENING), broker("105.00", before, DEPOSIT), is_first=True)

    assert (fresh.verdict, fresh.external) == (Verdict.AGREED, ())
    assert (later.verdict, later.external) == (Verdict.AGREED, (DEPOSIT,))


@pytest.mark.parametrize("is_first", [True, False])
def test_a_balance_that_no_booking_explains_is_a_mismatch_with_both_sides(
    is_first: bool,
) -> None:
    outcome = reconcile(own(OPENING), broker("93.00", DEPOSIT), is_first=is_first)

    [finding] = outcome.findings
    assert outcome.verdict is Verdict.MISMATCH
    assert finding.code == "BALANCE_DIFFERS"
    assert finding.broker == "93.00"


TERMS = Terms("CALL", "R_100", 1)
TWICE = Booking(21, "buy", money("-10.00"), 101, "C2", terms=TERMS, app_id="ours")
IN_FLIGHT = replace(OPEN, terms=TERMS, in_flight=range(90, 120))


def doubles(*trades: TradeRecord, booking: Booking = TWICE) -> list[str]:
    ours = replace(own(OPENING, STAKE, trades=trades), app_id="ours")
    found = reconcile(ours, broker("80.00", BUY, booking, held=frozenset({"C1"})), is_first=False)
    return [each.reference for each in found.findings if each.code == "POSSIBLE_DOUBLE"]


def test_a_second_purchase_like_ours_in_the_same_seconds_is_a_mismatch_and_not_external() -> None:
    ours = replace(own(OPENING, STAKE, trades=(IN_FLIGHT,)), app_id="ours")
    there = broker("80.00", BUY, TWICE, held=frozenset({"C1"}))

    outcome = reconcile(ours, there, is_first=False)

    [finding] = outcome.findings
    assert outcome.verdict is Verdict.MISMATCH
    assert (finding.code, finding.reference) == ("POSSIBLE_DOUBLE", "contract C2")
    assert finding.ours == "trade T1 bought contract C1"
    assert finding.broker.startswith("contract C2 for 10.00")


def test_a_purchase_that_we_say_was_never_made_is_found_as_well() -> None:
    rejected = replace(IN_FLIGHT, trade_id="T2", contract_id=None, credited=money("10.00"))

    assert doubles(OPEN, rejected) == ["contract C2"]


@pytest.mark.parametrize(
    "change",
    [
        {"terms": Terms("PUT", "R_100", 1)},
        {"terms": Terms("CALL", "R_50", 1)},
        {"terms": Terms("CALL", "R_100", 5)},
        {"terms": None},
        {"amount": money("-10.01")},
        {"at": 89},
        {"at": 120},
        {"app_id": "somebody-else"},
        {"action": "sell"},
    ],
    ids=str,
)
def test_a_purchase_that_differs_is_the_owners_own(change: dict[str, Any]) -> None:
    assert doubles(IN_FLIGHT, booking=replace(TWICE, **change)) == []


def test_a_purchase_whose_application_is_not_told_may_be_ours() -> None:
    assert doubles(IN_FLIGHT, booking=replace(TWICE, app_id=None)) == ["contract C2"]


def test_what_a_person_accepted_is_external_from_then_on() -> None:
    known = frozenset({"POSSIBLE_DOUBLE:contract C2"})
    ours = replace(own(OPENING, STAKE, trades=(IN_FLIGHT,)), app_id="ours", accepted=known)

    outcome = reconcile(ours, broker("80.00", BUY, TWICE, held=frozenset({"C1"})), is_first=False)

    assert (outcome.verdict, outcome.external) == (Verdict.AGREED, (TWICE,))


def test_a_result_other_than_the_brokers_is_a_mismatch() -> None:
    paid_less = replace(WIN, amount=money("18.00"))

    found = codes(own(OPENING, STAKE, PAYOUT, trades=(WON,)), broker("108.00", BUY, paid_less))

    assert found == ["RESULT_DIFFERS", "BALANCE_DIFFERS"]


def test_a_stake_other_than_the_brokers_is_a_mismatch() -> None:
    dearer = replace(BUY, amount=money("-11.00"))

    found = codes(
        own(OPENING, STAKE, trades=(OPEN,)), broker("89.00", dearer, held=frozenset({"C1"}))
    )

    assert found == ["STAKE_DIFFERS", "BALANCE_DIFFERS"]


def test_a_trade_that_ended_here_and_is_open_there_is_a_mismatch() -> None:
    ours = own(OPENING, STAKE, PAYOUT, trades=(WON,))

    assert codes(ours, broker("109.50", BUY, WIN, held=frozenset({"C1"}))) == ["ENDED_BUT_OPEN"]


def test_a_trade_whose_entries_do_not_add_up_is_a_mismatch() -> None:
    ours = own(OPENING, STAKE, (EntryKind.PAYOUT, "19.00", "T1"), trades=(WON,))

    assert "TRADE_NOT_IN_LEDGER" in codes(ours, broker("109.00", BUY, WIN))


def test_a_tampered_ledger_is_a_mismatch() -> None:
    account, entries = books(OPENING, STAKE, PAYOUT)
    changed = [entries[0], replace(entries[1], amount=money("-9.00")), entries[2]]

    found = codes(OwnSide(account, changed, ()), broker("109.50"))

    assert "LEDGER_BROKEN" in found


def test_a_balance_no_entry_proves_is_a_mismatch() -> None:
    account, entries = books(OPENING)

    found = codes(OwnSide(replace(account, balance=money("120.00")), entries, ()), broker("120.00"))

    assert found == ["LEDGER_BROKEN"]
