"""What ops sees first, and what wakes them."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.components.alarms import raise_alarm, rules
from infra.components.event_log import BY_STATUS, NAMESPACE
from infra.components.metrics import Metrics
from infra.config import Stage
from nexus.adapters.dynamodb.schema import TABLES


class ObservabilityStack(cdk.Stack):
    """Hold the dashboard, the alarms and the topic they tell."""

    def __init__(self, scope: Construct, stage: Stage, websocket_api: str) -> None:
        super().__init__(scope, "observability", stack_name=f"{stage.prefix}-observability")
        metrics = Metrics(stage, websocket_api)
        topic = sns.Topic(
            self, "Alarms", topic_name=f"{stage.prefix}-alarms", enforce_ssl=stage.requires_tls
        )
        if stage.alarm_mail:
            topic.add_subscription(subscriptions.EmailSubscription(stage.alarm_mail))
        for rule in rules(metrics, stage):
            raise_alarm(self, stage, rule, topic)
        dashboard = cloudwatch.Dashboard(self, "Dashboard", dashboard_name=stage.prefix)
        for row in (_live(metrics), _api(metrics), _durable(metrics), _tables(metrics)):
            dashboard.add_widgets(*row)


def _live(metrics: Metrics) -> list[cloudwatch.IWidget]:
    trades = cloudwatch.MathExpression(
        expression=f"SEARCH('{{{NAMESPACE},status}} MetricName=\"{BY_STATUS}\"', 'Sum', 60)",
        using_metrics={},
        label="",
        period=cdk.Duration.minutes(1),
    )
    commands = [
        metrics.of_queue(f"{queue}.fifo", "ApproximateAgeOfOldestMessage")
        for queue in metrics.command_queues
    ]
    return [
        _graph("Age of the newest tick (s)", metrics.tick_age()),
        _graph("Trades by status", trades, metrics.denied_trades()),
        _graph("Accounts whose books differ", metrics.ledger_mismatches()),
        _graph(
            "Replays of sessions",
            *(metrics.replays(verdict) for verdict in ("Same", "Different", "Expired")),
        ),
        _graph("Accounts frozen", metrics.ledger_mismatches(), metrics.frozen_accounts()),
        _graph("Comparisons of the books", metrics.book_checks()),
        _graph("Strategies that raised", metrics.strategy_failures()),
        _graph("Trader tasks running", metrics.running_tasks("trader")),
        _graph("Oldest command (s)", *commands),
    ]


def _api(metrics: Metrics) -> list[cloudwatch.IWidget]:
    return [
        _graph(
            "REST latency (ms)",
            *(metrics.of_rest("Latency", statistic) for statistic in ("p50", "p95", "p99")),
        ),
        _graph(
            "REST requests and errors",
            *(metrics.of_rest(name, "Sum") for name in ("Count", "4XXError", "5XXError")),
        ),
        _graph(
            "WebSocket",
            *(metrics.of_websocket(name) for name in ("ConnectCount", "MessageCount")),
            *(metrics.of_websocket(name) for name in ("IntegrationError", "ClientError")),
        ),
        _graph(
            "Lambda errors", *(metrics.of_function(name, "Errors") for name in metrics.functions)
        ),
    ]


def _durable(metrics: Metrics) -> list[cloudwatch.IWidget]:
    depth, age = "ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"
    dead = [metrics.of_queue(queue, depth) for queue in metrics.dead_letter_queues()]
    return [
        _graph("Outbox lag (ms)", metrics.of_function("outbox", "IteratorAge", "Maximum")),
        _graph(
            "Backtests ended",
            *(metrics.backtests(status) for status in ("done", "failed", "cancelled")),
        ),
        _graph("Queue depth", *(metrics.of_queue(name, depth) for name in metrics.consumers)),
        _graph("Oldest message (s)", *(metrics.of_queue(name, age) for name in metrics.consumers)),
        _graph("Dead-letter queues", *dead),
    ]


def _tables(metrics: Metrics) -> list[cloudwatch.IWidget]:
    names = [table.name for table in TABLES]
    return [
        _graph(
            "Throttled reads", *(metrics.of_table(name, "ReadThrottleEvents") for name in names)
        ),
        _graph(
            "Throttled writes", *(metrics.of_table(name, "WriteThrottleEvents") for name in names)
        ),
        _graph(
            "Lambda throttles",
            *(metrics.of_function(name, "Throttles") for name in metrics.functions),
        ),
        _graph(
            "Lambda concurrency",
            *(
                metrics.of_function(name, "ConcurrentExecutions", "Maximum")
                for name in metrics.functions
            ),
        ),
    ]


def _graph(title: str, *metrics: cloudwatch.IMetric) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=list(metrics), width=6, height=6)
