"""`make run` as a person uses it: start, stop with Ctrl-C, start again."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
import pytest

from infra.local.settings import ROOT, free_ports, python_path

READY = re.compile(r"ready in ([\d.]+) s at (\S+)")
LOGIN = re.compile(r"^  (trader|partner)\s+(\S+) / (\S+)")


@dataclass
class Run:
    """A running `python -m infra.local run` and what it printed."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def wait_until_ready(self) -> float:
        """Return the seconds that it says it took."""
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := READY.search("\n".join(self.lines)):
                return float(found.group(1))
            time.sleep(0.1)
        raise AssertionError("\n".join(self.lines))

    def login(self, person: str) -> dict[str, str]:
        """Return what the start-up said about logging in."""
        found = [m for m in map(LOGIN.match, self.lines) if m and m.group(1) == person]
        return {"username": found[0].group(2), "password": found[0].group(3)}


@contextmanager
def running(environment: dict[str, str], stop: signal.Signals) -> Iterator[Run]:
    process = subprocess.Popen(
        [sys.executable, "-m", "infra.local", "run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    run = Run(process)

    def read() -> None:
        for line in process.stdout or ():
            run.lines.append(line.rstrip())

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield run
    finally:
        process.send_signal(stop)
        process.wait(90)
        reader.join(5)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    names = ("NEXUS_PORT", "NEXUS_BROKER_PORT", "NEXUS_AWS_PORT")
    ports = {name: str(port) for name, port in zip(names, free_ports(3), strict=True)}
    state = {"NEXUS_STATE": str(tmp_path / "state"), "PYTHONPATH": python_path()}
    return {**os.environ, **ports, **state}


def demo_balance(run: Run, url: str) -> str:
    with httpx.Client(base_url=f"{url}/api/v1", timeout=30) as api:
        session = api.post("/auth/login", json=run.login("trader")).raise_for_status().json()
        api.headers["authorization"] = f"Bearer {session['access_token']}"
        accounts = api.get("/accounts").raise_for_status().json()["items"]
    return str(next(a["balance"] for a in accounts if a["kind"] == "demo"))


@pytest.mark.timeout(600)
def test_nothing_survives_ctrl_c_and_a_second_run_keeps_everything(
    environment: dict[str, str],
) -> None:
    url = f"http://127.0.0.1:{environment['NEXUS_PORT']}"

    with running(environment, signal.SIGINT) as first:
        first.wait_until_ready()
        started = psutil.Process(first.process.pid).children(recursive=True)
        balance = demo_balance(first, url)
        password = first.login("partner")
    assert len(started) >= 4
    assert not [p for p in started if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
    assert first.process.returncode == 0

    with running(environment, signal.SIGTERM) as second:
        second.wait_until_ready()
        assert second.login("partner") == password
        assert demo_balance(second, url) == balance == "10000.00"
    assert second.process.returncode == 0


def test_a_port_in_use_is_said_in_one_line(environment: dict[str, str]) -> None:
    with running_listener(int(environment["NEXUS_PORT"])):
        done = subprocess.run(
            [sys.executable, "-m", "infra.local", "run"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert done.returncode == 1
    last = done.stdout.strip().splitlines()[-1]
    assert last.startswith(f"nexus: Port {environment['NEXUS_PORT']} is in use")
    assert "Traceback" not in done.stdout + done.stderr


@contextmanager
def running_listener(port: int) -> Iterator[None]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen()
        yield
