from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from functions.payouts import wiring
from functions.payouts.handler import handler
from functions.payouts.settings import settings
from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.commissions import DynamoCommissions
from nexus.adapters.dynamodb.referrals import DynamoReferrals
from nexus.adapters.dynamodb.store import Store
from nexus.affiliates.commission import APPROVAL_HOLD
from nexus.affiliates.models import Collection, Earnings
from nexus.affiliates.service import Bookkeeping
from nexus.kernel.clock import system_clock
from tests.functions.environment import use_environment
from tests.tables import create_tables
from tests.unit.affiliates.factories import a_won_trade


@pytest.fixture
def store(local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> Store:
    use_environment(monkeypatch, local_aws)
    settings.cache_clear()
    wiring.approvals.cache_clear()
    local_aws.reset()
    return create_tables(local_aws)


def test_only_what_is_collected_and_held_is_approved(store: Store) -> None:
    books = Bookkeeping(DynamoReferrals(store), DynamoCommissions(store))
    for trade_id in ("collected", "uncollected", "held"):
        books.settle(replace(a_won_trade(), trade_id=trade_id))
    long_ago = system_clock() - APPROVAL_HOLD - timedelta(minutes=1)
    DynamoCommissions(store).record_collection(Collection("collected", long_ago, "bank-1"))
    DynamoCommissions(store).record_collection(Collection("held", system_clock(), "bank-2"))

    answers = [handler({}, None), handler({}, None)]

    assert answers == [{"approved": 1}, {"approved": 0}]
    assert DynamoCommissions(store).earnings("P1", "USD") == Earnings(
        pending=Decimal("1.14"), approved=Decimal("0.57")
    )
