"""A table's stream over a restart of the local AWS."""

import time
from pathlib import Path
from typing import Any

import pytest

from infra.local.assembly import Asset, Stack
from infra.local.aws import AWS_PYTHON, LocalAws, known_resource_types
from infra.local.deployer import Deployer
from infra.local.settings import free_ports
from tests.local.sample import ASSETS, resource, role

pytestmark = pytest.mark.skipif(not AWS_PYTHON.exists(), reason="no .venv-aws: run make setup")
STREAM = {"Fn::GetAtt": ["Source", "StreamArn"]}


def table(name: str, **extra: Any) -> dict[str, Any]:
    return resource(
        "AWS::DynamoDB::Table",
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        **extra,
    )


def copying_stack() -> Stack:
    copy = {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": "*"}
    read = {"Effect": "Allow", "Action": "dynamodb:*Stream*", "Resource": "*"}
    function = resource(
        "AWS::Lambda::Function",
        FunctionName="copier",
        Runtime="python3.13",
        Handler="copier.handler",
        Role={"Fn::GetAtt": ["Role", "Arn"]},
        Code={"S3Bucket": ASSETS, "S3Key": "function.zip"},
        Environment={"Variables": {"COPY": "copies"}},
    )
    mapping = resource(
        "AWS::Lambda::EventSourceMapping",
        FunctionName={"Ref": "Function"},
        EventSourceArn=STREAM,
        StartingPosition="TRIM_HORIZON",
    )
    resources = {
        "Source": table("originals", StreamSpecification={"StreamViewType": "KEYS_ONLY"}),
        "Copy": table("copies"),
        "Role": role("lambda.amazonaws.com", copy, read),
        "Function": function,
        "Mapping": mapping,
    }
    folder = Path(__file__).parent / "sample_function"
    return Stack(
        "copying", {"Resources": resources}, (Asset(folder, True, ASSETS, "function.zip"),)
    )


def write(aws: LocalAws, *keys: str) -> None:
    for key in keys:
        aws.client("dynamodb").put_item(TableName="originals", Item={"pk": {"S": key}})


def copies(aws: LocalAws, expected: int) -> int:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        found = aws.client("dynamodb").scan(TableName="copies", Select="COUNT")["Count"]
        if found >= expected:
            break
        time.sleep(0.1)
    return int(found)


def test_what_is_written_after_a_restart_reaches_the_streams_reader(tmp_path: Path) -> None:
    aws = LocalAws(free_ports(1)[0], tmp_path)
    aws.start(lambda *_: None, lambda *_: None)
    try:
        deployer = Deployer(aws, tmp_path / "deployed.json", known_resource_types())
        deployer.deploy([copying_stack()], {})
        write(aws, "a", "b", "c")
        assert copies(aws, 3) == 3

        aws.stop()
        aws.start(lambda *_: None, lambda *_: None)
        write(aws, "d")

        assert copies(aws, 4) == 4
    finally:
        aws.stop()
