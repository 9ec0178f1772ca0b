from datetime import timedelta
from decimal import Decimal

import pytest

from functions.daily_summary import wiring
from functions.daily_summary.handler import handler
from functions.daily_summary.settings import settings
from functions.daily_summary.summarize import day_results
from infra.local.aws import LocalAws
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.notifications import DynamoNotifications
from nexus.adapters.dynamodb.serialization import to_item
from nexus.adapters.dynamodb.store import Put, Store
from nexus.kernel.account import AccountKind
from nexus.kernel.clock import system_clock
from nexus.kernel.ids import new_ulid
from nexus.notifications.service import Inbox
from nexus.trading.models import Trade, TradeStatus
from tests.factories import NOW, a_trade
from tests.functions.environment import use_environment
from tests.tables import create_tables


@pytest.fixture
def store(local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> Store:
    use_environment(monkeypatch, local_aws)
    settings.cache_clear()
    wiring.summarize.cache_clear()
    local_aws.reset()
    return create_tables(local_aws)


def a_win(profit: str = "9.50", kind: AccountKind = AccountKind.DEMO) -> Trade:
    return a_trade(
        status=TradeStatus.WON,
        account_kind=kind,
        profit=Decimal(profit),
        commission=Decimal("1.90"),
        markup=Decimal("0.00"),
        settled_at=NOW,
    )


def test_yesterday_is_told_once_to_those_who_traded(store: Store) -> None:
    yesterday = system_clock() - timedelta(days=1)
    for user_id in ("U1", "U2"):
        store.write(Put(keys.profile(user_id), {"username": user_id}))
    won = a_trade(
        trade_id=new_ulid(yesterday),
        status=TradeStatus.WON,
        profit=Decimal("9.50"),
        settled_at=yesterday,
    )
    store.write(Put(keys.trade("U1", won.trade_id), to_item(won)))

    answers = [handler({}, None), handler({}, None)]

    inbox = Inbox(DynamoNotifications(store))
    (message,), _ = inbox.page("U1", 10)
    assert answers == [{"told": 1}, {"told": 0}]
    assert message.body == "Demo account: 1 won, 0 lost, result +9.50 USD."
    assert inbox.page("U2", 10) == ([], None)


def test_fees_count_where_they_are_owed() -> None:
    demo, real = day_results([a_win(), a_win(kind=AccountKind.REAL)])

    assert (demo.account_kind, demo.result) == (AccountKind.DEMO, Decimal("9.50"))
    assert (real.account_kind, real.result) == (AccountKind.REAL, Decimal("7.60"))


def test_a_rejected_trade_is_no_trade() -> None:
    assert day_results([a_trade(status=TradeStatus.REJECTED, settled_at=NOW)]) == []
