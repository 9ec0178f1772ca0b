import pytest

from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.store import Store
from tests.functions.engine.stage import Stage
from tests.functions.environment import use_environment
from tests.tables import create_tables


@pytest.fixture(scope="module")
def tables(local_aws: LocalAws) -> Store:
    """The product's tables with nothing in them."""
    return create_tables(local_aws)


@pytest.fixture
def stage(tables: Store, local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> Stage:
    use_environment(monkeypatch, local_aws)
    queue = local_aws.client("sqs").create_queue(
        QueueName="engine.fifo", Attributes={"FifoQueue": "true"}
    )
    return Stage(tables, queue["QueueUrl"])
