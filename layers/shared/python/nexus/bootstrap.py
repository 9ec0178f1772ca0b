"""Wire adapters to use cases; each process calls the parts it needs, once."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import boto3
from botocore.config import Config

from nexus.adapters.dynamodb.archive import DynamoArchive
from nexus.adapters.dynamodb.desk import DynamoDesk
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.adapters.dynamodb.store import Store
from nexus.adapters.sqs import SqsCommandQueue
from nexus.kernel.clock import Clock, system_clock
from nexus.kernel.ids import new_ulid
from nexus.trading.service import CloseTrade, ExecuteTrade, PreviewTrade, Pricing

AWS = Config(
    retries={"mode": "standard", "max_attempts": 4},
    connect_timeout=2,
    read_timeout=5,
    tcp_keepalive=True,
    max_pool_connections=32,
)


@dataclass(frozen=True)
class Trading:
    """The trading use cases and the reads beside them."""

    preview: PreviewTrade
    execute: ExecuteTrade
    close: CloseTrade
    ledger: DynamoLedger
    archive: DynamoArchive
    market: DynamoMarket


def store(table_prefix: str) -> Store:
    """Reach the tables of one stage."""
    return Store(boto3.client("dynamodb", config=AWS), table_prefix)


def trading(
    tables: Store,
    command_queue_urls: Sequence[str],
    allows_real: Callable[[str], bool],
    clock: Clock = system_clock,
) -> Trading:
    """Wire what a trader can do; `allows_real` tells whether a country may trade real money."""
    shards = len(command_queue_urls)
    ledger, market = DynamoLedger(tables, shards), DynamoMarket(tables)
    queue = SqsCommandQueue(boto3.client("sqs", config=AWS), command_queue_urls)
    desk = DynamoDesk(tables, clock, shards)
    pricing = Pricing(desk, market, clock, time.sleep, allows_real)
    return Trading(
        preview=PreviewTrade(pricing),
        execute=ExecuteTrade(pricing, ledger, queue, new_ulid),
        close=CloseTrade(ledger, queue, clock),
        ledger=ledger,
        archive=DynamoArchive(tables),
        market=market,
    )
