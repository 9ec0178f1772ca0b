from decimal import Decimal

import pytest

from functions.sandbox_broker.books.ledger import Ledger
from functions.sandbox_broker.books.people import People
from functions.sandbox_broker.books.store import Store
from tests.unit.sandbox_broker.factories import NOON


@pytest.fixture
def store() -> Store:
    return Store(None)


@pytest.fixture
def people(store: Store) -> People:
    return People(store, Ledger(store))


def test_a_person_is_found_by_e_mail_whatever_its_case(people: People) -> None:
    user = people.add(" Ada@Example.com", "hash", NOON, {"t": "x"})

    assert people.by_email("ada@example.COM") == user
    assert people.by_email("bob@example.com") is None


def test_accounts_have_the_brokers_names_and_a_first_deposit(people: People) -> None:
    demo = people.open_account("CU1", "demo", Decimal("10000.00"), NOON)
    real = people.open_account("CU1", "real", Decimal("1000.00"), NOON)

    assert (demo.id, real.id) == ("DOT90000001", "ROT90000002")
    assert [a.balance for a in people.accounts("CU1")] == [
        Decimal("10000.00"),
        Decimal("1000.00"),
    ]


def test_a_token_is_kept_as_its_hash_only(people: People, store: Store) -> None:
    secret = people.issue("access", "CU1", "app", ["trade"], expires_at=NOON + 1)
    token = people.token(secret)

    assert secret.startswith("ory_at_")
    assert token is not None
    assert secret not in str(list(store.tokens.find()))
    assert (token.is_valid(NOON), token.is_valid(NOON + 1)) == (True, False)


def test_revoked_tokens_stay_useless(people: People) -> None:
    secrets = [people.issue("access", "CU1", "app", ["trade"]) for _ in range(2)]

    assert people.revoke_all("CU1") == 2
    for secret in secrets:
        token = people.token(secret)
        assert token is not None
        assert not token.is_valid(NOON)
