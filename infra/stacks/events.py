"""The durable path: table streams, the bus, its consumers, and what runs on a schedule."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_ses as ses
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.components.access import API_STAGE, Access
from infra.components.environment import Environment
from infra.components.event_log import log_events
from infra.components.functions import SIZES, Functions
from infra.components.queues import consumer_queue, dead_letter_queue
from infra.components.schedules import SCHEDULES, Scheduler
from infra.components.subscriptions import SUBSCRIPTIONS, stream_filter
from infra.config import Stage
from infra.stacks.data import DataStack

BATCH = 10
ARCHIVE_DAYS = 30


class EventsStack(cdk.Stack):
    """Carry what happened from the tables to whoever must act on it."""

    def __init__(
        self,
        scope: Construct,
        stage: Stage,
        data: DataStack,
        websocket_api: str,
        placeholders: dict[str, str],
    ) -> None:
        super().__init__(scope, "events", stack_name=f"{stage.prefix}-events")
        self._stage = stage
        access = Access(self, stage, data.keys, websocket_api)
        filled = {**placeholders, "websocket_api": websocket_api, "api_stage": API_STAGE}
        facts = {
            "EVENT_BUS_NAME": stage.prefix,
            "COMMAND_QUEUE_URLS": data.command_queue_urls,
        }
        environment = Environment(self, stage, facts, filled)
        self._functions = Functions(self, stage, access, environment)
        self._bus = self._event_bus()
        log_events(self, stage, self._bus)
        self._follow_streams(data.streams)
        for consumer, wanted in SUBSCRIPTIONS.items():
            self._subscribe(consumer, wanted)
        self._schedule()
        ses.CfnEmailIdentity(self, "Sender", email_identity=stage.mail_identity)
        cdk.CfnOutput(self, "EventBusName", value=self._bus.event_bus_name)

    def _event_bus(self) -> events.EventBus:
        bus = events.EventBus(self, "Bus", event_bus_name=self._stage.prefix)
        bus.archive(
            "Archive",
            archive_name=self._stage.prefix,
            event_pattern=events.EventPattern(source=["nexus"]),
            retention=cdk.Duration.days(ARCHIVE_DAYS),
        )
        return bus

    def _follow_streams(self, streams: Mapping[str, str]) -> None:
        outbox = self._functions.make("outbox")
        failed = dead_letter_queue(Construct(self, "OutboxFailures"), self._stage, "outbox")
        for table, stream in streams.items():
            _follow(self, table, stream, outbox, failed)

    def _subscribe(self, consumer: str, wanted: tuple[str, ...]) -> None:
        handler = self._functions.make(consumer)
        scope = Construct(self, f"{consumer.capitalize()}Subscription")
        pair = consumer_queue(scope, self._stage, consumer, SIZES[consumer].timeout)
        events.Rule(
            scope,
            "Rule",
            rule_name=f"{self._stage.prefix}-{consumer}",
            event_bus=self._bus,
            event_pattern=events.EventPattern(
                source=["nexus"], detail_type=list(wanted) if wanted else None
            ),
            targets=[targets.SqsQueue(pair.queue, dead_letter_queue=pair.dead)],
        )
        handler.add_event_source(
            sources.SqsEventSource(
                pair.queue,
                batch_size=BATCH,
                max_concurrency=2,
                report_batch_item_failures=True,
            )
        )

    def _schedule(self) -> None:
        scheduler = Scheduler(self, self._stage)
        for name, expression in SCHEDULES.items():
            scheduler.invoke(self._functions.make(name), name, expression)


def _follow(
    stack: cdk.Stack, table: str, stream: str, outbox: lambda_.Function, failed: sqs.Queue
) -> None:
    mapping = lambda_.CfnEventSourceMapping(
        stack,
        f"{table.capitalize()}Stream",
        function_name=outbox.function_name,
        event_source_arn=stream,
        starting_position="TRIM_HORIZON",
        batch_size=100,
        bisect_batch_on_function_error=True,
        maximum_retry_attempts=10,
        function_response_types=["ReportBatchItemFailures"],
        filter_criteria=lambda_.CfnEventSourceMapping.FilterCriteriaProperty(
            filters=[lambda_.CfnEventSourceMapping.FilterProperty(pattern=stream_filter(table))]
        ),
        destination_config=lambda_.CfnEventSourceMapping.DestinationConfigProperty(
            on_failure=lambda_.CfnEventSourceMapping.OnFailureProperty(destination=failed.queue_arn)
        ),
    )
    # Lambda checks the role's rights on the stream when the mapping is made.
    role = outbox.role
    if isinstance(role, iam.Role):
        mapping.node.add_dependency(role)
