"""Fargate services as this product runs them."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecr_assets as ecr_assets
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.components.functions import log_group
from infra.config import Stage, TaskSize

# The longest Fargate allows: open purchases are answered well within it.
DRAIN = cdk.Duration.seconds(120)
_HEALTHY = (
    'python -c "import os, urllib.request as u; '
    "u.urlopen('http://127.0.0.1:' + os.environ['HEALTH_PORT'] + '/health', timeout=2)\""
)


_PLATFORM = ecs.RuntimePlatform(
    cpu_architecture=ecs.CpuArchitecture.ARM64,
    operating_system_family=ecs.OperatingSystemFamily.LINUX,
)


def task_definition(
    scope: Construct,
    stage: Stage,
    process: str,
    size: TaskSize,
    environment: Mapping[str, str],
    statements: list[iam.PolicyStatement],
    health_check: ecs.HealthCheck,
    ports: tuple[int, ...] = (),
    secrets: Mapping[str, ecs.Secret] | None = None,
) -> ecs.FargateTaskDefinition:
    """Describe the one container of a process, started as `python -m functions.<process>`."""
    definition = ecs.FargateTaskDefinition(
        scope,
        "Task",
        family=f"{stage.prefix}-{process}",
        cpu=size.cpu,
        memory_limit_mib=size.memory,
        runtime_platform=_PLATFORM,
    )
    for statement in statements:
        definition.add_to_task_role_policy(statement)
    definition.add_container(
        process,
        image=ecs.ContainerImage.from_asset(
            str(stage.target.folder / "images" / process),
            platform=ecr_assets.Platform.LINUX_ARM64,
        ),
        command=["python", "-m", f"functions.{process}"],
        environment=dict(environment),
        secrets=dict(secrets) if secrets else None,
        health_check=health_check,
        port_mappings=[ecs.PortMapping(container_port=port) for port in ports],
        stop_timeout=DRAIN,
        logging=ecs.LogDrivers.aws_logs(
            stream_prefix=process, log_group=log_group(scope, stage, process)
        ),
    )
    return definition


def http_health() -> ecs.HealthCheck:
    """Ask the process itself how it is, on the port it is told to listen on."""
    return ecs.HealthCheck(
        command=["CMD-SHELL", _HEALTHY],
        interval=cdk.Duration.seconds(15),
        timeout=cdk.Duration.seconds(5),
        retries=3,
        start_period=cdk.Duration.seconds(60),
    )


def outbound_only(scope: Construct, vpc: ec2.IVpc, description: str) -> ec2.SecurityGroup:
    """Create a security group that may call HTTPS and accepts nothing."""
    group = ec2.SecurityGroup(
        scope, "SecurityGroup", vpc=vpc, description=description, allow_all_outbound=False
    )
    group.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(443), "AWS and the broker")
    return group


def service(
    scope: Construct,
    stage: Stage,
    process: str,
    cluster: ecs.ICluster,
    definition: ecs.FargateTaskDefinition,
    count: int,
    group: ec2.ISecurityGroup,
) -> ecs.FargateService:
    """Run a process; a release that does not become healthy is rolled back."""
    return ecs.FargateService(
        scope,
        "Service",
        service_name=f"{stage.prefix}-{process.replace('_', '-')}",
        cluster=cluster,
        task_definition=definition,
        desired_count=count,
        assign_public_ip=True,
        vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC),
        security_groups=[group],
        circuit_breaker=ecs.DeploymentCircuitBreaker(rollback=True),
        min_healthy_percent=100,
        max_healthy_percent=200,
    )
