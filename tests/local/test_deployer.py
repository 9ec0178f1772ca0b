"""Stacks and processes on the local AWS, with policies enforced."""

import time
from pathlib import Path

import httpx
import pytest

from infra.local.assembly import Stack
from infra.local.aws import known_resource_types
from infra.local.credentials import RoleCredentials
from infra.local.deployer import Deployer
from infra.local.processes import Supervised
from infra.local.settings import SetupError
from infra.local.tasks import read_task, task_launch
from tests.local.conftest import Sample
from tests.local.sample import resource, sample_stack


def deployer(sample: Sample, folder: Path) -> Deployer:
    return Deployer(sample.aws, folder / "deployed.json", known_resource_types())


def greeting(sample: Sample) -> str:
    answer = httpx.get(f"http://{sample.api('RestApiId')}/api/v1/x")
    return str(answer.json()["greeting"])


def test_a_function_acts_as_its_role_and_no_more(sample: Sample) -> None:
    answer = httpx.get(f"http://{sample.api('RestApiId')}/api/v1/x").json()

    assert "AccessDenied" in answer["denied"]


def test_an_unchanged_assembly_is_not_deployed_again(sample: Sample, tmp_path: Path) -> None:
    first = deployer(sample, tmp_path).deploy([sample_stack()], {"PublicUrl": "http://one"})
    before = sample.aws.client("cloudformation").describe_stacks(StackName="sample")

    second = deployer(sample, tmp_path).deploy([sample_stack()], {"PublicUrl": "http://one"})

    after = sample.aws.client("cloudformation").describe_stacks(StackName="sample")
    assert second == first
    assert after["Stacks"] == before["Stacks"]


def test_a_changed_parameter_reaches_the_function(sample: Sample, tmp_path: Path) -> None:
    deployer(sample, tmp_path).deploy([sample_stack()], {"PublicUrl": "http://one"})
    assert greeting(sample) == "http://one"

    deployer(sample, tmp_path).deploy([sample_stack()], {"PublicUrl": "http://two"})

    assert greeting(sample) == "http://two"


def test_a_stack_that_fails_says_which_resource_and_why(sample: Sample, tmp_path: Path) -> None:
    broken = resource("AWS::SQS::Queue", QueueName={"Fn::ImportValue": "nobody-exports-this"})
    stack = Stack("broken", {"Resources": {"Broken": broken}}, ())

    with pytest.raises(SetupError, match="nobody-exports-this"):
        deployer(sample, tmp_path).deploy([stack], {})


def test_a_process_acts_as_its_task_role(sample: Sample) -> None:
    lines: list[str] = []
    httpx.get(f"http://{sample.api('RestApiId')}/api/v1/x")
    roles = RoleCredentials(sample.aws.client("sts"))
    launch = task_launch(sample.aws, read_task(sample.aws, sample.outputs["TaskArn"]), roles, {})

    process = Supervised("task", launch, lambda _, line: lines.append(line), lambda *_: None)
    try:
        deadline = time.monotonic() + 20
        while len(lines) < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        process.stop()
        roles.close()

    assert ":assumed-role/sample-TaskRole" in lines[0]
    assert lines[1].startswith("read {'pk': 'visited'")
    assert lines[2] == "refused AccessDeniedException"
