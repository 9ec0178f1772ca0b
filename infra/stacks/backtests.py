"""What runs backtests: minutes of processor time, so no Lambda function."""

import aws_cdk as cdk
from constructs import Construct

from infra.components.access import Access
from infra.components.environment import Environment
from infra.components.tasks import http_health, outbound_only, service, task_definition
from infra.config import Stage
from infra.stacks.data import DataStack
from infra.stacks.network import NetworkStack

PROCESS = "backtests"


class BacktestsStack(cdk.Stack):
    """Run the worker on Fargate, outbound only; more tasks run more backtests at once."""

    def __init__(
        self,
        scope: Construct,
        stage: Stage,
        data: DataStack,
        network: NetworkStack,
        placeholders: dict[str, str],
    ) -> None:
        super().__init__(scope, PROCESS, stack_name=f"{stage.prefix}-{PROCESS}")
        facts = {
            "BACKTEST_QUEUE_URL": data.backtest_queue_url,
            "BACKTEST_BUCKET": data.backtest_bucket,
        }
        definition = task_definition(
            self,
            stage,
            PROCESS,
            stage.backtests,
            Environment(self, stage, facts, placeholders).of(PROCESS),
            Access(self, stage, data.keys, "").statements(PROCESS),
            http_health(),
        )
        group = outbound_only(self, network.vpc, "Backtests: outbound HTTPS only")
        count = stage.backtests.count
        running = service(self, stage, PROCESS, network.cluster, definition, count, group)
        cdk.CfnOutput(self, "BacktestsServiceName", value=running.service_name)
        cdk.CfnOutput(self, "BacktestsTaskDefinitionArn", value=definition.task_definition_arn)
