"""A searchable record of everything on the bus, and the trade counts taken from it."""

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.components.functions import log_group
from infra.config import Stage

NAMESPACE = "Nexus"
BY_STATUS = "Trades"
DENIED = "TradesDenied"


def log_events(stack: cdk.Stack, stage: Stage, bus: events.IEventBus) -> None:
    """Write every event to a log group and count trades by their new status."""
    scope = Construct(stack, "EventLog")
    log = log_group(scope, stage, "events")
    rule = events.CfnRule(
        scope,
        "Rule",
        name=f"{stage.prefix}-log",
        event_bus_name=bus.event_bus_name,
        event_pattern={"source": ["nexus"]},
        targets=[events.CfnRule.TargetProperty(id="log", arn=_group_arn(stack, log))],
    )
    rule.node.add_dependency(_allow_delivery(scope, log, stage))
    _count(log, BY_STATUS, '{ $.detail.data.status = "*" }', {"status": "$.detail.data.status"})
    _count(log, DENIED, '{ $.detail.event = "TradeDenied" }', {})


def _group_arn(stack: cdk.Stack, log: logs.LogGroup) -> str:
    return stack.format_arn(
        service="logs",
        resource="log-group",
        resource_name=log.log_group_name,
        arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
    )


# The library's own target writes this policy from a function of its own; a resource does.
def _allow_delivery(scope: Construct, log: logs.LogGroup, stage: Stage) -> logs.CfnResourcePolicy:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": ["events.amazonaws.com", "delivery.logs.amazonaws.com"]},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": log.log_group_arn,
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return logs.CfnResourcePolicy(
        scope,
        "Delivery",
        policy_name=f"{stage.prefix}-events",
        policy_document=cdk.Stack.of(scope).to_json_string(document),
    )


def _count(log: logs.LogGroup, name: str, pattern: str, dimensions: dict[str, str]) -> None:
    logs.MetricFilter(
        log,
        name,
        log_group=log,
        filter_pattern=logs.FilterPattern.literal(pattern),
        metric_namespace=NAMESPACE,
        metric_name=name,
        metric_value="1",
        dimensions=dimensions or None,
    )
