import pytest

from functions.trader.books import ATTEMPTS, key_of
from nexus.kernel.account import Account
from nexus.kernel.errors import Conflict
from nexus.trading.lifecycle import TradeChange, rejected, request_trade
from nexus.trading.models import Trade, TradeStatus
from tests.factories import NOW, a_trade, an_account
from tests.functions.trader.memory import MemoryStore, MovingClock, memory_books


def a_store() -> MemoryStore:
    store, intent = MemoryStore(), request_trade(an_account(), a_trade())
    store.accounts["A1"] = intent.account.before
    store.commit(intent)
    store.changes.clear()
    return store


def refund(account: Account, trade: Trade) -> TradeChange | None:
    if trade.status is not TradeStatus.PENDING:
        return None
    return rejected(account, trade, "TOO_LATE", NOW)


async def test_step_is_taken_again_on_a_fresh_read_after_a_conflict() -> None:
    store = a_store()
    store.conflicts = 2

    change = await memory_books(store, MovingClock()).apply(key_of(a_trade()), refund)

    assert change is not None
    assert store.trades["T1"].status is TradeStatus.REJECTED
    assert len(store.changes) == 1


async def test_step_that_finds_nothing_to_do_writes_nothing() -> None:
    store = a_store()
    books = memory_books(store, MovingClock())
    await books.apply(key_of(a_trade()), refund)

    assert await books.apply(key_of(a_trade()), refund) is None
    assert len(store.changes) == 1


async def test_account_that_keeps_changing_is_given_up_after_some_attempts() -> None:
    store = a_store()
    store.conflicts = ATTEMPTS

    with pytest.raises(Conflict):
        await memory_books(store, MovingClock()).apply(key_of(a_trade()), refund)

    assert store.changes == []


async def test_what_has_already_happened_is_written_however_long_it_takes() -> None:
    store = a_store()
    store.conflicts = ATTEMPTS + 3

    change = await memory_books(store, MovingClock()).persist(key_of(a_trade()), refund)

    assert change is not None
    assert len(store.changes) == 1
