"""The figures that dashboards and alarms are made of, by the names the stacks give out."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch

from infra.components.access import API_STAGE, BACKTEST_QUEUE
from infra.components.event_log import DENIED, NAMESPACE
from infra.components.functions import SIZES
from infra.components.subscriptions import SUBSCRIPTIONS
from infra.config import Stage

MINUTE = cdk.Duration.minutes(1)


class Metrics:
    """Name the metrics of one stage."""

    def __init__(self, stage: Stage, websocket_api: str) -> None:
        self._prefix = stage.prefix
        self._websocket_api = websocket_api
        self.functions: Sequence[str] = tuple(SIZES)
        self.command_queues = [f"commands-{shard}" for shard in range(stage.shards)]
        self.consumers: Sequence[str] = tuple(SUBSCRIPTIONS)

    def dead_letter_queues(self) -> list[str]:
        """List every queue in which a message means that something was given up."""
        standard = [*self.consumers, "outbox", "schedules", BACKTEST_QUEUE]
        return [f"{name}-dlq" for name in standard] + [
            f"{name}-dlq.fifo" for name in self.command_queues
        ]

    def working_queues(self) -> list[str]:
        """List every queue that somebody should be emptying."""
        return [*self.consumers, *(f"{name}.fifo" for name in self.command_queues)]

    def of_queue(self, queue: str, name: str) -> cloudwatch.Metric:
        """Measure a queue: depth or age of the oldest message."""
        return _metric("AWS/SQS", name, "Maximum", QueueName=f"{self._prefix}-{queue}")

    def of_function(self, function: str, name: str, statistic: str = "Sum") -> cloudwatch.Metric:
        """Measure a Lambda function."""
        return _metric("AWS/Lambda", name, statistic, FunctionName=f"{self._prefix}-{function}")

    def of_rest(self, name: str, statistic: str) -> cloudwatch.Metric:
        """Measure the REST API's stage."""
        dimensions = {"ApiName": f"{self._prefix}-rest", "Stage": API_STAGE}
        return _metric("AWS/ApiGateway", name, statistic, **dimensions)

    def of_websocket(self, name: str) -> cloudwatch.Metric:
        """Measure the WebSocket API's stage."""
        dimensions = {"ApiId": self._websocket_api, "Stage": API_STAGE}
        return _metric("AWS/ApiGateway", name, "Sum", **dimensions)

    def of_table(self, table: str, name: str) -> cloudwatch.Metric:
        """Measure a table."""
        return _metric("AWS/DynamoDB", name, "Sum", TableName=f"{self._prefix}-{table}")

    def running_tasks(self, service: str) -> cloudwatch.Metric:
        """Count the tasks of a service that run."""
        return _metric(
            "ECS/ContainerInsights",
            "RunningTaskCount",
            "Minimum",
            ClusterName=self._prefix,
            ServiceName=f"{self._prefix}-{service}",
        )

    def tick_age(self) -> cloudwatch.Metric:
        """Say how old the newest tick is, as the trader reports it."""
        return _metric(NAMESPACE, "TickAgeSeconds", "Maximum", service="trader")

    def ledger_mismatches(self) -> cloudwatch.Metric:
        """Count the accounts that the trader froze because books differ."""
        return _metric(NAMESPACE, "LedgerMismatches", "Sum", service="trader")

    def strategy_failures(self) -> cloudwatch.Metric:
        """Count the strategies that raised and therefore cast no vote."""
        return _metric(NAMESPACE, "StrategyFailures", "Sum", service="trader")

    def replays(self, verdict: str) -> cloudwatch.Metric:
        """Count the replays of sessions that ended in a verdict: Same, Different or Expired."""
        return _metric(NAMESPACE, f"Replays{verdict}", "Sum", service="replay_checks")

    def frozen_accounts(self) -> cloudwatch.Metric:
        """Say how many accounts are frozen; each trader counts its own once a minute."""
        return _metric(NAMESPACE, "FrozenAccounts", "Sum", service="trader")

    def book_checks(self) -> cloudwatch.Metric:
        """Count the comparisons of our books with the broker's."""
        return _metric(NAMESPACE, "BookChecks", "Sum", service="trader")

    def backtests(self, status: str) -> cloudwatch.Metric:
        """Count the backtests that ended so."""
        return _metric(NAMESPACE, "BacktestsEnded", "Sum", service=BACKTEST_QUEUE, status=status)

    def denied_trades(self) -> cloudwatch.Metric:
        """Count the trades our own rules refused."""
        return _metric(NAMESPACE, DENIED, "Sum")


def _metric(namespace: str, name: str, statistic: str, **dimensions: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        statistic=statistic,
        period=MINUTE,
        dimensions_map=dimensions,
    )
