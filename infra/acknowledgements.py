"""Findings of cdk-nag that stand, each with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass

import aws_cdk as cdk
from constructs import IConstruct

from infra.components.access import BACKTEST_FOLDERS
from infra.components.environment import pascal
from infra.components.functions import SIZES
from infra.config import Stage
from nexus.adapters.dynamodb.schema import TABLES


class UnknownConstructError(Exception):
    """An acknowledgement names a construct that is gone."""


@dataclass(frozen=True)
class Acknowledgement:
    """A rule that is not followed at some constructs, and why."""

    rule: str
    reason: str
    paths: tuple[str, ...]


_API_FUNCTIONS = ("rest_api", "websocket_api")
_FUNCTION_ROLES = tuple(
    f"{'api' if name in _API_FUNCTIONS else 'events'}/{pascal(name)}Process/Role" for name in SIZES
)
_REST_METHODS = ("api/RestApi/Default/api/{proxy+}/ANY", "api/RestApi/Default/r/{code}/GET")
_SOCKET_ROUTES = tuple(
    f"api/WebSocketApi/{route}-Route" for route in ("$connect", "$disconnect", "$default")
)
_ARN = "arn:<AWS::Partition>:{service}:<AWS::Region>:<AWS::AccountId>"
_EVERYWHERE = (
    Acknowledgement(
        "SMG4",
        "A rotation signs everybody out at once, so it is a decision of ops, not of a timer.",
        ("data/JwtSecret",),
    ),
    Acknowledgement(
        "DDB3",
        "The broker's terms allow its prices to be kept for 24 hours only: no recovery on market.",
        ("data/Market",),
    ),
    Acknowledgement(
        "ECS2",
        "The variables are names, addresses and ARNs; no secret is among them.",
        ("trader/Task", "backtests/Task"),
    ),
    Acknowledgement(
        "IAM5[Resource::*]",
        "X-Ray knows no resources: PutTraceSegments and PutTelemetryRecords take only *.",
        _FUNCTION_ROLES,
    ),
    Acknowledgement(
        "IAM5[Resource::*]",
        "ecr:GetAuthorizationToken takes only *.",
        ("trader/Task/ExecutionRole", "backtests/Task/ExecutionRole"),
    ),
    Acknowledgement(
        "APIG4",
        "rest_api checks the access token itself; health, sign-up, login and links are public.",
        _REST_METHODS,
    ),
    Acknowledgement(
        "COG4",
        "Users are kept in our own table, with their broker accounts and referrals.",
        _REST_METHODS,
    ),
    Acknowledgement(
        "APIG4",
        "$connect checks a one-time ticket; the other routes exist only on such a socket.",
        _SOCKET_ROUTES,
    ),
    Acknowledgement(
        "APIG2", "rest_api validates every request against its OpenAPI models.", ("api/RestApi",)
    ),
    Acknowledgement(
        "APIG3",
        "Stage throttling and the limits of rest_api hold back floods; a web ACL comes with load.",
        ("api/RestApi/DeploymentStage.live",),
    ),
    Acknowledgement(
        "APIG6",
        "Execution logs hold query strings, and those carry OAuth codes; access logs do not.",
        ("api/RestApi/DeploymentStage.live",),
    ),
    Acknowledgement(
        "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/"
        "AmazonAPIGatewayPushToCloudWatchLogs]",
        "The account-wide role with which API Gateway writes logs; AWS documents this policy.",
        ("api/RestApi/CloudWatchRole",),
    ),
    Acknowledgement(
        f"IAM5[Resource::{_ARN.format(service='execute-api')}:<WebSocketApi34BCF99B>"
        "/live/POST/@connections/*]",
        "Connection ids are made by API Gateway; the API and its stage are named.",
        ("api/WebsocketApiProcess/Role",),
    ),
    Acknowledgement(
        f"IAM5[Resource::{_ARN.format(service='execute-api')}:{{prefix}}-api:"
        "ExportsOutputRefWebSocketApi34BCF99B0F830E68/live/POST/@connections/*]",
        "Connection ids are made by API Gateway; the API and its stage are named.",
        ("events/NotificationsProcess/Role", "trader/Task/TaskRole"),
    ),
    *(
        Acknowledgement(
            f"IAM5[Resource::{_ARN.format(service='dynamodb')}:table/{{prefix}}-{table.name}"
            "/stream/*]",
            "A stream's name is the time it was switched on; the table is named.",
            ("events/OutboxProcess/Role",),
        )
        for table in TABLES
        if table.streamed
    ),
    Acknowledgement(
        "SQS3",
        "It is a dead-letter queue, of a stream or a schedule and not of another queue.",
        ("events/OutboxFailures/Dead", "events/ScheduleFailures/Dead"),
    ),
    Acknowledgement(
        "S1", "Public files, read by CloudFront alone; there is no access to audit.", ("web/Site",)
    ),
    *(
        Acknowledgement(
            "IAM5[Resource::{prefix}-data:ExportsOutputFnGetAttBacktestFilesC7996601Arn8BDCAD36"
            f"/{folder}/*]",
            "Files are named by user and backtest; the bucket and the folder are named.",
            ("api/RestApiProcess/Role", "backtests/Task/TaskRole"),
        )
        for folder in BACKTEST_FOLDERS
    ),
    Acknowledgement(
        "S1",
        "Two processes read it and write it, each request of an owner is in the log of rest_api.",
        ("data/BacktestFiles",),
    ),
    Acknowledgement(
        "CFR1", "Who may trade from where is decided by the country table.", ("web/Distribution",)
    ),
    Acknowledgement(
        "CFR2",
        "Stage throttling and the limits of rest_api hold back floods; a web ACL comes with load.",
        ("web/Distribution",),
    ),
    Acknowledgement(
        "CFR3",
        "Its logs hold query strings, and those carry OAuth codes and tickets; the APIs log paths.",
        ("web/Distribution",),
    ),
)

_FAKE_MONEY = "A twin with invented people and money, never in prod"
_WITH_SANDBOX = (
    Acknowledgement("ELB2", f"{_FAKE_MONEY}; the broker logs its own.", ("sandbox/Balancer",)),
    Acknowledgement(
        "EC23", f"{_FAKE_MONEY}; testers come from anywhere.", ("sandbox/Balancer/SecurityGroup",)
    ),
    *(
        Acknowledgement(rule, f"{_FAKE_MONEY}; it has no domain of its own.", (path,))
        for path in ("sandbox/Distribution",)
        for rule in ("CFR1", "CFR2", "CFR3", "CFR4", "CFR5")
    ),
    Acknowledgement("ECS2", "The variables are names and numbers.", ("sandbox/Task",)),
    Acknowledgement(
        "IAM5[Resource::*]",
        "ecr:GetAuthorizationToken takes only *.",
        ("sandbox/Task/ExecutionRole",),
    ),
)

_WITH_SANDBOX_KEY = (
    Acknowledgement(
        "SMG4", f"{_FAKE_MONEY}; a new key is a deployment of its own.", ("sandbox/ControlKey",)
    ),
)

_PLAIN_HTTP = "The AWS of one machine listens on 127.0.0.1 without TLS."
_WITHOUT_TLS = (
    Acknowledgement("SQS4", _PLAIN_HTTP, ("data", "events")),
    Acknowledgement("SNS3", _PLAIN_HTTP, ("observability/Alarms",)),
    Acknowledgement("S10", _PLAIN_HTTP, ("web/Site", "data/BacktestFiles")),
    Acknowledgement("CFR4", "One machine has no domain to certify.", ("web/Distribution",)),
)


def acknowledgements(stage: Stage) -> Iterator[Acknowledgement]:
    """List what stands in a stage."""
    yield from _EVERYWHERE
    yield from _WITH_SANDBOX if stage.sandbox else ()
    yield from _WITH_SANDBOX_KEY if stage.has_sandbox_key else ()
    yield from () if stage.requires_tls else _WITHOUT_TLS


def acknowledge(app: cdk.App, stage: Stage) -> None:
    """Tell cdk-nag what stands; a path that is gone fails, so that no reason outlives its cause."""
    for item in acknowledgements(stage):
        rule = f"AwsSolutions-{item.rule.replace('{prefix}', stage.prefix)}"
        for path in item.paths:
            found = cdk.Validations.of(_find(app, path))
            found.acknowledge(cdk.Acknowledgment(id=rule, reason=item.reason))


def _find(app: cdk.App, path: str) -> IConstruct:
    node: IConstruct = app
    for name in path.split("/"):
        child = node.node.try_find_child(name)
        if child is None:
            raise UnknownConstructError(f"Expected a construct at {path}, found no {name}")
        node = child
    return node
