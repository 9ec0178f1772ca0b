"""Commands to the trader: one FIFO queue per shard, in order per account."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nexus.kernel.sharding import shard_of
from nexus.trading.ports import Command, CommandKind, TradeKey

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient


@dataclass(frozen=True)
class SqsCommandQueue:
    """Send commands to the shard that owns the account."""

    client: "SQSClient"
    queue_urls: Sequence[str]

    def send(self, command: Command) -> None:
        """Send once per trade, kind and attempt within five minutes, whatever repeats."""
        account_id = command.key.account_id
        parts = (command.key.trade_id, command.kind.value, command.attempt)
        self.client.send_message(
            QueueUrl=self.queue_urls[shard_of(account_id, len(self.queue_urls))],
            MessageBody=command_text(command),
            MessageGroupId=account_id,
            MessageDeduplicationId="-".join(part for part in parts if part),
        )


def command_text(command: Command) -> str:
    """Write a command as it travels."""
    key = command.key
    return json.dumps(
        {
            "kind": command.kind.value,
            "trade_id": key.trade_id,
            "user_id": key.user_id,
            "account_id": key.account_id,
        }
    )


def read_command(text: str) -> Command:
    """Read a command written by `command_text`."""
    row = json.loads(text)
    key = TradeKey(row["user_id"], row["account_id"], row["trade_id"])
    return Command(CommandKind(row["kind"]), key)
