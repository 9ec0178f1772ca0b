"""Lambda functions as this product runs them."""

from collections.abc import Mapping
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.components.access import Access
from infra.components.environment import Environment, pascal
from infra.config import Stage

RUNTIME = lambda_.Runtime.PYTHON_3_14


@dataclass(frozen=True)
class FunctionSize:
    """Memory in MiB, seconds allowed, and how many may run at once (None: no cap)."""

    memory: int = 512
    timeout: int = 20
    concurrency: int | None = None


SIZES: Mapping[str, FunctionSize] = {
    "rest_api": FunctionSize(memory=1024, timeout=25),
    "websocket_api": FunctionSize(timeout=25),
    "outbox": FunctionSize(timeout=30),
    "commissions": FunctionSize(),
    "notifications": FunctionSize(),
    "audit": FunctionSize(),
    "sweeper": FunctionSize(timeout=50, concurrency=1),
    "daily_summary": FunctionSize(timeout=300, concurrency=1),
    "payouts": FunctionSize(timeout=300, concurrency=1),
    "replay_checks": FunctionSize(memory=1024, timeout=900, concurrency=1),
}


def log_group(scope: Construct, stage: Stage, name: str) -> logs.LogGroup:
    """Create a log group that forgets after the stage's number of days."""
    return logs.LogGroup(
        scope,
        "Log",
        log_group_name=f"/nexus/{stage.name}/{name}",
        retention=logs.RetentionDays(_RETENTION[stage.log_days]),
        removal_policy=cdk.RemovalPolicy.DESTROY,
    )


_RETENTION = {1: "ONE_DAY", 30: "ONE_MONTH", 90: "THREE_MONTHS"}


class Functions:
    """Make the functions of one stack, with the layers they share.

    Layers are made once per stack: a layer version passed between stacks is an export that
    CloudFormation refuses to change.
    """

    def __init__(
        self, stack: cdk.Stack, stage: Stage, access: Access, environment: Environment
    ) -> None:
        self._stack = stack
        self._stage = stage
        self._access = access
        self._environment = environment
        self._layers = [self._layer("dependencies"), self._layer("shared")]

    def make(self, name: str) -> lambda_.Function:
        """Create a function with exactly its own rights and variables."""
        scope = Construct(self._stack, f"{pascal(name)}Process")
        log = log_group(scope, self._stage, name)
        size = SIZES[name]
        return lambda_.Function(
            scope,
            "Function",
            function_name=f"{self._stage.prefix}-{name}",
            code=lambda_.Code.from_asset(str(self._stage.target.folder / "functions" / name)),
            handler=f"functions.{name}.handler.handler",
            runtime=RUNTIME,
            architecture=lambda_.Architecture.ARM_64,
            layers=self._layers,
            role=self._role(scope, name, log),
            environment=self._environment.of(name),
            memory_size=size.memory,
            timeout=cdk.Duration.seconds(size.timeout),
            reserved_concurrent_executions=size.concurrency,
            tracing=lambda_.Tracing.ACTIVE,
            log_group=log,
        )

    def _layer(self, name: str) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self._stack,
            f"{name.capitalize()}Layer",
            code=lambda_.Code.from_asset(str(self._stage.target.folder / "layers" / name)),
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[lambda_.Architecture.ARM_64],
        )

    def _role(self, scope: Construct, name: str, log: logs.LogGroup) -> iam.Role:
        role = iam.Role(
            scope,
            "Role",
            role_name=f"{self._stage.prefix}-{name}",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        )
        role.add_to_policy(write_logs(log))
        for statement in self._access.statements(name):
            role.add_to_policy(statement)
        return role


def write_logs(log: logs.LogGroup) -> iam.PolicyStatement:
    """Allow writing to the streams of one log group."""
    actions = ["logs:CreateLogStream", "logs:PutLogEvents"]
    return iam.PolicyStatement(actions=actions, resources=[log.log_group_arn])
