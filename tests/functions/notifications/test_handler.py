import random
from typing import Any

import httpx
import pytest

from functions.notifications import wiring
from functions.notifications.handler import handler
from functions.notifications.settings import settings
from infra.local.aws import LocalAws
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.notifications import DynamoNotifications
from nexus.adapters.dynamodb.store import Put, Store
from nexus.notifications.service import Inbox
from tests.functions.captured import batch_of, broken, failed_ids, queued
from tests.functions.environment import use_environment
from tests.tables import create_tables

SENDER = "no-reply@nexus.test"


@pytest.fixture
def store(local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> Store:
    use_environment(
        monkeypatch,
        local_aws,
        PUBLIC_URL="https://nexus.test",
        WEBSOCKET_ENDPOINT=f"{local_aws.endpoint}/_aws/execute-api/none/live",
        EMAIL_SENDER=SENDER,
    )
    settings.cache_clear()
    wiring.reaction.cache_clear()
    local_aws.reset()
    local_aws.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    tables = create_tables(local_aws)
    for user_id in ("U2", "P1"):
        profile = {"user_id": user_id, "email": f"{user_id.lower()}@example.com"}
        tables.write(Put(keys.profile(user_id), profile))
    return tables


def letters(aws: LocalAws) -> list[dict[str, Any]]:
    answer = httpx.get(f"{aws.endpoint}/_ministack/ses/messages", trust_env=False).json()
    return [letter for account in answer["messages"].values() for letter in account]


def kinds(store: Store, user_id: str) -> list[str]:
    found, _ = Inbox(DynamoNotifications(store)).page(user_id, 50)
    return sorted(message.kind for message in found)


def test_client_and_partner_are_each_told_their_part_once(
    local_aws: LocalAws, store: Store
) -> None:
    messages = [*queued()["Records"], *queued()["Records"]]
    random.Random(2).shuffle(messages)
    messages.insert(3, broken())

    answer = handler(batch_of(messages), None)

    assert failed_ids(answer) == ["broken"]
    assert kinds(store, "U2") == [
        "account_linked",
        "trade_lost",
        "trade_rejected",
        "trade_won",
        "trade_won",
        "trading_halted",
    ]
    assert kinds(store, "P1") == [
        "commission_accrued",
        "commission_accrued",
        "commission_reversed",
        "commission_reversed",
        "referral_attributed",
    ]
    assert len(letters(local_aws)) == 4


def test_a_socket_the_api_does_not_know_is_forgotten(store: Store) -> None:
    listener = keys.user_listener("U2", "gone")
    store.write(Put(listener, {"user_id": "U2"}))

    answer = handler(queued("TradeSettled"), None)

    assert failed_ids(answer) == []
    assert store.get(listener) is None


def test_a_refused_letter_leaves_its_message_in_the_queue(
    local_aws: LocalAws, store: Store
) -> None:
    local_aws.client("sesv2").delete_email_identity(EmailIdentity=SENDER)
    halted = queued("TradingHalted")

    answer = handler(halted, None)

    assert failed_ids(answer) == [halted["Records"][0]["messageId"]]
    assert kinds(store, "U2") == ["trading_halted"]
