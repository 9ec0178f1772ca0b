"""The offline twin of the broker, for every stage but prod."""

import aws_cdk as cdk
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.components.environment import Environment
from infra.components.tasks import outbound_only, service, task_definition
from infra.config import Stage, TaskSize
from infra.stacks.network import NetworkStack

PORT = 8100
_HEALTHY = (
    'python -c "import os, urllib.request as u; '
    "u.urlopen('http://127.0.0.1:' + os.environ['SANDBOX_PORT'] + '/v1/health', timeout=2)\""
)


class SandboxStack(cdk.Stack):
    """Run the sandbox broker behind an address of its own."""

    def __init__(
        self, scope: Construct, stage: Stage, size: TaskSize, network: NetworkStack
    ) -> None:
        super().__init__(scope, "sandbox", stack_name=f"{stage.prefix}-sandbox")
        balancer = _balancer(self, network.vpc)
        self.domain = _distribution(self, stage, balancer).distribution_domain_name
        environment = Environment(self, stage, {}, {"sandbox_domain": self.domain})
        definition = task_definition(
            self,
            stage,
            "sandbox_broker",
            size,
            environment.of("sandbox_broker"),
            [],
            ecs.HealthCheck(command=["CMD-SHELL", _HEALTHY]),
            ports=(PORT,),
            secrets=_control_key(self, stage) if stage.has_sandbox_key else None,
        )
        group = outbound_only(self, network.vpc, "Sandbox broker: reached by its balancer only")
        running = service(
            self, stage, "sandbox_broker", network.cluster, definition, size.count, group
        )
        _serve(balancer, running)
        cdk.CfnOutput(self, "SandboxUrl", value=f"https://{self.domain}")
        cdk.CfnOutput(self, "SandboxServiceName", value=running.service_name)
        cdk.CfnOutput(self, "SandboxTaskDefinitionArn", value=definition.task_definition_arn)


def _control_key(scope: Construct, stage: Stage) -> dict[str, ecs.Secret]:
    secret = secretsmanager.Secret(
        scope,
        "ControlKey",
        secret_name=f"{stage.prefix}/sandbox-control-key",
        description="Opens the control API of the sandbox broker (header X-Control-Key)",
        generate_secret_string=secretsmanager.SecretStringGenerator(
            exclude_punctuation=True, password_length=48
        ),
    )
    return {"SANDBOX_CONTROL_KEY": ecs.Secret.from_secrets_manager(secret)}


def _balancer(scope: Construct, vpc: ec2.IVpc) -> elb.ApplicationLoadBalancer:
    return elb.ApplicationLoadBalancer(
        scope,
        "Balancer",
        vpc=vpc,
        internet_facing=True,
        drop_invalid_header_fields=True,
        idle_timeout=cdk.Duration.minutes(10),
    )


def _serve(balancer: elb.ApplicationLoadBalancer, running: ecs.FargateService) -> None:
    listener = balancer.add_listener("Http", port=80, protocol=elb.ApplicationProtocol.HTTP)
    # Faults, clock and scripted prices are for tests on one machine.
    listener.add_action(
        "NoControl",
        priority=1,
        conditions=[elb.ListenerCondition.path_patterns(["/control", "/control/*"])],
        action=elb.ListenerAction.fixed_response(404),
    )
    listener.add_targets(
        "Broker",
        port=PORT,
        protocol=elb.ApplicationProtocol.HTTP,
        targets=[running],
        deregistration_delay=cdk.Duration.seconds(10),
        health_check=elb.HealthCheck(path="/v1/health"),
    )


def _distribution(
    scope: Construct, stage: Stage, balancer: elb.ApplicationLoadBalancer
) -> cloudfront.Distribution:
    return cloudfront.Distribution(
        scope,
        "Distribution",
        comment=f"Nexus {stage.name}: sandbox broker",
        minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
        default_behavior=cloudfront.BehaviorOptions(
            origin=origins.LoadBalancerV2Origin(
                balancer, protocol_policy=cloudfront.OriginProtocolPolicy.HTTP_ONLY
            ),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        ),
    )
