"""The main job in a real browser: a partner's link, a demo trade, a real trade, a commission."""

import re
import secrets
from decimal import Decimal

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from infra.local.product import LocalNexus

PATIENCE = 60_000
CONTRACT = 120_000
PHRASE = "a long enough phrase 7"


def sign_up(page: Page, username: str) -> None:
    page.goto("/r/dangote_fx")
    page.wait_for_url("**/signup?ref=dangote_fx")
    page.get_by_label("E-mail").fill(f"{username}@example.com")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill(PHRASE)
    page.get_by_label("Country of residence").select_option("NG")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Open account").click()
    page.wait_for_url("**/dashboard")


def log_in(page: Page, username: str, password: str) -> None:
    page.goto("/login")
    page.get_by_label("E-mail or username").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/dashboard")


def open_ticket(page: Page, symbol: str, account: str) -> None:
    page.goto("/trade")
    search = page.get_by_role("combobox", name="Symbol")
    search.click()
    search.fill(symbol)
    page.get_by_role("option").first.click()
    choose_account(page, account)
    page.get_by_label("Stake").fill("10")
    page.get_by_role("radio", name="1 minute").check(force=True)
    expect(page.get_by_role("status", name="Connection")).to_have_text("Live")


def buy_rise(page: Page) -> Locator:
    page.get_by_role("button", name=re.compile("^Buy Rise.*pays")).click()
    result = page.get_by_role("status", name="Trade result").locator("[data-status]")
    expect(result).to_have_attribute("data-status", "open")
    return result


def ending_in_history(page: Page, account: str) -> str:
    page.goto("/history")
    choose_account(page, account)
    trades = page.get_by_role("table", name="Trades, newest first")
    ending = trades.get_by_text(re.compile("^(Won|Lost)$"))
    expect(ending).to_be_visible(timeout=CONTRACT)
    return ending.inner_text()


def choose_account(page: Page, account: str) -> None:
    label = account_option(page, account).inner_text()
    page.get_by_role("combobox", name="Account").select_option(label=label)


def balance(page: Page, account: str) -> Decimal:
    return Decimal(re.sub(r"[^0-9.]", "", account_option(page, account).inner_text()))


def account_option(page: Page, account: str) -> Locator:
    accounts = page.get_by_role("combobox", name="Account")
    return accounts.locator("option", has_text=re.compile(f"^{account} ·"))


def link_deriv(page: Page, username: str) -> None:
    page.goto("/accounts")
    page.get_by_role("button", name="Link Deriv account").click()
    page.get_by_role("link", name="Sign up").click()
    page.get_by_label("E-mail").fill(f"{username}@deriv.example")
    page.get_by_label("Password").fill(PHRASE)
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("button", name="Allow").click()
    page.wait_for_url("**/accounts")
    real = page.get_by_role("region", name=re.compile("^Real account"))
    real.get_by_label("Strategy vote on manual trades").select_option("advisory")
    with page.expect_response(re.compile("/limits$")) as saved:
        real.get_by_role("button", name="Save limits").click()
    assert saved.value.ok


@pytest.mark.browser
@pytest.mark.timeout(900)
def test_a_newcomer_trades_and_the_partner_sees_the_commission(
    page: Page, nexus: LocalNexus, chromium: Browser
) -> None:
    username = f"ada_{secrets.token_hex(4)}"
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    sign_up(page, username)
    expect(page.get_by_role("list", name="Accounts")).to_contain_text("$10,000.00")

    open_ticket(page, "R_100", "Demo")
    buy_rise(page)

    link_deriv(page, username)
    script = {"symbol": "R_100", "direction": "rise", "seconds": 300}
    httpx.post(f"{nexus.broker_url}/control/scripts", json=script).raise_for_status()
    open_ticket(page, "R_100", "Real")
    expect(buy_rise(page)).to_have_attribute("data-status", "won", timeout=CONTRACT)
    assert balance(page, "Real") == Decimal("1008.83")
    moved = {"Won": Decimal("9.43"), "Lost": Decimal("-10.00")}[ending_in_history(page, "Demo")]
    assert balance(page, "Demo") == 10_000 + moved

    partner = chromium.new_context(base_url=nexus.url).new_page()
    partner.set_default_timeout(PATIENCE)
    log_in(partner, nexus.logins.partner.username, nexus.logins.partner.password)
    partner.goto("/affiliate")
    # 8.83 won, 20 % of it is 1.77 of commission, 30 % of that is the partner's.
    expect(partner.get_by_role("list", name="Commissions")).to_contain_text("0.53")
    clients = partner.get_by_role("list", name="Referrals")
    expect(clients.get_by_role("listitem").first).to_contain_text("Trading")
    partner.context.close()
