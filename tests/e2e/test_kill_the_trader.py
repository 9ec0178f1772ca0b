"""The trader killed with a contract open, in the deployed product."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import httpx
import pytest

from infra.local.product import LocalNexus

BODY = {"symbol": "R_100", "trade_type": "RISE", "stake": "10.00", "expiry_minutes": 1}


@pytest.fixture
def api(nexus: LocalNexus) -> httpx.Client:
    client = httpx.Client(
        base_url=f"{nexus.url}/api/v1", headers={"Origin": nexus.url}, timeout=30, trust_env=False
    )
    session = client.post("/auth/login", json=asdict(nexus.logins.trader)).raise_for_status()
    client.headers["Authorization"] = f"Bearer {session.json()['access_token']}"
    return client


def eventually(look: Callable[[], Any], seconds: float) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.5)
    raise AssertionError(f"Expected it within {seconds} s")


@pytest.mark.timeout(300)
def test_a_trade_open_when_the_trader_is_killed_ends_once(
    nexus: LocalNexus, api: httpx.Client
) -> None:
    account = api.post("/accounts/demo", json={}).json()
    order = {**BODY, "account_id": account["id"]}
    placed = api.post("/trades/execute", json=order, headers={"Idempotency-Key": "kill-1"})
    trade_id = placed.raise_for_status().json()["id"]

    def trade() -> dict[str, Any]:
        found: dict[str, Any] = api.get(f"/trades/{trade_id}").raise_for_status().json()
        return found

    eventually(lambda: trade()["status"] == "open", 15)
    killed = nexus.processes["trader"].pid
    os.kill(killed, signal.SIGKILL)

    ended = eventually(lambda: trade()["settled_at"] and trade(), 150)
    assert nexus.processes["trader"].pid != killed
    assert ended["status"] in {"won", "lost"}
    after = api.get(f"/accounts/{account['id']}").json()
    change = Decimal(after["balance"]) - Decimal(account["balance"])
    assert change == Decimal(ended["profit"])
    again = api.post("/trades/execute", json=order, headers={"Idempotency-Key": "kill-1"})
    assert again.json()["id"] == trade_id
