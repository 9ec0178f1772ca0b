"""A running sandbox broker, and a client that lets the published schemas judge each frame."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Self

import httpx
import jsonschema
import pytest
from websockets.asyncio.client import ClientConnection, connect

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("NEXUS_SHARED", ROOT.parent / "shared"))
SCHEMAS = SHARED / "deriv" / "schemas" / "new"
CAPTURES = SCHEMAS / "_wire_captures"
needs_schemas = pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="needs ../shared/deriv/schemas (set NEXUS_SHARED)"
)
# Answers whose call bears another name than their message type.
CALL_OF_MESSAGE = {
    "tick": "ticks",
    "history": "ticks_history",
    "candles": "ticks_history",
    "ohlc": "ticks_history",
}
NOT_CALLS = {"req_id", "passthrough", "subscribe"}
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DIGITS = re.compile(r"[2-9]\d*|[01]\d+")
TIMEOUT = 10
Frame = dict[str, Any]
NOON = 1_789_473_600
CALL: Frame = {
    "contract_type": "CALL",
    "currency": "USD",
    "underlying_symbol": "R_50",
    "amount": 10,
    "basis": "stake",
    "duration": 60,
    "duration_unit": "s",
}
BUY: Frame = {"buy": "1", "price": 10, "parameters": CALL}


def captured(name: str) -> Frame:
    """Read a frame captured on the broker's own wire."""
    found: Frame = json.loads((CAPTURES / f"{name}.json").read_text())
    return found


def schema(call: str, direction: str) -> Frame:
    """Read a published schema, with the deviations its notes name as the wire's."""
    found: Frame = json.loads((SCHEMAS / call / f"{direction}.json").read_text())
    if direction == "receive":
        _deviate(call, found)
    return found


def _deviate(call: str, found: Frame) -> None:
    if call == "proposal_open_contract":
        found["properties"][call]["properties"]["account_id"] = {"type": "string"}
    if call == "statement":
        rows = found["properties"][call]["properties"]["transactions"]["items"]
        rows["properties"]["app_id"] = {"type": ["string", "null"]}


@cache
def validator(call: str, direction: str) -> jsonschema.Draft4Validator:
    """Give the judge of a call's requests (send) or answers (receive)."""
    return jsonschema.Draft4Validator(schema(call, direction))


def judge(frame: Frame) -> None:
    """Fail unless the frame is what the published schema of its call allows."""
    message = frame["msg_type"]
    call = str(CALL_OF_MESSAGE.get(message, message))
    if message == "error" or not SCHEMAS.is_dir():
        return
    validator(call, "receive").validate(frame)


def noted_frames(frames: Path, direction: str) -> Iterator[Frame]:
    """Give what a broker noted as sent (out) or received (in), a fault's changes left out."""
    with frames.open() as lines:
        for line in lines:
            noted = json.loads(line)
            if noted["direction"] != direction or noted["is_disturbed"]:
                continue
            yield noted["frame"] if direction == "out" else json.loads(noted["frame"])


def judge_sent(frames: Path) -> Counter[str]:
    """Judge all frames a broker noted as sent; those alike but for digits and ids are one case."""
    judged: Counter[str] = Counter()
    known: set[str] = set()
    for frame in noted_frames(frames, "out"):
        case = pattern_of(frame)
        if case not in known:
            judge(frame)
            known.add(case)
        judged[frame["msg_type"]] += 1
    return judged


def judge_requests(frames: Path) -> Counter[str]:
    """Judge all requests a broker noted as received, where a client of ours sent them."""
    judged: Counter[str] = Counter()
    for request in noted_frames(frames, "in"):
        call = next(name for name in request if name not in NOT_CALLS)
        if SCHEMAS.is_dir():
            validator(call, "send").validate(request)
        judged[call] += 1
    return judged


def pattern_of(frame: Frame) -> str:
    """Reduce a frame to what a schema could tell apart: ids and runs of digits count as equal."""
    return DIGITS.sub("0", UUID.sub("uuid", json.dumps(frame)))


@dataclass
class Socket:
    """Send requests and collect frames; each frame is judged as it comes."""

    connection: ClientConnection
    frames: list[Frame] = field(default_factory=list)

    async def send(self, request: Frame) -> None:
        """Send without waiting."""
        await self.connection.send(json.dumps(request))

    async def receive(self) -> Frame:
        """Take the next frame from the wire."""
        async with asyncio.timeout(TIMEOUT):
            frame: Frame = json.loads(await self.connection.recv())
        judge(frame)
        self.frames.append(frame)
        return frame

    async def call(self, request: Frame) -> Frame:
        """Send a request and give its answer, keeping what arrives in between."""
        await self.send(request)
        return await self.until(lambda frame: bool(frame["echo_req"] == request))

    async def until(self, wanted: Callable[[Frame], bool]) -> Frame:
        """Take frames until one is wanted."""
        while not wanted(frame := await self.receive()):
            pass
        return frame

    async def settle(self) -> list[Frame]:
        """Give everything the broker has sent so far."""
        before = len(self.frames)
        marker = time.monotonic_ns()
        await self.call({"ping": 1, "passthrough": {"marker": marker}})
        return self.frames[before:-1]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.connection.close()


@dataclass
class Account:
    """Hold one account and the token that opens it."""

    broker: "Broker"
    id: str
    token: str
    user_id: str

    @property
    def headers(self) -> dict[str, str]:
        """Give the headers of a REST call."""
        return {"Authorization": f"Bearer {self.token}", "Deriv-App-ID": "sandbox-app"}

    def otp_url(self) -> str:
        """Ask for the address of a socket."""
        path = f"/trading/v1/options/accounts/{self.id}/otp"
        answer = self.broker.http.post(path, headers=self.headers).raise_for_status()
        return str(answer.json()["data"]["url"])

    async def connect(self) -> Socket:
        """Open a socket of this account."""
        return Socket(await connect(self.otp_url()))

    def set_balance(self, balance: str) -> None:
        """Put the account's balance where a test wants it."""
        self.broker.control("PUT", f"/accounts/{self.id}/balance", {"balance": balance})


@dataclass
class Broker:
    """Hold a broker process and its control API."""

    url: str
    process: subprocess.Popen[str]
    http: httpx.Client
    log: Path
    frames: Path
    people: int = 0

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Call the control API."""
        answer = self.http.request(method, f"/control{path}", json=body)
        answer.raise_for_status()
        return answer.json()

    def step_clock(self, epoch: int) -> None:
        """Stop the clock at a moment."""
        self.control("POST", "/clock", {"epoch": epoch, "pace": 0})

    def advance(self, seconds: int) -> None:
        """Let the broker live through some seconds at once."""
        self.control("POST", "/clock", {"advance": seconds})

    def script(self, symbol: str, ticks: dict[int, float]) -> None:
        """Set exact ticks."""
        rows = [{"epoch": epoch, "quote": quote} for epoch, quote in ticks.items()]
        self.control("POST", "/scripts", {"symbol": symbol, "ticks": rows})

    def tilt(self, symbol: str, direction: str, seconds: int) -> None:
        """Let a symbol rise, fall, stand still or fall silent from now on."""
        body = {"symbol": symbol, "direction": direction, "seconds": seconds}
        self.control("POST", "/scripts", body)

    def account(self, account_type: str = "demo") -> Account:
        """Sign up a new person and give one of their accounts."""
        self.people += 1
        email = f"person{self.people}-{time.monotonic_ns()}@example.com"
        user = self.control("POST", "/users", {"email": email, "password": "long enough"})
        token = self.control("POST", f"/users/{user['id']}/tokens", {})["token"]
        chosen = next(a["id"] for a in user["accounts"] if a["type"] == account_type)
        return Account(self, chosen, token, user["id"])

    async def connect(self) -> Socket:
        """Open a public socket."""
        path = "/trading/v1/options/ws/public"
        return Socket(await connect(re.sub("^http", "ws", self.url) + path))

    def stop(self) -> float:
        """End the process as its supervisor does and tell how long that took."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(TIMEOUT)
        return time.monotonic() - started


def free_port() -> int:
    """Find a port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_broker(
    state: Path, *, judges_requests: bool = False, **environment: str
) -> Iterator[Broker]:
    """Start the broker with its books in a file, end it, and judge every frame it sent.

    `SANDBOX_FRAMES=""` keeps a long run from noting its frames; then none is judged at the end.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    frames = state.with_suffix(".frames")
    settings = {
        "SANDBOX_PORT": str(port),
        "SANDBOX_STATE": str(state),
        "SANDBOX_FRAMES": str(frames),
        **environment,
    }
    is_noting = bool(settings["SANDBOX_FRAMES"])
    log = state.with_suffix(".log")
    with log.open("a") as output, httpx.Client(base_url=url, timeout=TIMEOUT) as client:
        process = subprocess.Popen(
            [sys.executable, "-m", "functions.sandbox_broker"],
            cwd=ROOT,
            env={**known, **settings},
            stderr=output,
            text=True,
        )
        broker = Broker(url, process, client, log, frames)
        try:
            _wait_until_ready(broker)
            yield broker
        finally:
            process.kill()
            process.wait(TIMEOUT)
    if is_noting:
        judge_sent(frames)
    if judges_requests:
        judge_requests(frames)


def _wait_until_ready(broker: Broker) -> None:
    for _ in range(200):
        try:
            if broker.http.get("/v1/health").text == "OK":
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise TimeoutError(f"Expected a broker at {broker.url}, log: {broker.log.read_text()}")


def shape(value: object) -> object:
    """Reduce a frame to its members and types; rows of a list must share the shapes there are."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in sorted(value.items())}
    if isinstance(value, list):
        return sorted({json.dumps(shape(member)) for member in value})
    if isinstance(value, bool) or not isinstance(value, int | float):
        return type(value).__name__
    return "number"
