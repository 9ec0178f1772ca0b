"""Two traders on one stage, with two shards to share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.sqs import SqsCommandQueue
from nexus.kernel.account import Account
from nexus.kernel.sharding import shard_of
from tests.functions.trader.desk import TestDesk
from tests.functions.trader.stage import Process, Stage, a_stage, eventually, free_port

SHARDS = 2


@dataclass
class Member:
    """One trader of the two."""

    process: Process
    health_url: str

    def health(self) -> dict[str, Any]:
        try:
            body: dict[str, Any] = httpx.get(self.health_url, trust_env=False, timeout=1).json()
        except httpx.HTTPError:
            return {}
        return body

    @property
    def shards(self) -> list[int]:
        found: list[int] = self.health().get("shards", [])
        return found

    @property
    def speaks(self) -> bool:
        return bool(self.health().get("is_speaker"))


@dataclass
class Pair:
    """Both traders and what they work on."""

    stage: Stage
    queue_urls: list[str]
    members: list[Member]

    def start(self) -> None:
        for member in self.members:
            member.process.start()
        eventually(self.is_shared, 30, "both traders to hold a shard")

    def is_shared(self) -> bool:
        held = sorted(shard for member in self.members for shard in member.shards)
        return held == [0, 1] and all(len(member.shards) == 1 for member in self.members)

    def speaker(self) -> Member:
        return eventually(lambda: next((m for m in self.members if m.speaks), None), 10)

    def other(self, member: Member) -> Member:
        return next(each for each in self.members if each is not member)


@dataclass
class PairDesk(TestDesk):
    """A trader's hand on a stage with two shards."""

    __test__ = False

    queue_urls: tuple[str, ...] = ()

    @property
    def ledger(self) -> DynamoLedger:
        return DynamoLedger(self.stage.store, SHARDS)

    @property
    def queue(self) -> SqsCommandQueue:
        return SqsCommandQueue(self.stage.aws.client("sqs"), self.queue_urls)


def on_shard(make: Callable[[], Account], shard: int) -> Account:
    """Open accounts until one hashes to the shard."""
    while True:
        account = make()
        if shard_of(account.account_id, SHARDS) == shard:
            return account


@contextmanager
def a_pair(aws: LocalAws, directory: Path) -> Iterator[Pair]:
    with a_stage(aws, directory) as stage:
        sqs = aws.client("sqs")
        attributes = {"FifoQueue": "true", "VisibilityTimeout": "30"}
        second = sqs.create_queue(QueueName="commands-1.fifo", Attributes=attributes)["QueueUrl"]
        urls = [stage.queue_url, second]
        members = [_member(stage, urls, directory / f"trader-{number}.log") for number in (1, 2)]
        try:
            yield Pair(stage, urls, members)
        finally:
            for member in members:
                member.process.kill()


def _member(stage: Stage, queue_urls: list[str], log: Path) -> Member:
    port = free_port()
    told = {"COMMAND_QUEUE_URLS": ",".join(queue_urls), "HEALTH_PORT": str(port)}
    process = Process("functions.trader", {**stage.trader.environment, **told}, log)
    return Member(process, f"http://127.0.0.1:{port}/health")
