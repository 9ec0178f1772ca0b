"""Commands from the shards' queues, deleted only once their outcome is kept."""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from functions.trader.leases import Leases
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from nexus.adapters.sqs import read_command
from nexus.kernel.errors import NexusError, NotFound
from nexus.trading.ports import Command

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.type_defs import MessageTypeDef

LOG = logging.getLogger("nexus.trader")
WAIT_SECONDS = 4
BATCH = 10
IDLE_SECONDS = 0.25


@dataclass
class CommandLoop:
    """Poll the held shards; accounts run beside each other, one account's commands in order."""

    sqs: "SQSClient"
    queue_urls: tuple[str, ...]
    leases: Leases
    handle: Callable[[Command], Awaitable[None]]
    recover: Callable[[int], Awaitable[None]]
    polling: Threads
    threads: Threads
    tasks: Tasks
    work: Tasks
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: Counter[int] = field(default_factory=Counter)

    def start(self) -> None:
        """Begin to poll every shard."""
        for shard in range(len(self.queue_urls)):
            self.tasks.spawn(self._poll(shard), f"poll:{shard}")

    def stop(self) -> None:
        """Take no more commands."""
        self._stopping.set()

    def is_busy(self, shard: int) -> bool:
        """Tell whether commands of a shard are being taken or carried out."""
        return self._under_way[shard] > 0

    async def _poll(self, shard: int) -> None:
        recovered: int | None = None
        while not self._stopping.is_set():
            lease = self.leases.workable(shard)
            if lease is None:
                await asyncio.sleep(IDLE_SECONDS)
                continue
            try:
                if recovered != lease.token:
                    await self.recover(shard)
                    recovered = lease.token
                with self._counted(shard):
                    await self._take(shard)
            except Exception:
                LOG.exception("poll_failed", extra={"event": "poll_failed", "shard": shard})
                await asyncio.sleep(IDLE_SECONDS)

    async def _take(self, shard: int) -> None:
        url = self.queue_urls[shard]
        answer = await self.polling.run(
            self.sqs.receive_message,
            QueueUrl=url,
            MaxNumberOfMessages=BATCH,
            WaitTimeSeconds=WAIT_SECONDS,
            MessageSystemAttributeNames=["MessageGroupId"],
        )
        groups: dict[str, list[MessageTypeDef]] = defaultdict(list)
        for message in answer.get("Messages", []):
            groups[message.get("Attributes", {}).get("MessageGroupId", "")].append(message)
        for messages in groups.values():
            self.work.spawn(self._work(shard, url, messages), "commands")

    @contextmanager
    def _counted(self, shard: int) -> Iterator[None]:
        self._under_way[shard] += 1
        try:
            yield
        finally:
            self._under_way[shard] -= 1

    async def _work(self, shard: int, url: str, messages: "list[MessageTypeDef]") -> None:
        with self._counted(shard):
            await self._work_on(shard, url, messages)

    async def _work_on(self, shard: int, url: str, messages: "list[MessageTypeDef]") -> None:
        for message in messages:
            receipt = message.get("ReceiptHandle", "")
            may_work = not self._stopping.is_set() and self.leases.workable(shard) is not None
            is_done = may_work and await self._do(message.get("Body", ""))
            if not await self._give_back(shard, url, receipt, is_done=is_done) or not is_done:
                return

    async def _give_back(self, shard: int, url: str, receipt: str, *, is_done: bool) -> bool:
        end, wait = self.sqs.delete_message, self.sqs.change_message_visibility
        call = partial(end) if is_done else partial(wait, VisibilityTimeout=1)
        try:
            await self.threads.run(call, QueueUrl=url, ReceiptHandle=receipt)
        except ClientError as e:
            # It took longer than messages stay hidden: this one and the rest are delivered again.
            facts = {"event": "receipt_ran_out", "shard": shard, "error": str(e)}
            LOG.warning("receipt_ran_out", extra=facts)
            return False
        return True

    async def _do(self, body: str) -> bool:
        try:
            command = read_command(body)
            await self.handle(command)
        except (ValueError, KeyError, NotFound) as e:
            LOG.error("command_void", extra={"event": "command_void", "error": str(e)})
        except NexusError as e:
            LOG.warning("command_waits", extra={"event": "command_waits", "error": e.detail})
            return False
        return True
