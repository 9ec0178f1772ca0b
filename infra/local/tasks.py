"""Task definitions as registered on the local AWS, turned into processes of this machine."""

import json
import sys
from dataclasses import dataclass
from typing import Any

import httpx

from infra.local.aws import ROOT_KEY, LocalAws
from infra.local.credentials import RoleCredentials
from infra.local.processes import Launch
from infra.local.settings import REGION, ROOT, process_environment, python_path

DESCRIBE = "AmazonEC2ContainerServiceV20141113.DescribeTaskDefinition"


@dataclass(frozen=True)
class Task:
    """What a task definition says about its one container."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    secrets: dict[str, str]
    role_arn: str


def read_task(aws: LocalAws, arn: str) -> Task:
    """Read a task definition; boto3 cannot, since ministack keeps the template's spelling."""
    scope = f"{ROOT_KEY}/20260101/{REGION}/ecs/aws4_request"
    signature = f"Credential={scope}, SignedHeaders=host, Signature=0"
    answer = httpx.post(
        aws.endpoint,
        json={"taskDefinition": arn},
        headers={
            "x-amz-target": DESCRIBE,
            "content-type": "application/x-amz-json-1.1",
            "authorization": f"AWS4-HMAC-SHA256 {signature}",
        },
        trust_env=False,
        timeout=10,
    ).raise_for_status()
    definition = json.loads(answer.content)["taskDefinition"]
    return _task(definition, _lower(definition["containerDefinitions"][0]))


def task_launch(
    aws: LocalAws, task: Task, roles: RoleCredentials, changes: dict[str, str]
) -> Launch:
    """Return how to start a task here: its command and environment, acting as its task role."""
    secrets = {name: secret_value(aws, arn) for name, arn in task.secrets.items()}
    environment = process_environment(
        PYTHONPATH=python_path(),
        AWS_ENDPOINT_URL=aws.endpoint,
        AWS_REGION=REGION,
        AWS_DEFAULT_REGION=REGION,
        AWS_EC2_METADATA_DISABLED="true",
        AWS_CONTAINER_CREDENTIALS_FULL_URI=roles.url(task.role_arn, task.name),
    )
    first, *rest = task.command
    program = sys.executable if first.startswith("python") else first
    return Launch((program, *rest), environment | task.environment | secrets | changes, ROOT)


def secret_value(aws: LocalAws, arn: str) -> str:
    """Read the value a task definition takes from Secrets Manager."""
    return str(aws.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])


def _task(definition: dict[str, Any], container: dict[str, Any]) -> Task:
    return Task(
        name=container["name"],
        command=tuple(container.get("entryPoint") or ()) + tuple(container["command"]),
        environment={e["name"]: e["value"] for e in container.get("environment") or ()},
        secrets={s["name"]: s["valueFrom"] for s in container.get("secrets") or ()},
        role_arn=definition["taskRoleArn"],
    )


def _lower(node: Any) -> Any:
    if isinstance(node, list):
        return [_lower(item) for item in node]
    if isinstance(node, dict):
        return {name[:1].lower() + name[1:]: _lower(value) for name, value in node.items()}
    return node
