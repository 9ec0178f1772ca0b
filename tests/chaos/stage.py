"""Tables, queues, key, twin and traders for one run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from infra.local.aws import LocalAws
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.store import Store
from tests.chaos.plan import SYMBOLS
from tests.functions.trader.stage import Broker, Process, eventually, free_port
from tests.tables import PREFIX, create_tables

SHARDS, TRADERS = 4, 2
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Weather:
    """How rough a run is; `pace` is how many of the twin's seconds pass in one of ours.

    `lost_answers` is for how many purchases the answer is lost for certain.
    """

    seed: int
    broker_faults: float
    table_faults: float
    pace: float
    is_planted: bool = False
    is_hasty: bool = False
    lost_answers: int = 0


@dataclass
class ChaosStage:
    """Everything a run needs."""

    aws: LocalAws
    store: Store
    queue_urls: list[str]
    key_arn: str
    broker: Broker
    traders: list[Process]
    health_urls: list[str]
    weather: Weather

    def start(self) -> None:
        """Start the traders in fine weather and let it turn once both work."""
        for trader in self.traders:
            trader.start()
        eventually(self._is_shared, 60, "the traders to share the shards")
        eventually(self._has_market, 60, "votes on every symbol")
        self.broker.control("POST", "/clock", pace=self.weather.pace)

    def turn_bad(self) -> None:
        """Let every fault of the twin begin."""
        weather = self.weather
        storm = {"probability": weather.broker_faults, "seed": weather.seed}
        self.broker.control("POST", "/faults/storm", **storm)
        if weather.lost_answers:
            self.broker.fault("buy", "no_answer", count=weather.lost_answers)

    def kill(self, number: int) -> None:
        """End a trader without a word and start the next one in its place."""
        self.traders[number].kill()
        self.traders[number].start()

    def fired(self) -> int:
        """Count the twin's faults so far."""
        return int(self.broker.control("GET", "/faults/fired?effect=none")["total"])

    def _is_shared(self) -> bool:
        held = [shard for url in self.health_urls for shard in _health(url).get("shards", [])]
        return sorted(held) == list(range(SHARDS))

    def _has_market(self) -> bool:
        places = [key(symbol) for symbol in SYMBOLS for key in (keys.instrument, keys.market_view)]
        return len(self.store.batch_get(places)) == len(places)


@contextmanager
def a_chaos_stage(aws: LocalAws, directory: Path, weather: Weather) -> Iterator[ChaosStage]:
    """Start the twin; the traders are started by `start`."""
    store = create_tables(aws)
    urls = [_queue(aws, number) for number in range(SHARDS)]
    key_arn = aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    port, ports = free_port(), [free_port() for _ in range(TRADERS)]
    told = {
        "SANDBOX_PORT": str(port),
        "SANDBOX_STATE": str(directory / "broker.sqlite"),
        "SANDBOX_SEED": str(weather.seed),
    }
    twin = Process("functions.sandbox_broker", told, directory / "broker.log")
    broker = Broker(twin, f"http://127.0.0.1:{port}")
    environment = {**_addresses(aws, urls, key_arn, broker.url), **_chaos(weather)}
    traders = [
        Process(
            "tests.chaos.trader",
            {**environment, "HEALTH_PORT": str(each)},
            directory / f"trader-{number}.log",
        )
        for number, each in enumerate(ports)
    ]
    healths = [f"http://127.0.0.1:{each}/health" for each in ports]
    twin.start()
    try:
        broker.wait()
        broker.control("PUT", "/limits", enabled=False)
        yield ChaosStage(aws, store, urls, key_arn, broker, traders, healths, weather)
    finally:
        for process in (*traders, twin):
            process.kill()


def _queue(aws: LocalAws, number: int) -> str:
    attributes = {"FifoQueue": "true", "VisibilityTimeout": "30"}
    name = f"commands-{number}.fifo"
    url: str = aws.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    return url


def _chaos(weather: Weather) -> dict[str, str]:
    return {
        "CHAOS_SEED": str(weather.seed),
        "CHAOS_TABLE_FAULTS": str(weather.table_faults),
        "CHAOS_PLANTED": "yes" if weather.is_planted else "no",
        "CHAOS_HASTY": "yes" if weather.is_hasty else "no",
    }


def _addresses(aws: LocalAws, urls: list[str], key_arn: str, broker: str) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": aws.endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "STAGE": "test",
        "TABLE_PREFIX": PREFIX,
        "COMMAND_QUEUE_URLS": ",".join(urls),
        "BROKER_KEY_ARN": key_arn,
        "WEBSOCKET_ENDPOINT": NOWHERE,
        "HEALTH_HOST": "127.0.0.1",
        "LOG_LEVEL": "INFO",
        "DEFAULT_SYMBOLS": ",".join(SYMBOLS),
        "DERIV_APP_ID": "sandbox-app",
        "DERIV_API_URL": broker,
        "DERIV_WS_URL": "ws" + broker.removeprefix("http"),
    }


def _health(url: str) -> dict[str, Any]:
    try:
        body: dict[str, Any] = httpx.get(url, trust_env=False, timeout=1).json()
    except httpx.HTTPError:
        return {}
    return body
