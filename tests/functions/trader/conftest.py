from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.aws import LocalAws
from tests.functions.trader.desk import TestDesk
from tests.functions.trader.stage import Stage, a_stage


@pytest.fixture(scope="module")
def stage(local_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A broker and an empty set of tables, with a trader running on them."""
    with a_stage(local_aws, Path(tmp_path_factory.mktemp("trader"))) as stage:
        stage.start_trader()
        yield stage


@pytest.fixture
def desk(stage: Stage) -> TestDesk:
    stage.broker.control("DELETE", "/faults")
    stage.broker.control("DELETE", "/scripts")
    return TestDesk(stage)
