"""Give a handler the environment it is deployed with, pointed at the local AWS."""

import pytest

from infra.local.aws import LocalAws
from infra.local.settings import REGION
from tests.tables import PREFIX


def use_environment(monkeypatch: pytest.MonkeyPatch, aws: LocalAws, **more: str) -> None:
    """Set what every function reads, and `more`."""
    values = {
        "STAGE": "test",
        "TABLE_PREFIX": PREFIX,
        "POWERTOOLS_METRICS_NAMESPACE": "Nexus",
        "POWERTOOLS_SERVICE_NAME": "test",
        "AWS_ENDPOINT_URL": aws.endpoint,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        **more,
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
