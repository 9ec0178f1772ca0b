"""A stage for the trader: tables, queues and key of a local AWS, a broker, and browsers."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import httpx

from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.store import Store
from tests.conformance.sandbox_harness import judge_requests, judge_sent
from tests.tables import PREFIX, create_tables

ROOT = Path(__file__).parents[3]
T = TypeVar("T")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(look: Callable[[], T | None], within: float = 20.0, what: str = "it") -> T:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"Waited {within} s for {what}")


class Process:
    """A process of the product, with its output kept."""

    def __init__(self, module: str, environment: dict[str, str], log: Path) -> None:
        self.module, self.environment, self.log = module, environment, log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        path = f"{ROOT}:{ROOT / 'layers/shared/python'}"
        environment = {**os.environ, **self.environment, "PYTHONPATH": path}
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self.module],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=output,
            )

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> float:
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> float:
        began = time.monotonic()
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(60)
            self._process = None
        return time.monotonic() - began

    def events(self, name: str) -> list[dict[str, Any]]:
        lines = [line for line in self.log.read_text().splitlines() if line.startswith("{")]
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
        return [row for row in rows if row.get("event") == name]


class Browsers:
    """The management endpoint of a WebSocket API that remembers what it was told to send."""

    def __init__(self) -> None:
        self.frames: list[tuple[str, dict[str, Any]]] = []
        self.gone: set[str] = set()
        browsers = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                connection_id = self.path.rsplit("/", 1)[-1]
                status = 410 if connection_id in browsers.gone else 200
                if status == 200:
                    browsers.frames.append((connection_id, json.loads(body)))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def of(self, connection_id: str, kind: str) -> list[dict[str, Any]]:
        return [f for c, f in list(self.frames) if c == connection_id and f["type"] == kind]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Broker:
    """The sandbox broker and its control API."""

    process: Process
    url: str
    # A client of httpx loads every certificate there is; once is enough.
    _http: httpx.Client = field(
        default_factory=lambda: httpx.Client(trust_env=False, timeout=30), repr=False
    )

    def control(self, method: str, path: str, **body: object) -> Any:
        answer = self._http.request(method, f"{self.url}/control{path}", json=body or None)
        answer.raise_for_status()
        return answer.json()

    def fault(self, target: str, effect: str, **more: object) -> None:
        self.control("POST", "/faults", target=target, effect=effect, **more)

    def contracts(self, account_id: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.control("GET", f"/books?account_id={account_id}")[
            "contracts"
        ]
        return rows

    def wait(self) -> None:
        def answers() -> bool:
            try:
                url = f"{self.url}/v1/health"
                return httpx.get(url, trust_env=False, timeout=1).status_code == 200
            except httpx.HTTPError:
                return False

        eventually(answers, 20, "the broker")


@dataclass
class Stage:
    """Everything a trader needs, and the trader itself."""

    aws: LocalAws
    store: Store
    queue_url: str
    key_arn: str
    broker: Broker
    browsers: Browsers
    trader: Process
    health_url: str
    accounts: list[str] = field(default_factory=list)

    def health(self) -> dict[str, Any] | None:
        try:
            answer = httpx.get(self.health_url, trust_env=False, timeout=1)
        except httpx.HTTPError:
            return None
        body: dict[str, Any] = answer.json()
        return body

    def start_trader(self) -> None:
        self.trader.start()
        eventually(lambda: (self.health() or {}).get("ok"), 30, "the trader")


@contextmanager
def a_stage(aws: LocalAws, directory: Path, **told: str) -> Iterator[Stage]:
    """Set a stage; `told` are more variables for the trader."""
    store = create_tables(aws)
    sqs = aws.client("sqs")
    queue_url = sqs.create_queue(
        QueueName="commands-0.fifo",
        Attributes={"FifoQueue": "true", "VisibilityTimeout": "30"},
    )["QueueUrl"]
    key_arn = aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    port, health_port = free_port(), free_port()
    twin = Process(
        "functions.sandbox_broker", _broker_environment(directory, port), directory / "broker.log"
    )
    broker, browsers = Broker(twin, f"http://127.0.0.1:{port}"), Browsers()
    environment = {
        **_trader_environment(aws, queue_url, key_arn),
        **_broker_addresses(broker.url),
        "WEBSOCKET_ENDPOINT": browsers.url,
        "HEALTH_PORT": str(health_port),
        **told,
    }
    trader = Process("functions.trader", environment, directory / "trader.log")
    broker.process.start()
    try:
        broker.wait()
        url = f"http://127.0.0.1:{health_port}/health"
        yield Stage(aws, store, queue_url, key_arn, broker, browsers, trader, url)
    finally:
        trader.kill()
        broker.process.kill()
        browsers.close()
    judge_sent(directory / "broker.frames")
    judge_requests(directory / "broker.frames")


def _broker_environment(directory: Path, port: int) -> dict[str, str]:
    return {
        "SANDBOX_PORT": str(port),
        "SANDBOX_STATE": str(directory / "broker.sqlite"),
        "SANDBOX_SEED": "7",
        "SANDBOX_FRAMES": str(directory / "broker.frames"),
    }


def _broker_addresses(url: str) -> dict[str, str]:
    return {
        "DERIV_APP_ID": "sandbox-app",
        "DERIV_API_URL": url,
        "DERIV_WS_URL": "ws" + url.removeprefix("http"),
    }


def _trader_environment(aws: LocalAws, queue_url: str, key_arn: str) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": aws.endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "STAGE": "test",
        "TABLE_PREFIX": PREFIX,
        "COMMAND_QUEUE_URLS": queue_url,
        "BROKER_KEY_ARN": key_arn,
        "HEALTH_HOST": "127.0.0.1",
        "LOG_LEVEL": "INFO",
        "DEFAULT_SYMBOLS": "R_100,1HZ100V",
    }
