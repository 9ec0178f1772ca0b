from collections.abc import Iterator
from datetime import timedelta

import pytest

from infra.local.aws import LocalAws
from nexus.accounts.opening import open_demo
from nexus.adapters.dynamodb.leases import DynamoLeases, FencedLedger
from nexus.kernel.errors import Conflict
from nexus.trading.lifecycle import claim, request_trade
from tests.factories import NOW, a_trade
from tests.tables import create_tables

LIFE = timedelta(seconds=15)
AFTER = NOW + timedelta(seconds=16)


@pytest.fixture
def leases(local_aws: LocalAws) -> Iterator[DynamoLeases]:
    yield DynamoLeases(create_tables(local_aws))
    local_aws.reset()


def test_held_lease_is_not_given_to_another(leases: DynamoLeases) -> None:
    assert leases.acquire("0", "first", NOW, LIFE) is not None

    assert leases.acquire("0", "second", NOW + timedelta(seconds=14), LIFE) is None


def test_lease_that_ran_out_is_taken_over_with_a_higher_token(leases: DynamoLeases) -> None:
    first = leases.acquire("0", "first", NOW, LIFE)
    second = leases.acquire("0", "second", AFTER, LIFE)

    assert first is not None
    assert second is not None
    assert second.token > first.token
    assert second.was_taken_over
    assert leases.renew(first, AFTER, LIFE) is None


def test_released_lease_is_free_at_once(leases: DynamoLeases) -> None:
    first = leases.acquire("0", "first", NOW, LIFE)
    assert first is not None
    leases.release(first, NOW)

    second = leases.acquire("0", "second", NOW + timedelta(seconds=1), LIFE)

    assert second is not None
    assert not second.was_taken_over


def test_renewed_lease_lasts_longer_under_the_same_token(leases: DynamoLeases) -> None:
    first = leases.acquire("0", "first", NOW, LIFE)
    assert first is not None

    renewed = leases.renew(first, NOW + timedelta(seconds=10), LIFE)

    assert renewed is not None
    assert renewed.token == first.token
    assert leases.acquire("0", "second", AFTER, LIFE) is None


def test_writer_whose_lease_was_taken_cannot_claim_a_purchase(leases: DynamoLeases) -> None:
    ledger = FencedLedger(leases.store, 1)
    opening = open_demo("U1", NOW)
    ledger.open_account(opening)
    account = opening.after
    placed = request_trade(account, a_trade(account_id=account.account_id))
    ledger.commit(placed)
    stale = leases.acquire("0", "first", NOW, LIFE)
    newest = leases.acquire("0", "second", AFTER, LIFE)
    assert stale is not None
    assert newest is not None

    change = claim(placed.account.after, placed.trade, NOW)
    with pytest.raises(Conflict):
        ledger.commit_under(change, stale)

    assert ledger.trade("U1", "T1").status == "pending"
    ledger.commit_under(change, newest)
    assert ledger.trade("U1", "T1").status == "submitting"
