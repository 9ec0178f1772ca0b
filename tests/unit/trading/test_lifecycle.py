"""Every way through a trade's life keeps the money whole."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.account import Account, AccountKind, AccountStatus, EntryKind, LedgerEntry
from nexus.kernel.clock import to_text
from nexus.kernel.ids import digest
from nexus.kernel.money import ZERO, money_text
from nexus.trading.lifecycle import (
    Fill,
    Settlement,
    TradeChange,
    claim,
    opened,
    rejected,
    request_trade,
    settled,
    unknown,
)
from nexus.trading.models import Trade, TradeStatus
from tests.factories import NOW, a_trade, an_account, terms

LATER = NOW + timedelta(seconds=62)


def requested(account: Account, trade: Trade) -> TradeChange:
    return request_trade(account, trade)


def held(account: Account, trade: Trade, payout: str = "19.50") -> TradeChange:
    change = request_trade(account, trade)
    fill = Fill(Decimal(payout), NOW, NOW + timedelta(minutes=1))
    return opened(change.account.after, change.trade, fill, NOW)


def ended(status: TradeStatus, credited: str) -> Settlement:
    return Settlement(status, Decimal(credited), LATER)


def test_a_request_debits_the_stake_and_holds_it_open() -> None:
    change = requested(an_account(), a_trade("10.00"))

    after = change.account.after
    assert after.balance == Decimal("9990.00")
    assert after.open_trades == {"T1": Decimal("10.00")}
    assert after.version == change.account.before.version + 1
    assert change.expected is None


def test_a_win_credits_the_payout_and_ends_the_streak() -> None:
    step = held(an_account(consecutive_losses=3), a_trade("10.00"))

    change = settled(step.account.after, step.trade, ended(TradeStatus.WON, "19.50"))

    after = change.account.after
    assert after.balance == Decimal("10009.50")
    assert after.consecutive_losses == 0
    assert after.open_trades == {}
    assert change.trade.profit == Decimal("9.50")
    assert change.trade.commission == Decimal("1.90")


def test_a_loss_credits_nothing_and_charges_no_fee() -> None:
    step = held(an_account(), a_trade("10.00"))

    change = settled(step.account.after, step.trade, ended(TradeStatus.LOST, "0.00"))

    assert change.account.after.balance == Decimal("9990.00")
    assert change.account.after.day_result == Decimal("-10.00")
    assert change.account.entries == ()
    assert change.trade.commission == ZERO


def test_the_fifth_loss_in_a_row_halts_the_account() -> None:
    step = held(an_account(consecutive_losses=4), a_trade())

    change = settled(step.account.after, step.trade, ended(TradeStatus.LOST, "0.00"))

    assert change.account.after.status is AccountStatus.HALTED
    assert change.account.after.halted_at == LATER


def test_a_refund_leaves_streak_and_day_as_they_were() -> None:
    step = held(an_account(consecutive_losses=4), a_trade("10.00"))

    change = settled(step.account.after, step.trade, ended(TradeStatus.CANCELLED, "10.00"))

    assert change.account.after.balance == Decimal("10000.00")
    assert change.account.after.consecutive_losses == 4
    assert change.account.after.day_result == ZERO
    assert change.trade.commission == ZERO


def test_a_rejected_trade_gives_the_stake_back_and_frees_the_purchase() -> None:
    step = requested(an_account(), a_trade("10.00"))
    sent = claim(step.account.after, step.trade, NOW)

    change = rejected(sent.account.after, sent.trade, "PRICE_MOVED", NOW)

    assert change.account.after.balance == Decimal("10000.00")
    assert change.account.after.buying is None
    assert change.trade.reason == "PRICE_MOVED"


def test_an_unknown_purchase_stays_in_flight_and_keeps_its_stake_at_risk() -> None:
    step = requested(an_account(), a_trade("10.00"))
    sent = claim(step.account.after, step.trade, NOW)

    change = unknown(sent.account.after, sent.trade, "ANSWER_LOST", NOW)

    assert change.account.after.buying == "T1"
    assert change.account.after.exposure == Decimal("10.00")
    assert change.expected is TradeStatus.SUBMITTING


def test_a_loss_counts_on_the_day_it_settles() -> None:
    step = held(an_account(day_result=Decimal("-50.00")), a_trade("10.00"))
    next_day = replace(ended(TradeStatus.LOST, "0.00"), at=NOW + timedelta(days=1))

    change = settled(step.account.after, step.trade, next_day)

    assert change.account.after.day == next_day.at.date()
    assert change.account.after.day_result == Decimal("-10.00")


@pytest.mark.parametrize(
    ("kind", "day_result"), [(AccountKind.DEMO, "9.50"), (AccountKind.REAL, "7.12")]
)
def test_fees_count_against_the_day_only_where_they_are_owed(
    kind: AccountKind, day_result: str
) -> None:
    trade = a_trade("10.00", account_kind=kind, terms=terms(markup_rate=Decimal("0.05")))
    step = held(an_account(kind=kind), trade)

    change = settled(step.account.after, step.trade, ended(TradeStatus.WON, "19.50"))

    assert change.trade.markup == Decimal("0.48")
    assert change.account.after.day_result == Decimal(day_result)


def test_frames_and_entries_are_numbered_without_gaps() -> None:
    step = held(an_account(), a_trade("10.00"))

    change = settled(step.account.after, step.trade, ended(TradeStatus.WON, "19.50"))

    sequences = [frame.sequence for frame in change.account.frames]
    first = change.account.before.sequence + 1
    assert sequences == [first, first + 1]
    assert change.account.after.sequence == sequences[-1]
    assert [entry.number for entry in change.account.entries] == [3]


ENDINGS = st.sampled_from(
    [
        ended(TradeStatus.WON, "19.50"),
        ended(TradeStatus.LOST, "0.00"),
        ended(TradeStatus.SOLD, "7.31"),
        ended(TradeStatus.CANCELLED, "10.00"),
    ]
)


def replayed(account: Account, endings: list[Settlement]) -> tuple[Account, list[LedgerEntry]]:
    entries: list[LedgerEntry] = []
    for number, ending in enumerate(endings):
        trade = a_trade("10.00", trade_id=f"T{number}")
        placed = request_trade(account, trade)
        bought = opened(placed.account.after, trade, Fill(Decimal("19.50"), NOW, LATER), NOW)
        done = settled(bought.account.after, bought.trade, ending)
        for change in (placed, bought, done):
            entries.extend(change.account.entries)
        account = done.account.after
    return account, entries


@given(st.lists(ENDINGS, max_size=12))
def test_the_balance_is_the_sum_of_a_ledger_without_gaps(endings: list[Settlement]) -> None:
    start = an_account()

    account, entries = replayed(start, endings)

    assert account.balance == start.balance + sum((e.amount for e in entries), ZERO)
    numbers = [start.entries, *(entry.number for entry in entries)]
    assert numbers == list(range(1, len(entries) + 2))
    assert account.exposure == ZERO


@given(st.lists(ENDINGS, min_size=1, max_size=6))
def test_each_entry_carries_the_hash_of_the_one_before(endings: list[Settlement]) -> None:
    start = an_account()

    _, entries = replayed(start, endings)

    previous = start.last_entry_hash
    for entry in entries:
        assert entry.previous_hash == previous
        assert entry.hash == digest(
            previous,
            entry.account_id,
            str(entry.number),
            entry.kind,
            money_text(entry.amount),
            money_text(entry.balance_after),
            entry.reference,
            to_text(entry.at),
        )
        previous = entry.hash


def test_an_entry_says_why_the_balance_moved() -> None:
    change = requested(an_account(), a_trade("10.00"))

    (entry,) = change.account.entries
    assert (entry.kind, entry.amount) == (EntryKind.STAKE, Decimal("-10.00"))
    assert entry.reference == "T1"
