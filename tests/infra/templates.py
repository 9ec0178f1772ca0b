"""The synthesized templates as tests look at them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from infra.check import assembly
from infra.config import STAGES, Stage

Properties = dict[str, Any]


@dataclass(frozen=True)
class Resource:
    stack: str
    name: str
    kind: str
    properties: Properties
    definition: dict[str, Any]


@dataclass(frozen=True)
class Statement:
    """One IAM statement and the resource that carries it."""

    owner: Resource
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    effect: str


@dataclass(frozen=True)
class Assembly:
    stage: Stage
    resources: tuple[Resource, ...]
    stacks: tuple[str, ...]

    def of(self, kind: str) -> list[Resource]:
        return [resource for resource in self.resources if resource.kind == kind]

    def statements(self) -> Iterator[Statement]:
        for resource in self.resources:
            for document in _documents(resource):
                for statement in document["Statement"]:
                    yield _statement(resource, statement)


@cache
def read_assembly(stage: str) -> Assembly:
    outdir = assembly(stage)
    resources = []
    stacks = []
    for path in sorted(outdir.glob("*.template.json")):
        stack = path.name.removesuffix(".template.json")
        stacks.append(stack)
        for name, found in json.loads(path.read_text())["Resources"].items():
            properties = found.get("Properties", {})
            resources.append(Resource(stack, name, found["Type"], properties, found))
    return Assembly(STAGES[stage], tuple(resources), tuple(stacks))


def flat(value: object) -> str:
    """Join what CloudFormation would join, keeping references by name."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        if "Fn::Join" in value:
            separator, parts = value["Fn::Join"]
            return str(separator).join(flat(part) for part in parts)
        if "Ref" in value:
            return f"<{value['Ref']}>"
    return json.dumps(value)


def _documents(resource: Resource) -> Iterator[dict[str, Any]]:
    if resource.kind == "AWS::IAM::Policy":
        yield resource.properties["PolicyDocument"]
    if resource.kind == "AWS::IAM::Role":
        for policy in resource.properties.get("Policies", []):
            yield policy["PolicyDocument"]


def _statement(owner: Resource, statement: dict[str, Any]) -> Statement:
    return Statement(
        owner,
        tuple(_listed(statement["Action"])),
        tuple(flat(resource) for resource in _listed(statement["Resource"])),
        statement["Effect"],
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
