"""Out of a freeze again: by books that agree, or by a new link."""

from dataclasses import replace

from nexus.accounts.broker_books import BrokerBooks, Shown
from nexus.accounts.checks import CheckState
from nexus.accounts.reconciliation import Verdict
from nexus.adapters.dynamodb.accounts import DynamoAccounts
from nexus.adapters.dynamodb.changes import Change, events_of
from nexus.adapters.dynamodb.mirror import DynamoLooks, DynamoMirror
from nexus.adapters.dynamodb.serialization import to_item
from nexus.kernel.account import Account, AccountStatus
from nexus.kernel.change import account_change
from nexus.kernel.clock import system_clock
from nexus.notifications.models import MAILED_BY_DEFAULT
from nexus.notifications.templates import notices_for
from nexus.trading.models import TradeStatus
from tests.functions.trader.desk import TestDesk
from tests.functions.trader.stage import Stage, eventually
from tests.functions.trader.test_broker_trades import LOW
from tests.functions.trader.test_mirror import (
    first_look,
    look,
    plant,
    seen,
)

ACTIVE, FROZEN = AccountStatus.ACTIVE, AccountStatus.FROZEN
HALTED, NEEDS_RELINK = AccountStatus.HALTED, AccountStatus.NEEDS_RELINK
OPEN, UNKNOWN = TradeStatus.OPEN, TradeStatus.UNKNOWN


def books(desk: TestDesk) -> BrokerBooks:
    store = desk.stage.store
    return BrokerBooks(DynamoAccounts(store), DynamoMirror(store), DynamoLooks(store), system_clock)


def asked(desk: TestDesk, account: Account) -> Shown:
    return books(desk).ask(account.user_id, account.account_id)


def shown(desk: TestDesk, account: Account) -> Shown:
    return books(desk).show(account.user_id, account.account_id)


def until_status(desk: TestDesk, account: Account, status: AccountStatus) -> None:
    def look() -> bool:
        return desk.ledger.account(account.account_id).status is status

    eventually(look, 60, f"the account to be {status}")


def set_status(desk: TestDesk, account: Account, status: AccountStatus) -> None:
    now = desk.ledger.account(account.account_id)
    halted_at = system_clock() if status is HALTED else None
    after = replace(now, status=status, halted_at=halted_at)
    desk.ledger.commit_account(account_change(now, after, system_clock()))


def frozen_account(desk: TestDesk) -> Account:
    account = desk.linked_account()
    first_look(desk, account)
    plant(desk, account, "3.00")
    look(desk, account)
    until_status(desk, account, FROZEN)
    return account


def test_a_check_asked_for_thaws_an_account_whose_books_agree_now(
    stage: Stage, desk: TestDesk
) -> None:
    account = frozen_account(desk)
    plant(desk, account, "-3.00")

    first, again = asked(desk, account), asked(desk, account)
    until_status(desk, account, ACTIVE)

    assert first.check == again.check
    assert first.state is CheckState.PENDING
    done = eventually(lambda: _done(desk, account), what="the answer")
    assert done.mirror is not None
    assert (done.mirror.verdict, done.mirror.findings) == (Verdict.AGREED, ())
    assert stage.trader.events("account_thawed")[-1]["account_id"] == account.account_id
    trade = desk.until(desk.place(account, min_payout=LOW), OPEN)
    assert trade.contract_id is not None


def _done(desk: TestDesk, account: Account) -> Shown | None:
    found = shown(desk, account)
    return found if found.state is CheckState.DONE else None


def test_a_check_that_still_differs_leaves_the_account_frozen_and_renews_both_sides(
    stage: Stage, desk: TestDesk
) -> None:
    account = frozen_account(desk)
    before = seen(desk, account)
    assert before is not None

    asked(desk, account)
    done = eventually(lambda: _done(desk, account), what="the answer")

    assert done.mirror is not None
    assert done.mirror.checked_at > before.checked_at
    assert (done.mirror.verdict, done.account.status) == (Verdict.MISMATCH, FROZEN)


def test_a_halted_account_that_was_frozen_is_halted_when_it_thaws(
    stage: Stage, desk: TestDesk
) -> None:
    account = desk.linked_account()
    first_look(desk, account)
    set_status(desk, account, HALTED)
    plant(desk, account, "3.00")
    look(desk, account)
    until_status(desk, account, FROZEN)

    plant(desk, account, "-3.00")
    asked(desk, account)

    until_status(desk, account, HALTED)


def revoke(desk: TestDesk, account: Account) -> None:
    desk.stage.broker.control("DELETE", f"/users/{desk.people[account.account_id]}/tokens")
    desk.stage.broker.control("POST", "/sockets/drop", account_id=account.broker_account_id)


def test_a_link_that_ran_out_calls_for_a_new_one_and_outlives_no_halt(
    stage: Stage, desk: TestDesk
) -> None:
    account = desk.linked_account()
    first_look(desk, account)
    set_status(desk, account, HALTED)
    before = DynamoAccounts(stage.store).account(account.account_id)
    revoke(desk, account)
    until_status(desk, account, NEEDS_RELINK)

    after = DynamoAccounts(stage.store).account(account.account_id)
    [event] = events_of(
        Change("accounts", _item(before), _item(after), system_clock()),
    )
    [notice] = notices_for(event)
    assert (event.name, notice.user_id) == ("BrokerLinkExpired", account.user_id)
    assert notice.title == f"Link Deriv real account {account.broker_account_id} again"
    assert notice.kind in MAILED_BY_DEFAULT

    desk.link_again(account)
    look(desk, account)
    until_status(desk, account, HALTED)


def _item(account: Account) -> dict[str, object]:
    return {**to_item(account), "sort": "ACCOUNT"}


def test_a_frozen_account_whose_link_ran_out_says_so_when_asked(
    stage: Stage, desk: TestDesk
) -> None:
    account = frozen_account(desk)
    revoke(desk, account)

    def failed() -> Shown | None:
        found = shown(desk, account)
        return found if found.state is CheckState.FAILED else None

    found = eventually(failed, 40, "the reason")
    assert (found.account.status, found.check and found.check.reason) == (FROZEN, "LINK_EXPIRED")

    plant(desk, account, "-3.00")
    desk.link_again(account)
    look(desk, account)
    until_status(desk, account, ACTIVE)
