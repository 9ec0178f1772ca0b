import json
import random

import pytest

from functions.audit import wiring
from functions.audit.handler import handler
from functions.audit.settings import settings
from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.audit import DynamoAudit
from nexus.adapters.dynamodb.store import Store
from nexus.kernel.audit import is_intact
from tests.functions.captured import batch_of, broken, failed_ids, queued
from tests.functions.environment import use_environment
from tests.tables import create_tables


@pytest.fixture
def store(local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> Store:
    use_environment(monkeypatch, local_aws)
    settings.cache_clear()
    wiring.reaction.cache_clear()
    local_aws.reset()
    return create_tables(local_aws)


def subjects() -> set[str]:
    return {json.loads(each["body"])["detail"]["subject"] for each in queued()["Records"]}


def test_every_event_is_on_record_once_and_every_chain_is_intact(store: Store) -> None:
    messages = [*queued()["Records"], *queued()["Records"]]
    random.Random(1).shuffle(messages)
    messages.insert(7, broken())

    answer = handler(batch_of(messages), None)

    audit = DynamoAudit(store)
    chains = {subject: audit.entries(subject) for subject in subjects()}
    assert failed_ids(answer) == ["broken"]
    assert sum(len(chain) for chain in chains.values()) == len(queued()["Records"])
    assert all(is_intact(chain) for chain in chains.values())
