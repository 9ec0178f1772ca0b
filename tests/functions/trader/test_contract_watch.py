"""Contracts that the broker cannot or will not show."""

from dataclasses import replace
from typing import cast

import pytest

from functions.trader.broker_time import BrokerTime
from functions.trader.contract_watch import ContractWatch
from functions.trader.linked import LinkedAccount, LinkedAccounts
from functions.trader.tasks import Tasks
from nexus.kernel.account import Account, AccountKind
from nexus.kernel.errors import Unavailable
from nexus.trading.models import Trade, TradeStatus
from tests.factories import a_trade, an_account
from tests.functions.trader.memory import MemoryStore, MovingClock, memory_books

ACCOUNT = an_account(kind=AccountKind.REAL)
OPEN = a_trade(account_kind=AccountKind.REAL, status=TradeStatus.OPEN, contract_id="77")


class UnreachableBroker:
    async def get(self, account: Account) -> LinkedAccount:
        raise Unavailable("The broker knows no such contract")


def watch_of(stored: Trade) -> ContractWatch:
    clock = MovingClock()
    store = MemoryStore({ACCOUNT.account_id: ACCOUNT}, {stored.trade_id: stored})
    linked = cast("LinkedAccounts", UnreachableBroker())
    return ContractWatch(memory_books(store, clock), linked, BrokerTime(clock), clock, Tasks())


@pytest.mark.parametrize(
    ("status", "followed"), [(TradeStatus.OPEN, 1), (TradeStatus.CANCELLED, 0)]
)
async def test_what_cannot_be_followed_is_forgotten_once_it_has_ended_elsewhere(
    status: TradeStatus, followed: int
) -> None:
    watch = watch_of(replace(OPEN, status=status))
    watch.watch(OPEN)

    await watch.look_again()

    assert watch.open_count == followed
