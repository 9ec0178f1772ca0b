"""Automatic trading in a real browser: a session seen live, and a backtest to its result."""

import re
import secrets
import time
from decimal import Decimal

import httpx
import pytest
from playwright.sync_api import Page, expect

from infra.local.product import LocalNexus
from tests.e2e.test_main_job import PATIENCE, PHRASE, log_in

SYMBOL = "1HZ100V"


def sign_up(nexus: LocalNexus) -> tuple[str, str]:
    username = f"eve_{secrets.token_hex(4)}"
    person = {
        "email": f"{username}@example.com",
        "username": username,
        "password": PHRASE,
        "country": "NG",
        "accept_terms": True,
    }
    url, headers = f"{nexus.url}/api/v1/auth/signup", {"Origin": nexus.url}
    answer = httpx.post(url, json=person, headers=headers, timeout=PATIENCE / 1000)
    return username, str(answer.raise_for_status().json()["access_token"])


def let_it_soar(nexus: LocalNexus, token: str) -> None:
    """Script a climb so steep that it leaves every channel within seconds."""
    candles = f"{nexus.url}/api/v1/market/symbols/{SYMBOL}/candles"
    bearer = {"Authorization": f"Bearer {token}"}
    shown = httpx.get(candles, headers=bearer, timeout=PATIENCE / 1000).raise_for_status().json()
    price, soon = Decimal(shown["items"][-1]["close"]), int(time.time()) + 3
    ticks = [
        {"epoch": soon + n, "quote": float(round(price * (1 + n / Decimal(1000)), 2))}
        for n in range(240)
    ]
    script = {"symbol": SYMBOL, "ticks": ticks}
    httpx.post(f"{nexus.broker_url}/control/scripts", json=script).raise_for_status()


def prepare_session(page: Page) -> None:
    page.goto("/engine/sessions/new")
    page.locator(f"option[value='{SYMBOL}']").wait_for(state="attached")
    page.get_by_label("Symbols (up to").select_option(SYMBOL)
    page.get_by_label("Contract length").select_option("1")
    page.get_by_role("button", name="Prepare session").click()
    page.get_by_role("link", name="Change").click()
    page.get_by_role("textbox", name="Stake (USD)").fill("5.00")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("5.00 USD each")).to_be_visible()


@pytest.mark.browser
@pytest.mark.timeout(600)
def test_a_session_is_seen_to_trade_and_a_backtest_ends(page: Page, nexus: LocalNexus) -> None:
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    username, token = sign_up(nexus)
    log_in(page, username, PHRASE)

    prepare_session(page)
    let_it_soar(nexus, token)
    page.get_by_role("button", name="Start trading").click()
    seen = page.get_by_role("region", name="What it saw last")
    expect(seen).to_contain_text(re.compile("Consensus.*Rise.*Breakout.*Momentum.*Scalping", re.S))
    why = page.get_by_role("button", name=f"Why, {SYMBOL}")
    why.first.click()
    expect(page.get_by_role("dialog")).to_contain_text("no rule refused it")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Stop for good").click()
    expect(page.get_by_text("You stopped it")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Notifications, [1-9]")).click()
    expect(page.get_by_text("Automatic session stopped: you stopped it")).to_be_visible()

    page.goto("/engine/backtests/new")
    page.get_by_role("combobox", name="Symbol").select_option(SYMBOL)
    page.get_by_role("combobox", name="Prices from").select_option("synthetic")
    page.get_by_role("button", name="Run backtest").click()
    result = page.get_by_role("region", name="Result")
    expect(result).to_contain_text("decisions on 10000 candles")
    with page.expect_download() as download:
        page.get_by_role("button", name="trades CSV").click()
    assert download.value.path().read_text().startswith("decided_on,")
