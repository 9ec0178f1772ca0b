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
    session = httpx.post(f"{nexus.url}/api/v1/auth/login", json=login, timeout=30)
    assert session.status_code == 200
    assert trading_resumes(nexus, session.json()["access_token"])


def trading_resumes(nexus: LocalNexus, token: str) -> bool:
    bearer = {"authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{nexus.url}/api/v1", headers=bearer, timeout=30) as api:
        account = api.post("/accounts/demo", json={}).json()["id"]
        # The new trader first waits until the dead one's lease and last purchase are over.
        return any(trade_ends_as(api, account, n) == "open" for n in range(4))


def trade_ends_as(api: httpx.Client, account: str, number: int) -> str:
    body = {
        "account_id": account,
        "symbol": "R_100",
        "trade_type": "CALL",
        "stake": "1.00",
        "expiry_minutes": 1,
    }
    key = {"Idempotency-Key": f"survivor-{number}"}
    trade = api.post("/trades/execute", json=body, headers=key).raise_for_status().json()
    deadline = time.monotonic() + 15
    while trade["status"] in ("pending", "submitting") and time.monotonic() < deadline:
        time.sleep(0.5)
        trade = api.get(f"/trades/{trade['id']}").raise_for_status().json()
    return str(trade["status"])
