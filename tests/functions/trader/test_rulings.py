"""A person rules on a frozen account."""

from dataclasses import replace

from infra.ops.frozen_account import run
from nexus.accounts.mirror import AccountMirror
from nexus.accounts.reconciliation import Verdict
from nexus.kernel.account import Account
from nexus.kernel.change import account_change
from nexus.kernel.clock import system_clock
from nexus.kernel.money import money_text
from nexus.trading.lifecycle import TradeChange
from nexus.trading.models import TradeStatus
from tests.functions.trader.desk import TestDesk, assert_books_balance
from tests.functions.trader.stage import Stage, eventually
from tests.functions.trader.test_broker_trades import LOW, broker_balance
from tests.functions.trader.test_mirror import buy_outside, externals, first_look, look, seen
from tests.functions.trader.test_thawing import (
    ACTIVE,
    FROZEN,
    OPEN,
    frozen_account,
    shown,
    until_status,
)


def rule(desk: TestDesk, account: Account, *more: str) -> str:
    mirror = seen(desk, account)
    assert mirror is not None
    words = ["--by", "ada", "--reason", "Looked at both sides", *more]
    figure = ["--figure", money_text(mirror.broker_balance)]
    name = ["--stage", "test", "--account", account.account_id]
    return run(["accept", *name, *figure, *words], desk.stage.store)


def test_an_accepted_figure_is_booked_once_and_the_books_agree_from_then_on(
    stage: Stage, desk: TestDesk
) -> None:
    account = frozen_account(desk)
    balance = broker_balance(stage, account.broker_account_id)

    first, again = rule(desk, account), rule(desk, account)
    look(desk, account)

    assert "Ruled" in first
    assert again.startswith("Accepted already.")
    now = desk.ledger.account(account.account_id)
    assert (now.status, now.balance) == (ACTIVE, balance)
    accepted = [each for each in externals(desk, account) if each[0] == "accepted"]
    assert accepted == [("accepted", "-3.00")]
    ruled_at = seen(desk, account).checked_at  # type: ignore[union-attr]

    def compared() -> AccountMirror | None:
        mirror = seen(desk, account)
        return mirror if mirror and mirror.checked_at > ruled_at else None

    assert eventually(compared, what="the next check").verdict is Verdict.AGREED
    assert_books_balance(desk, account.account_id)


def test_a_trade_whose_contract_nobody_knows_ends_once_a_person_accepted_it(
    stage: Stage, desk: TestDesk
) -> None:
    account = desk.linked_account()
    first_look(desk, account)
    trade = desk.until(desk.place(account, min_payout=LOW, expiry_minutes=5), OPEN)
    now, at = desk.account(trade), system_clock()
    lost = replace(desk.now(trade), contract_id="1")
    desk.ledger.commit(TradeChange(account_change(now, now, at), lost, OPEN))
    look(desk, account)
    until_status(desk, account, FROZEN)
    found = shown(desk, account).mirror
    assert found is not None
    assert ("OPEN_BUT_UNKNOWN", trade.trade_id) in {(f.code, f.reference) for f in found.findings}

    rule(desk, account)
    look(desk, account)
    ended = desk.until(trade, TradeStatus.CANCELLED)

    assert (ended.reason, ended.profit) == ("CONTRACT_UNKNOWN", -trade.stake)
    after = desk.ledger.account(account.account_id)
    assert (after.status, dict(after.open_trades)) == (ACTIVE, {})
    assert after.balance == broker_balance(stage, account.broker_account_id)
    assert_books_balance(desk, account.account_id)


def test_a_purchase_made_twice_is_reported_and_not_mirrored_as_the_owners_own(
    stage: Stage, desk: TestDesk
) -> None:
    account = desk.linked_account()
    first_look(desk, account)
    trade = desk.until(desk.place(account, min_payout=LOW), OPEN)

    twice = buy_outside(stage, desk, account, stake=10, minutes=1)
    until_status(desk, account, FROZEN)

    mirror = seen(desk, account)
    assert mirror is not None
    doubles = [each for each in mirror.findings if each.code == "POSSIBLE_DOUBLE"]
    assert [each.reference for each in doubles] == [f"contract {twice}"]
    assert doubles[0].ours == f"trade {trade.trade_id} bought contract {trade.contract_id}"
    assert externals(desk, account) == []

    rule(desk, account)
    assert ("buy", "-10.00") in externals(desk, account)
    look(desk, account)
    eventually(lambda: _agreed(desk, account), 30, "the books to agree")
    assert desk.ledger.account(account.account_id).status is ACTIVE


def _agreed(desk: TestDesk, account: Account) -> bool:
    mirror = seen(desk, account)
    return mirror is not None and mirror.verdict is Verdict.AGREED and mirror.contracts != ()


def test_an_ambiguous_purchase_shows_both_candidates_until_a_person_chooses(
    stage: Stage, desk: TestDesk
) -> None:
    account = desk.linked_account()
    first_look(desk, account)
    stage.broker.fault("buy", "no_answer", count=1, account_id=account.broker_account_id)
    trade = desk.place(account, min_payout=LOW)
    eventually(lambda: stage.broker.contracts(account.broker_account_id or ""), what="the buy")
    other = buy_outside(stage, desk, account, stake=10, minutes=1)
    until_status(desk, account, FROZEN)

    found = shown(desk, account)
    assert found.mirror is not None
    assert len(found.mirror.candidates) == 2
    assert str(other) in found.mirror.candidates
    assert found.mirror.broker_balance == broker_balance(stage, account.broker_account_id)
    assert {each.code for each in found.mirror.findings} == {"PURCHASE_AMBIGUOUS"}

    [ours] = [each for each in found.mirror.candidates if each != str(other)]
    rule(desk, account, "--contract", ours)
    until_status(desk, account, ACTIVE)

    assert desk.now(trade).contract_id == ours
    assert ("buy", "-10.00") in externals(desk, account)
    now = desk.ledger.account(account.account_id)
    assert now.balance == broker_balance(stage, account.broker_account_id)
    assert_books_balance(desk, account.account_id)
