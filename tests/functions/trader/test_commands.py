"""A message that took longer than it stays hidden comes again, and holds nothing up."""

import asyncio
import logging
from datetime import timedelta
from typing import cast

import pytest

from functions.trader.commands import CommandLoop
from functions.trader.leases import Leases
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.leases import Lease
from nexus.adapters.sqs import SqsCommandQueue
from nexus.kernel.clock import system_clock
from nexus.trading.ports import Command, CommandKind, TradeKey

HIDDEN_SECONDS = 1
TRADES = ("T1", "T2")


class EveryLease:
    """A process that holds every shard."""

    def workable(self, _shard: int) -> Lease:
        return Lease("0", "me", 1, system_clock() + timedelta(hours=1))


async def _nothing(_shard: int) -> None:
    return


def test_a_receipt_that_ran_out_delivers_again(
    local_aws: LocalAws, caplog: pytest.LogCaptureFixture
) -> None:
    sqs = local_aws.client("sqs")
    attributes = {"FifoQueue": "true", "VisibilityTimeout": str(HIDDEN_SECONDS)}
    url = sqs.create_queue(QueueName="receipts.fifo", Attributes=attributes)["QueueUrl"]
    queue = SqsCommandQueue(sqs, [url])
    for trade_id in TRADES:
        queue.send(Command(CommandKind.EXECUTE, TradeKey("U1", "A1", trade_id)))
    handled: list[str] = []
    done = asyncio.Event()

    async def handle(command: Command) -> None:
        handled.append(command.key.trade_id)
        if len(handled) == 1:
            await asyncio.sleep(2 * HIDDEN_SECONDS)
        if handled.count("T1") == 2 and "T2" in handled:
            done.set()

    async def run() -> None:
        tasks, threads = Tasks(), Threads(4, "test")
        leases = cast("Leases", EveryLease())
        loop = CommandLoop(sqs, (url,), leases, handle, _nothing, threads, threads, tasks, Tasks())
        loop.start()
        async with asyncio.timeout(30):
            await done.wait()
        loop.stop()
        await tasks.finish(10)
        threads.close()

    with caplog.at_level(logging.WARNING):
        asyncio.run(run())

    assert "receipt_ran_out" in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
