"""Warm time of two handlers beside a bare one that makes the same table calls."""

import importlib
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from infra.local.aws import AwsSession, LocalAws
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.adapters.dynamodb.store import Store
from nexus.kernel.clock import system_clock, to_epoch
from tests.bench.bare import BareApi
from tests.bench.calls import CallLog, described, is_frugal
from tests.bench.environment import bench_environment
from tests.bench.gateway import Context, request
from tests.bench.table import Row, median_row
from tests.factories import a_quote, a_view, an_instrument
from tests.tables import PREFIX, create_tables

WARM_UP, ROUNDS, LIMIT = 10, 100, 1.5
OPEN_TRADES = 3
Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def measure() -> list[Row]:
    """Start a local AWS of its own, wire the real handler to it in this process, and measure."""
    with AwsSession() as aws:
        store = create_tables(aws)
        # The handler writes its metrics to stdout: what is kept of it would drown the table.
        with _environment(bench_environment(**_made(aws))), redirect_stdout(StringIO()):
            log = CallLog()
            log.attach()
            handler: Handler = importlib.import_module("functions.rest_api.handler").handler
            desk = Desk.opened(handler, store)
            return [*_open_rows(desk, log), *_execute_rows(desk, log)]


@contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _made(aws: LocalAws) -> dict[str, str]:
    sqs, secrets, kms = (aws.client(name) for name in ("sqs", "secretsmanager", "kms"))
    urls = [
        sqs.create_queue(QueueName=f"bench-{shard}.fifo", Attributes={"FifoQueue": "true"})
        for shard in range(2)
    ]
    secret = secrets.create_secret(Name="bench", SecretString="b" * 64)
    return {
        "TABLE_PREFIX": PREFIX,
        "AWS_ENDPOINT_URL": aws.endpoint,
        "COMMAND_QUEUE_URLS": ",".join(url["QueueUrl"] for url in urls),
        "JWT_SECRET_ARN": secret["ARN"],
        "BROKER_KEY_ARN": kms.create_key()["KeyMetadata"]["Arn"],
    }


@dataclass
class Desk:
    """A trader with a demo account and a live market, and the handler that serves them."""

    handler: Handler
    store: Store
    token: str
    account_id: str
    purchases: int = 0

    @classmethod
    def opened(cls, handler: Handler, store: Store) -> "Desk":
        """Sign up, open a demo account, and let a few trades run."""
        person = {"email": "bench@nexus.test", "username": "bench", "country": "NG"}
        signup = {**person, "password": "correct horse battery staple"}
        token = _ask(handler, request("POST", "/api/v1/auth/signup", signup))["access_token"]
        account = _ask(handler, request("POST", "/api/v1/accounts/demo", {}, token))
        desk = cls(handler, store, token, account["id"])
        for _ in range(OPEN_TRADES):
            desk.refresh_market()
            _ask(handler, desk.purchase())
        return desk

    def refresh_market(self) -> None:
        """Write a tick of now and a price that holds."""
        now, market = system_clock(), DynamoMarket(self.store)
        market.put_instruments([an_instrument()])
        market.put_view(a_view(tick_epoch=to_epoch(now), seen_at=now))
        market.put_quote(
            a_quote(
                asked_at=now,
                valid_until=now + timedelta(minutes=1),
                max_payout=Decimal("10000.00"),
            )
        )

    def purchase(self) -> dict[str, Any]:
        """Build a purchase nobody made before."""
        self.purchases += 1
        body = {
            "account_id": self.account_id,
            "symbol": "R_100",
            "trade_type": "RISE",
            "stake": "1.00",
            "expiry_minutes": 1,
        }
        key = {"Idempotency-Key": f"bench-{self.purchases}"}
        return request("POST", "/api/v1/trades/execute", body, self.token, **key)

    def account(self) -> dict[str, Any]:
        """Read the account's item as it is stored."""
        item: dict[str, Any] = self._dynamodb().get_item(
            TableName=f"{PREFIX}accounts", Key=self._key(), ConsistentRead=True
        )["Item"]
        return item

    def release(self, before: dict[str, Any]) -> None:
        """Give back the stake and the open trade of a purchase; the ledger goes on."""
        kept = {name: before[name] for name in ("open_trades", "balance")}
        self._dynamodb().put_item(TableName=f"{PREFIX}accounts", Item={**self.account(), **kept})

    def _dynamodb(self) -> Any:
        return self.store._client

    def _key(self) -> dict[str, Any]:
        return {"account_id": {"S": self.account_id}, "sort": {"S": "ACCOUNT"}}


def _open_rows(desk: Desk, log: CallLog) -> list[Row]:
    event = request("GET", "/api/v1/trades/open", None, desk.token)
    with log.recording():
        items = _ask(desk.handler, event)["items"]
    if len(items) != OPEN_TRADES:
        raise RuntimeError(f"Expected {OPEN_TRADES} open trades, was {len(items)}")
    bare = BareApi()
    bare.plan_for(log.calls)
    pairs = [
        (_timed(desk.handler, event), _timed(bare.handler, event)) for _ in range(WARM_UP + ROUNDS)
    ]
    return [_row("warm GET trades/open", pairs, described(log.calls))]


def _execute_rows(desk: Desk, log: CallLog) -> list[Row]:
    before, bare, pairs = desk.account(), BareApi(), []
    for _ in range(WARM_UP + ROUNDS):
        desk.refresh_market()
        event = desk.purchase()
        with log.recording():
            ours = _timed(desk.handler, event)
        bare.plan_for(log.calls)
        pairs.append((ours, _timed(bare.handler, event)))
        desk.release(before)
    made = described(log.calls)
    retries = log.sent - len(log.calls)
    trips = Row(
        "round trips of POST trades/execute",
        made,
        "",
        "≤ 2 reads + 1 transaction + 1 send",
        None,
        is_frugal(log.calls) and not retries,
        f"{retries} repeated",
    )
    return [_row("warm POST trades/execute", pairs, made), trips]


def _row(what: str, pairs: list[tuple[float, float]], calls: str) -> Row:
    warm = pairs[WARM_UP:]
    ours = statistics.median(pair[0] for pair in warm) * 1000
    base = statistics.median(pair[1] for pair in warm) * 1000
    ratio = statistics.median(pair[0] / pair[1] for pair in warm)
    note = f"beside a bare FastAPI + Mangum: {calls}; {ROUNDS} rounds"
    return median_row(what, ours, base, ratio, LIMIT, "ms", note)


def _timed(handler: Handler, event: dict[str, Any]) -> float:
    started = time.perf_counter()
    answer = handler(event, Context())
    seconds = time.perf_counter() - started
    _body(answer)
    return seconds


def _ask(handler: Handler, event: dict[str, Any]) -> Any:
    return _body(handler(event, Context()))


def _body(answer: Mapping[str, Any]) -> Any:
    if answer["statusCode"] >= 300:
        raise RuntimeError(f"Expected success, was {answer['statusCode']}: {answer['body']}")
    return json.loads(answer["body"])
