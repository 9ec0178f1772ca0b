"""Who gets in: OAuth with its pages, codes, tokens and scopes."""

import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.conformance.sandbox_harness import (
    Account,
    Broker,
    Frame,
    running_broker,
)

CALLBACK = "http://127.0.0.1:8000/oauth/deriv/callback"
VERIFIER = "v" * 43
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ACCOUNTS = "/trading/v1/options/accounts"
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
QUERY = {
    "response_type": "code",
    "client_id": "sandbox-app",
    "redirect_uri": CALLBACK,
    "scope": "trade account_manage",
    "state": "st4te",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    state = tmp_path_factory.mktemp("access") / "broker.sqlite"
    with running_broker(state) as broker:
        broker.control("PUT", "/limits", {"enabled": False})
        yield broker


def parameters(answer: httpx.Response) -> dict[str, str]:
    address = answer.headers["location"]
    assert address.startswith(CALLBACK)
    return dict(parse_qsl(urlsplit(address).query))


def sign_in(broker: Broker, scopes: list[str], decision: str = "allow", **change: str) -> Frame:
    """Go through the pages as a form-filling browser would and give the parameters sent back."""
    email = f"{secrets.token_hex(6)}@example.com"
    asked = {**QUERY, "prompt": "registration", **change}
    page = broker.http.get("/oauth2/auth", params=asked)
    challenge = page.text.split('name="challenge" value="')[1].split('"')[0]
    form = {"challenge": challenge, "email": email, "password": "long enough"}
    assert broker.http.post("/oauth2/registration", data=form).status_code == 303
    consent = {"challenge": challenge, "scope": scopes, "decision": decision}
    return parameters(broker.http.post("/oauth2/consent", data=consent))


def exchange(broker: Broker, given: str, /, **change: str) -> httpx.Response:
    form = {
        "grant_type": "authorization_code",
        "client_id": "sandbox-app",
        "code": given,
        "code_verifier": VERIFIER,
        "redirect_uri": CALLBACK,
    }
    return broker.http.post("/oauth2/token", data={**form, **change})


def test_a_code_becomes_a_token_once(broker: Broker) -> None:
    back = sign_in(broker, ["trade", "account_manage"])
    first, second = exchange(broker, back["code"]), exchange(broker, back["code"])

    assert back["state"] == "st4te"
    assert set(first.json()) == {"access_token", "expires_in", "token_type"}
    assert first.json()["access_token"].startswith("ory_at_")
    assert (first.json()["expires_in"], first.json()["token_type"]) == (3600, "Bearer")
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": "short"}, "invalid_grant"),
        ({"redirect_uri": CALLBACK + "/"}, "invalid_grant"),
        ({"client_id": "someone"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "invalid_request"),
        ({"code": ""}, "invalid_request"),
    ],
)
def test_an_exchange_that_does_not_fit_is_refused(
    broker: Broker, change: dict[str, str], error: str
) -> None:
    code = sign_in(broker, ["trade"])["code"]

    assert exchange(broker, code, **change).json()["error"] == error


def test_a_code_expires_and_so_does_the_token(broker: Broker) -> None:
    late = sign_in(broker, ["trade"])["code"]
    broker.advance(601)
    token = exchange(broker, sign_in(broker, ["trade"])["code"]).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    fresh = broker.http.get(ACCOUNTS, headers=headers)
    broker.advance(3600)

    assert exchange(broker, late).json()["error"] == "invalid_grant"
    assert fresh.status_code == 200
    stale = broker.http.get(ACCOUNTS, headers=headers)
    assert stale.status_code == 401
    assert stale.json()["errors"][0]["message"] == "Invalid or expired token"


def test_the_token_endpoint_wants_a_form(broker: Broker) -> None:
    answer = broker.http.post("/oauth2/token", json={"grant_type": "authorization_code"})

    assert answer.json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"state": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "tooshort"}, "invalid_request"),
        ({"scope": "trade fly"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
    ],
)
def test_a_request_that_does_not_fit_goes_back_with_its_error(
    broker: Broker, change: dict[str, str], error: str
) -> None:
    back = parameters(broker.http.get("/oauth2/auth", params={**QUERY, **change}))

    assert back["error"] == error


@pytest.mark.parametrize(
    "change",
    [{"redirect_uri": CALLBACK + "?a=1"}, {"redirect_uri": "https://evil"}, {"client_id": "who"}],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(
    broker: Broker, change: dict[str, str]
) -> None:
    answer = broker.http.get("/oauth2/auth", params={**QUERY, **change})

    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "not registered" in answer.text


def test_refusing_consent_tells_the_app(broker: Broker) -> None:
    back = sign_in(broker, ["trade"], decision="deny")

    assert (back["error"], back["state"]) == ("access_denied", "st4te")
    assert "code" not in back


def test_a_scope_that_was_not_granted_is_missing_later(broker: Broker) -> None:
    answer = exchange(broker, sign_in(broker, ["trade"])["code"]).json()
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    body = {"currency": "USD", "group": "row", "account_type": "demo"}

    assert answer["scope"] == "trade"
    assert broker.http.get(ACCOUNTS, headers=headers).status_code == 200
    assert broker.http.post(ACCOUNTS, headers=headers, json=body).status_code == 403


def test_refresh_tokens_come_when_switched_on_and_rotate(broker: Broker) -> None:
    broker.control("PATCH", "/assumptions", {"refresh_tokens": True})
    try:
        first = exchange(broker, sign_in(broker, ["trade"])["code"]).json()
        form = {
            "grant_type": "refresh_token",
            "client_id": "sandbox-app",
            "refresh_token": first["refresh_token"],
        }
        second = broker.http.post("/oauth2/token", data=form)
        third = broker.http.post("/oauth2/token", data=form)
    finally:
        broker.control("PATCH", "/assumptions", {"refresh_tokens": False})

    assert second.json()["refresh_token"] != first["refresh_token"]
    assert third.json()["error"] == "invalid_grant"


def test_a_sign_up_keeps_its_attribution_and_gets_two_accounts(broker: Broker) -> None:
    marks = {"sidi": "tok", "utm_source": "CU1", "utm_medium": "affiliate", "utm_campaign": "x"}
    sign_in(broker, ["trade"], **marks)

    user = broker.control("GET", "/users")[-1]

    assert user["attribution"] == marks
    assert [(a["type"], a["balance"]) for a in user["accounts"]] == [
        ("demo", "10000.00"),
        ("real", "1000.00"),
    ]


def test_no_secret_reaches_the_log(broker: Broker, account: Account) -> None:
    code = sign_in(broker, ["trade"])["code"]
    token = exchange(broker, code).json()["access_token"]
    otp = account.otp_url().split("otp=")[1]

    log = broker.log.read_text()

    assert "/oauth2/token" in log
    assert not [
        secret for secret in (code, token, otp, account.token, "long enough") if secret in log
    ]


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium")
async def test_a_person_signs_up_logs_in_and_refuses_with_the_keyboard(broker: Broker) -> None:
    landing = f"{broker.url}/v1/health"
    broker.control("PUT", "/apps", {"id": "browser-app", "redirect_uris": [landing]})
    asked = {"client_id": "browser-app", "redirect_uri": landing}
    email = f"{secrets.token_hex(6)}@example.com"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page()

        await _open(page, broker, **asked, prompt="registration")
        await page.fill("[name=email]", email)
        await page.fill("[name=password]", "long enough")
        await page.get_by_role("button", name="Create account").click()
        assert await page.get_by_text("Sandbox broker - not Deriv, no real money").is_visible()
        await page.get_by_role("button", name="Allow").click()
        allowed = await _landed(page)

        await _open(page, broker, **asked)
        await expect(page.get_by_label("E-mail")).to_be_focused()
        await page.keyboard.type(email)
        await page.keyboard.press("Tab")
        await page.keyboard.type("wrong password")
        await page.keyboard.press("Enter")
        assert await page.get_by_role("alert").inner_text() == "E-mail or password is wrong."
        await expect(page.get_by_label("E-mail")).to_have_value(email)
        await page.get_by_label("Password").fill("long enough")
        await page.get_by_label("Password").press("Enter")
        await page.get_by_role("button", name="Deny").focus()
        await page.keyboard.press("Enter")
        denied = await _landed(page)
        await browser.close()

    assert exchange(broker, allowed["code"], **asked).status_code == 200
    assert denied["error"] == "access_denied"


async def _landed(page: Page) -> dict[str, str]:
    await page.wait_for_url("**/v1/health?*")
    return dict(parse_qsl(urlsplit(page.url).query))


async def _open(page: Page, broker: Broker, **change: str) -> None:
    await page.goto(f"{broker.url}/oauth2/auth?{urlencode({**QUERY, **change})}")
