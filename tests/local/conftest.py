"""A local AWS with the sample deployed, IAM enforced, one per module."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.local.aws import AWS_PYTHON, AwsSession, LocalAws, known_resource_types
from infra.local.deployer import Deployer
from tests.local.sample import sample_stack


@dataclass(frozen=True)
class Sample:
    """The deployed sample."""

    aws: LocalAws
    outputs: dict[str, str]

    def api(self, kind: str) -> str:
        """Return the address of the sample's REST or WebSocket API, without its scheme."""
        return f"127.0.0.1:{self.aws.port}/_aws/execute-api/{self.outputs[kind]}/live"


@pytest.fixture(scope="module")
def enforcing_aws() -> Iterator[LocalAws]:
    """Start a local AWS that checks signatures and policies."""
    if not AWS_PYTHON.exists():
        pytest.skip("no .venv-aws: run make setup")
    with AwsSession(enforce_iam=True) as aws:
        yield aws


@pytest.fixture(scope="module")
def sample(enforcing_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Deploy the sample."""
    record = tmp_path_factory.mktemp("sample") / "deployed.json"
    deployer = Deployer(enforcing_aws, record, known_resource_types())
    deployment = deployer.deploy([sample_stack()], {"PublicUrl": "http://somewhere"})
    return Sample(enforcing_aws, deployment.outputs)


@pytest.fixture(scope="module")
def web_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a built web app of three files."""
    root = tmp_path_factory.mktemp("web") / "dist"
    (root / "assets").mkdir(parents=True)
    (root / "index.html").write_text("<!doctype html><title>Nexus</title>" + " " * 2000)
    (root / "assets" / "app-abc123.js").write_text("console.log('nexus');" * 100)
    (root / "favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return root
