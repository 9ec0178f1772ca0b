from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.audit import DynamoAudit
from nexus.adapters.dynamodb.store import Store
from nexus.kernel.audit import is_intact
from nexus.kernel.events import Event
from tests.factories import NOW
from tests.tables import create_tables

numbers = count(1)


@pytest.fixture(scope="module")
def store(local_aws: LocalAws) -> Store:
    return create_tables(local_aws)


@pytest.fixture
def subject() -> str:
    return f"A{next(numbers)}"


def events(subject: str, count_: int) -> list[Event]:
    return [Event(f"{subject}-{n}", "TradeSettled", NOW, subject, {"n": n}) for n in range(count_)]


def test_an_event_is_recorded_once(store: Store, subject: str) -> None:
    audit = DynamoAudit(store)
    (event,) = events(subject, 1)

    assert audit.append(event, NOW)
    assert not audit.append(event, NOW)
    assert [entry.event for entry in audit.entries(subject)] == [event]


def test_a_repeat_long_after_is_still_known(store: Store, subject: str) -> None:
    audit = DynamoAudit(store)
    all_ = events(subject, 12)
    for event in all_:
        audit.append(event, NOW)

    assert not audit.append(all_[0], NOW)
    assert len(audit.entries(subject)) == 12


def test_the_chain_holds_when_events_arrive_at_once(store: Store, subject: str) -> None:
    audit = DynamoAudit(store)
    twice = events(subject, 6) * 2

    with ThreadPoolExecutor(4) as pool:
        recorded = list(pool.map(lambda event: audit.append(event, NOW), twice))

    entries = audit.entries(subject)
    assert recorded.count(True) == 6
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert is_intact(entries)


def test_subjects_have_chains_of_their_own(store: Store, subject: str) -> None:
    audit = DynamoAudit(store)
    for name in (subject, f"{subject}-other"):
        audit.append(Event(f"{name}-1", "TradeSettled", NOW, name, {}), NOW)

    assert [entry.number for entry in audit.entries(subject)] == [1]
