import random
from decimal import Decimal

import pytest

from functions.commissions import wiring
from functions.commissions.handler import handler
from functions.commissions.settings import settings
from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.commissions import DynamoCommissions
from nexus.adapters.dynamodb.referrals import DynamoReferrals
from nexus.adapters.dynamodb.store import Store
from nexus.affiliates.models import Earnings, Reach
from tests.functions.captured import batch_of, broken, failed_ids, queued
from tests.functions.environment import use_environment
from tests.tables import create_tables

EARNED = Earnings(pending=Decimal("1.52"))
BROUGHT = Reach(clicks=0, signups=1, linked=1, traders=1)


@pytest.fixture
def store(local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> Store:
    use_environment(monkeypatch, local_aws)
    settings.cache_clear()
    wiring.reaction.cache_clear()
    local_aws.reset()
    return create_tables(local_aws)


def test_a_partner_earns_share_and_markup_of_the_real_trade_alone(store: Store) -> None:
    answer = handler(queued(), None)

    assert failed_ids(answer) == []
    entries, _ = DynamoCommissions(store).earned("P1", 10, None)
    assert sorted(entry.amount for entry in entries) == [Decimal("0.57"), Decimal("0.95")]
    assert {entry.trade_id for entry in entries} == {"01KAT0000000000000000WON01"}
    owed, _ = DynamoCommissions(store).owed("U2", 10, None)
    assert [entry.amount for entry in owed] == [Decimal("2.85")]


@pytest.mark.parametrize("seed", range(4))
def test_events_twice_in_any_order_with_failures_between_count_once(
    store: Store, seed: int
) -> None:
    order = random.Random(seed)
    messages = [*queued()["Records"], *queued()["Records"]]
    order.shuffle(messages)
    # The referral is recorded by sign-up before anything else can happen to the client.
    handler(queued("UserSignedUp"), None)

    while messages:
        batch, messages = messages[:5], messages[5:]
        answer = handler(batch_of([batch[0], broken(), *batch[1:]]), None)
        assert failed_ids(answer) == ["broken"]

    assert DynamoCommissions(store).earnings("P1", "USD") == EARNED
    assert DynamoReferrals(store).reach("P1") == BROUGHT


def test_a_batch_of_nothing_but_poison_fails_message_by_message(store: Store) -> None:
    answer = handler(batch_of([broken("one"), broken("two")]), None)

    assert failed_ids(answer) == ["one", "two"]
