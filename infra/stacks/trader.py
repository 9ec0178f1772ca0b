"""The trader: the one process that talks to the broker."""

import aws_cdk as cdk
from constructs import Construct

from infra.components.access import API_STAGE, Access
from infra.components.environment import Environment
from infra.components.tasks import http_health, outbound_only, service, task_definition
from infra.config import Stage
from infra.stacks.data import DataStack
from infra.stacks.network import NetworkStack


class TraderStack(cdk.Stack):
    """Run the trader on Fargate with a public address and nothing open to the outside."""

    def __init__(
        self,
        scope: Construct,
        stage: Stage,
        data: DataStack,
        network: NetworkStack,
        websocket_api: str,
        placeholders: dict[str, str],
    ) -> None:
        super().__init__(scope, "trader", stack_name=f"{stage.prefix}-trader")
        facts = {
            "COMMAND_QUEUE_URLS": data.command_queue_urls,
            "BROKER_KEY_ARN": data.keys.broker_key,
        }
        filled = {**placeholders, "websocket_api": websocket_api, "api_stage": API_STAGE}
        definition = task_definition(
            self,
            stage,
            "trader",
            stage.trader,
            Environment(self, stage, facts, filled).of("trader"),
            Access(self, stage, data.keys, websocket_api).statements("trader"),
            http_health(),
        )
        group = outbound_only(self, network.vpc, "Trader: outbound HTTPS only")
        running = service(
            self, stage, "trader", network.cluster, definition, stage.trader.count, group
        )
        cdk.CfnOutput(self, "TraderServiceName", value=running.service_name)
        cdk.CfnOutput(self, "TraderTaskDefinitionArn", value=definition.task_definition_arn)
