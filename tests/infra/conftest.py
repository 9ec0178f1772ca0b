import pytest

from infra.config import STAGES
from tests.infra.templates import Assembly, read_assembly


@pytest.fixture(scope="session", params=STAGES)
def assembly(request: pytest.FixtureRequest) -> Assembly:
    return read_assembly(request.param)


@pytest.fixture(scope="session")
def prod() -> Assembly:
    return read_assembly("prod")
