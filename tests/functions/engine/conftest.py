import pytest

from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.store import Store
from tests.tables import create_tables


@pytest.fixture(scope="module")
def tables(local_aws: LocalAws) -> Store:
    """The product's tables with nothing in them."""
    return create_tables(local_aws)
