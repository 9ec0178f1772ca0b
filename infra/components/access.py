"""Turn the grants table into IAM statements."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from infra.components.grants import GRANTS, Use
from infra.config import Gap, Stage
from nexus.adapters.dynamodb.schema import TABLES

API_STAGE = "live"
BACKTEST_QUEUE = "backtests"
BACKTEST_FOLDERS = ("uploads", "results")
_TAKING = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"]
BROKER_KEY_CONTEXT = ("user_id", "account_id")


@dataclass(frozen=True)
class Keys:
    """The keys, the secret and the bucket that have no name we could write down."""

    data_key: str
    broker_key: str
    jwt_secret: str
    backtest_bucket: str


class Access:
    """Write the statements for the processes of one stack."""

    def __init__(self, stack: cdk.Stack, stage: Stage, keys: Keys, websocket_api: str) -> None:
        self._stack = stack
        self._stage = stage
        self._keys = keys
        self._websocket_api = websocket_api

    def statements(self, process: str) -> list[iam.PolicyStatement]:
        """Say everything a process may do with tables, keys, queues, bus, mail and sockets."""
        grants = GRANTS[process]
        tables = [
            _allow([f"dynamodb:{action}" for action in actions], self.table(name))
            for name, actions in grants.tables.items()
        ]
        indexes = [
            _allow(["dynamodb:Query"], f"{self.table(table)}/index/{index}")
            for table, index in grants.indexes
        ]
        encrypted = grants.tables or Use.READ_STREAMS in grants.uses
        keys = [self._data_key()] if encrypted else []
        uses = [statement for use in grants.uses for statement in _USES[use](self)]
        return [*tables, *indexes, *keys, *uses]

    def table(self, name: str) -> str:
        """Name a table of this stage."""
        return self._arn("dynamodb", "table", f"{self._stage.prefix}-{name}")

    def queue(self, name: str) -> str:
        """Name a queue of this stage."""
        return self._stack.format_arn(service="sqs", resource=f"{self._stage.prefix}-{name}")

    def _arn(self, service: str, kind: str, name: str) -> str:
        return self._stack.format_arn(service=service, resource=kind, resource_name=name)

    def _data_key(self) -> iam.PolicyStatement:
        actions = ["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "ReEncryptFrom"]
        via = f"dynamodb.{self._stack.region}.amazonaws.com"
        return _allow(
            [f"kms:{action}" for action in [*actions, "ReEncryptTo"]],
            self._keys.data_key,
            conditions={"StringEquals": {"kms:ViaService": via}},
        )

    def send_commands(self) -> list[iam.PolicyStatement]:
        """Allow handing a trade to the trader."""
        return [_allow(["sqs:SendMessage"], *self._command_queues())]

    def take_commands(self) -> list[iam.PolicyStatement]:
        """Allow polling the command queues."""
        return [_allow(_TAKING, *self._command_queues())]

    def _command_queues(self) -> list[str]:
        return [self.queue(f"commands-{shard}.fifo") for shard in range(self._stage.shards)]

    def send_backtests(self) -> list[iam.PolicyStatement]:
        """Allow handing over a backtest."""
        return [_allow(["sqs:SendMessage"], self.queue(BACKTEST_QUEUE))]

    def take_backtests(self) -> list[iam.PolicyStatement]:
        """Allow polling the queue of backtests."""
        return [_allow(_TAKING, self.queue(BACKTEST_QUEUE))]

    def keep_backtest_files(self) -> list[iam.PolicyStatement]:
        """Allow reading, writing and deleting uploads and results."""
        bucket = self._keys.backtest_bucket
        actions = [f"s3:{verb}Object" for verb in ("Get", "Put", "Delete")]
        files = [f"{bucket}/{folder}/*" for folder in BACKTEST_FOLDERS]
        return [_allow(actions, *files), _allow(["s3:ListBucket"], bucket)]

    def read_jwt_secret(self) -> list[iam.PolicyStatement]:
        """Allow reading the secret that signs access tokens."""
        secret = _allow(["secretsmanager:GetSecretValue"], self._keys.jwt_secret)
        via = f"secretsmanager.{self._stack.region}.amazonaws.com"
        conditions = {"StringEquals": {"kms:ViaService": via}}
        return [secret, _allow(["kms:Decrypt"], self._keys.data_key, conditions=conditions)]

    def seal_broker_tokens(self) -> list[iam.PolicyStatement]:
        """Allow encrypting broker tokens."""
        return [self._broker_key("kms:Encrypt")]

    def open_broker_tokens(self) -> list[iam.PolicyStatement]:
        """Allow decrypting broker tokens."""
        return [self._broker_key("kms:Decrypt")]

    def _broker_key(self, action: str) -> iam.PolicyStatement:
        # Never without saying whose token it is.
        context = {f"kms:EncryptionContext:{name}": "false" for name in BROKER_KEY_CONTEXT}
        conditions = None if Gap.ENCRYPTION_CONTEXT in self._stage.gaps else {"Null": context}
        return _allow([action], self._keys.broker_key, conditions=conditions)

    def publish_events(self) -> list[iam.PolicyStatement]:
        """Allow putting events on this stage's bus."""
        return [_allow(["events:PutEvents"], self._arn("events", "event-bus", self._stage.prefix))]

    def push_to_browsers(self) -> list[iam.PolicyStatement]:
        """Allow sending to and closing the sockets of this API and stage."""
        resource = f"{self._websocket_api}/{API_STAGE}"
        name = "POST/@connections/*"
        arn = self._stack.format_arn(service="execute-api", resource=resource, resource_name=name)
        return [_allow(["execute-api:ManageConnections"], arn)]

    def send_mail(self) -> list[iam.PolicyStatement]:
        """Allow mail from this stage's sender only."""
        sender = self._stage.endpoints["EMAIL_SENDER"]
        names = (self._stage.mail_identity, sender)
        named = [self._arn("ses", "identity", name) for name in names]
        identities = ["*"] if Gap.MAIL_IDENTITY in self._stage.gaps else named
        conditions = {"StringEqualsIfExists": {"ses:FromAddress": sender}}
        return [_allow(["ses:SendEmail"], *identities, conditions=conditions)]

    def read_streams(self) -> list[iam.PolicyStatement]:
        """Allow Lambda to follow the streams of the tables that feed the bus."""
        streams = [f"{self.table(table.name)}/stream/*" for table in TABLES if table.streamed]
        actions = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
        return [_allow([f"dynamodb:{action}" for action in actions], *streams)]

    def keep_stream_failures(self) -> list[iam.PolicyStatement]:
        """Allow Lambda to put batches that failed for good aside."""
        return [_allow(["sqs:SendMessage"], self.queue("outbox-dlq"))]


_USES: Mapping[Use, Callable[[Access], list[iam.PolicyStatement]]] = {
    Use.SEND_COMMANDS: Access.send_commands,
    Use.TAKE_COMMANDS: Access.take_commands,
    Use.READ_JWT_SECRET: Access.read_jwt_secret,
    Use.SEAL_BROKER_TOKENS: Access.seal_broker_tokens,
    Use.OPEN_BROKER_TOKENS: Access.open_broker_tokens,
    Use.PUBLISH_EVENTS: Access.publish_events,
    Use.PUSH_TO_BROWSERS: Access.push_to_browsers,
    Use.SEND_MAIL: Access.send_mail,
    Use.READ_STREAMS: Access.read_streams,
    Use.KEEP_STREAM_FAILURES: Access.keep_stream_failures,
    Use.SEND_BACKTESTS: Access.send_backtests,
    Use.TAKE_BACKTESTS: Access.take_backtests,
    Use.KEEP_BACKTEST_FILES: Access.keep_backtest_files,
}


def _allow(
    actions: list[str],
    *resources: str,
    conditions: Mapping[str, Mapping[str, str]] | None = None,
) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=actions, resources=[*resources], conditions=conditions)
