"""One local AWS per test session, forgotten between modules; each xdist worker has its own."""

from collections.abc import Iterator

import pytest

from infra.local.aws import AwsSession, LocalAws
from infra.local.settings import SetupError


@pytest.fixture(scope="session")
def local_aws_session() -> Iterator[LocalAws]:
    """Start the local AWS once for this process."""
    session = AwsSession()
    try:
        session.__enter__()
    except SetupError as error:
        pytest.skip(f"no local AWS: {error}")
    yield session.aws
    session.__exit__(None, None, None)


@pytest.fixture(scope="module")
def local_aws(local_aws_session: LocalAws) -> LocalAws:
    """Give a module the local AWS with nothing in it."""
    local_aws_session.reset()
    return local_aws_session
