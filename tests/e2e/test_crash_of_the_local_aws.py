"""The local AWS dies: it comes back with its state, and everything around it goes on."""

import os
import signal
import time

import httpx

from infra.local.aws import wait_for_http
from infra.local.product import LocalNexus


def wait_for_snapshot(nexus: LocalNexus, text: str) -> None:
    saved = nexus.settings.state / "aws" / "services" / "dynamodb.json"
    deadline = time.monotonic() + 60
    while not (saved.exists() and text in saved.read_text()):
        assert time.monotonic() < deadline, "no snapshot in 60 s"
        time.sleep(0.2)


def test_people_and_the_trader_survive_a_kill_of_the_local_aws(nexus: LocalNexus) -> None:
    body = {
        "username": "survivor",
        "email": "survivor@example.com",
        "password": "correct horse battery",
        "country": "NG",
    }
    httpx.post(f"{nexus.url}/api/v1/auth/signup", json=body, timeout=30).raise_for_status()
    wait_for_snapshot(nexus, "survivor")
    killed, trader = nexus.processes["aws"].pid, nexus.processes["trader"].pid

    os.kill(killed, signal.SIGKILL)
    while nexus.processes["aws"].pid == killed or nexus.processes["trader"].pid == trader:
        time.sleep(0.1)

    wait_for_http(f"{nexus.url}/api/v1/health", 30, "the REST API")
    wait_for_http(nexus.trader_health_url, 60, "the trader")
    login = {"username": "survivor", "password": "correct horse battery"}
    answer = httpx.post(f"{nexus.url}/api/v1/auth/login", json=login, timeout=30)
    assert answer.status_code == 200
