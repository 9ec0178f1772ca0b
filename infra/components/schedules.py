"""What runs by the clock."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from infra.components.environment import pascal
from infra.components.queues import dead_letter_queue
from infra.config import Stage

SCHEDULES: Mapping[str, str] = {
    "sweeper": "rate(1 minute)",
    "daily_summary": "cron(5 0 * * ? *)",
    "payouts": "cron(30 0 * * ? *)",
    "replay_checks": "rate(1 hour)",
}
ATTEMPTS = 2


class Scheduler:
    """Invoke functions on a schedule, in UTC; what cannot be delivered is kept."""

    def __init__(self, stack: cdk.Stack, stage: Stage) -> None:
        self._stack = stack
        self._stage = stage
        self._failed = dead_letter_queue(Construct(stack, "ScheduleFailures"), stage, "schedules")

    def invoke(self, function: lambda_.Function, name: str, expression: str) -> None:
        """Invoke a function whenever the expression says so."""
        construct = pascal(name)
        scheduler.CfnSchedule(
            self._stack,
            f"{construct}Schedule",
            name=f"{self._stage.prefix}-{name}",
            schedule_expression=expression,
            schedule_expression_timezone="UTC",
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            target=scheduler.CfnSchedule.TargetProperty(
                arn=function.function_arn,
                role_arn=self._role(construct, function).role_arn,
                dead_letter_config=scheduler.CfnSchedule.DeadLetterConfigProperty(
                    arn=self._failed.queue_arn
                ),
                retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(
                    maximum_retry_attempts=ATTEMPTS, maximum_event_age_in_seconds=300
                ),
            ),
        )

    def _role(self, construct: str, function: lambda_.Function) -> iam.Role:
        invoke = iam.PolicyStatement(
            actions=["lambda:InvokeFunction"], resources=[function.function_arn]
        )
        keep = iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[self._failed.queue_arn])
        return iam.Role(
            self._stack,
            f"{construct}ScheduleRole",
            assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com"),
            inline_policies={"invoke": iam.PolicyDocument(statements=[invoke, keep])},
        )
