import json
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import pytest

from functions.outbox import wiring
from functions.outbox.handler import handler
from functions.outbox.relay import Relay
from functions.outbox.settings import settings
from infra.local.aws import LocalAws
from nexus.kernel.events import Event
from tests.functions.captured import STREAMED, failed_ids, stream
from tests.functions.environment import use_environment
from tests.tables import PREFIX

BUS = "nexus-test"
TOLD = {
    "UserSignedUp": 1,
    "ReferralAttributed": 1,
    "BrokerAccountLinked": 1,
    "TradeOpened": 3,
    "TradeSettled": 3,
    "TradeRejected": 1,
    "TradeDenied": 1,
    "TradingHalted": 1,
    "CommissionAccrued": 3,
    "CommissionReversed": 3,
}


class ForgetfulBus:
    """Refuses the events of one name."""

    def __init__(self, refused: str) -> None:
        self._refused = refused

    def publish(self, events: Sequence[Event]) -> frozenset[str]:
        return frozenset(event.event_id for event in events if event.name == self._refused)


@pytest.fixture
def inbox(local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> str:
    """A queue that hears everything on the bus."""
    use_environment(monkeypatch, local_aws, EVENT_BUS_NAME=BUS)
    settings.cache_clear()
    wiring.relay.cache_clear()
    local_aws.reset()
    bus, sqs = local_aws.client("events"), local_aws.client("sqs")
    bus.create_event_bus(Name=BUS)
    url = str(sqs.create_queue(QueueName="heard")["QueueUrl"])
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    bus.put_rule(Name="all", EventBusName=BUS, EventPattern='{"source": ["nexus"]}')
    target = {"Id": "heard", "Arn": attributes["QueueArn"]}
    bus.put_targets(Rule="all", EventBusName=BUS, Targets=[target])
    return url


def heard(aws: LocalAws, url: str) -> list[dict[str, Any]]:
    sqs = aws.client("sqs")
    found: list[dict[str, Any]] = []
    while True:
        answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        if not answer.get("Messages"):
            return found
        for message in answer["Messages"]:
            found.append(json.loads(message["Body"])["detail"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def test_the_story_in_the_tables_reaches_the_bus_event_by_event(
    local_aws: LocalAws, inbox: str
) -> None:
    answer = handler(stream(*STREAMED), None)

    assert answer == {"batchItemFailures": []}
    assert Counter(each["event"] for each in heard(local_aws, inbox)) == TOLD


def test_reading_the_stream_again_gives_the_same_events(local_aws: LocalAws, inbox: str) -> None:
    handler(stream(*STREAMED), None)
    first = heard(local_aws, inbox)
    handler(stream(*STREAMED), None)
    second = heard(local_aws, inbox)

    assert first == second
    assert len({each["event_id"] for each in first}) == len(first)


def test_a_settled_trade_travels_with_the_terms_it_was_made_under(
    local_aws: LocalAws, inbox: str
) -> None:
    handler(stream("trades"), None)

    settled = [each for each in heard(local_aws, inbox) if each["event"] == "TradeSettled"]
    won = next(each["data"] for each in settled if each["data"]["account_kind"] == "real")
    assert (won["profit"], won["commission"], won["markup"]) == ("9.50", "1.90", "0.95")
    assert won["terms"]["partner_share"] == "0.30"
    assert won["terms"]["referrer_id"] == "P1"


def test_an_unreadable_record_is_reported_and_the_others_are_published(
    local_aws: LocalAws, inbox: str
) -> None:
    batch = stream("trades")
    poison = deepcopy(batch["Records"][0])
    poison["dynamodb"]["NewImage"]["status"] = {"S": "no such status"}
    poison["dynamodb"]["SequenceNumber"] = "poison"

    answer = handler({"Records": [poison, *batch["Records"]]}, None)

    assert failed_ids(answer) == ["poison"]
    assert len(heard(local_aws, inbox)) == 7


def test_records_whose_events_the_bus_refused_are_read_again() -> None:
    records = stream("trades", "users")["Records"]

    outcome = Relay(ForgetfulBus("TradeSettled"), PREFIX).forward(records)

    assert len(outcome.failed) == 3
    assert outcome.published == 8 - 3
