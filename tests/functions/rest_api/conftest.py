"""One set of tables per module; each test has its own API over them."""

from itertools import count

import pytest

from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.store import Store
from tests.functions.environment import use_environment
from tests.functions.rest_api.harness import Api, Trader, make_api
from tests.tables import create_tables

_NUMBERS = count(1)


@pytest.fixture(scope="module")
def tables(local_aws: LocalAws) -> Store:
    """The product's tables with nothing in them."""
    return create_tables(local_aws)


@pytest.fixture
def api(tables: Store, local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> Api:
    """The REST API."""
    use_environment(monkeypatch, local_aws)
    return make_api(tables, local_aws)


@pytest.fixture
def name() -> str:
    """A username nobody has yet."""
    return f"user{next(_NUMBERS)}"


@pytest.fixture
def trader(api: Api, name: str) -> Trader:
    """A signed-in trader's token and demo account, and an open market."""
    api.open_market()
    token = api.sign_up(name)["access_token"]
    return token, api.ok("POST", "/api/v1/accounts/demo", {}, token)["id"]
