"""REST and who may call it: shapes, tokens, one-time passwords, budgets, the control key."""

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from functions.sandbox_broker.settings import Settings
from tests.conformance.sandbox_harness import (
    SCHEMAS,
    Account,
    Broker,
    Frame,
    needs_schemas,
    running_broker,
)

ACCOUNTS = "/trading/v1/options/accounts"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    state = tmp_path_factory.mktemp("rest") / "broker.sqlite"
    with running_broker(state) as broker:
        broker.control("PUT", "/limits", {"enabled": False})
        yield broker


@needs_schemas
def test_account_endpoints_answer_in_the_published_shapes(broker: Broker, account: Account) -> None:
    body = {"currency": "USD", "group": "row", "account_type": "demo"}
    answers = {
        "get_accounts": broker.http.get(ACCOUNTS, headers=account.headers),
        "create_account": broker.http.post(ACCOUNTS, headers=account.headers, json=body),
        "reset_demo_balance": broker.http.post(
            f"{ACCOUNTS}/{account.id}/reset-demo-balance", headers=account.headers
        ),
        "websocket": broker.http.post(f"{ACCOUNTS}/{account.id}/otp", headers=account.headers),
    }

    for name, answer in answers.items():
        published = json.loads((SCHEMAS / "_rest" / name / "receive.json").read_text())
        jsonschema.Draft7Validator(published).validate(answer.json())
        assert answer.status_code == 200


def test_an_existing_account_is_an_object_and_a_new_one_a_list(broker: Broker) -> None:
    user_id = broker.account().user_id
    token = broker.control("POST", f"/users/{user_id}/tokens", {})["token"]
    headers = {"Authorization": f"Bearer {token}"}
    body = {"currency": "USD", "group": "row", "account_type": "real"}

    answer = broker.http.post(ACCOUNTS, headers=headers, json=body)

    assert answer.status_code == 200
    assert answer.json()["data"]["account_type"] == "real"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"currency": "EUR", "group": "row", "account_type": "demo"}, "currency"),
        ({"currency": "USD", "group": "row"}, "account_type"),
        ({"currency": "USD", "group": "row", "account_type": "demo", "x": 1}, "x"),
    ],
)
def test_a_wrong_body_names_its_field(
    broker: Broker, account: Account, body: Frame, field: str
) -> None:
    answer = broker.http.post(ACCOUNTS, headers=account.headers, json=body)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "Authorization header is required"),
        ({"Authorization": "Bearer a1-old"}, "Invalid token format"),
        ({"Authorization": "Bearer ory_at_unknown"}, "Invalid or expired token"),
        ({"Authorization": "Bearer pat_x"}, "Deriv-App-ID header is required for PAT tokens"),
    ],
)
def test_who_cannot_be_recognised_is_told_why(
    broker: Broker, headers: dict[str, str], message: str
) -> None:
    answer = broker.http.get(ACCOUNTS, headers=headers)

    assert answer.status_code == 401
    assert answer.json()["errors"][0]["message"] == message
    assert answer.json()["meta"]["endpoint"] == "/accounts"


def test_a_token_of_another_app_is_refused(broker: Broker, account: Account) -> None:
    headers = {**account.headers, "Deriv-App-ID": "another-app"}

    answer = broker.http.get(ACCOUNTS, headers=headers)

    assert answer.json()["errors"][0]["message"] == "Invalid application"


def test_a_personal_token_works_with_its_app(broker: Broker, account: Account) -> None:
    body = {"kind": "pat", "expires_in": None}
    token = broker.control("POST", f"/users/{account.user_id}/tokens", body)["token"]
    headers = {"Authorization": f"Bearer {token}", "Deriv-App-ID": "sandbox-app"}

    assert broker.http.get(ACCOUNTS, headers=headers).status_code == 200


def test_a_stranger_cannot_touch_an_account(broker: Broker, account: Account) -> None:
    stranger = broker.account()

    reset = broker.http.post(
        f"{ACCOUNTS}/{account.id}/reset-demo-balance", headers=stranger.headers
    )
    otp = broker.http.post(f"{ACCOUNTS}/{account.id}/otp", headers=stranger.headers)

    assert (reset.status_code, otp.status_code) == (404, 400)


def test_a_demo_balance_is_reset_and_a_real_one_is_not(broker: Broker, account: Account) -> None:
    account.set_balance("12.34")
    real = broker.account("real")

    reset = broker.http.post(f"{ACCOUNTS}/{account.id}/reset-demo-balance", headers=account.headers)
    refused = broker.http.post(f"{ACCOUNTS}/{real.id}/reset-demo-balance", headers=real.headers)

    assert reset.json()["data"]["balance"] == 10000
    assert refused.status_code == 400


async def refusal_of(address: str) -> int:
    with pytest.raises(InvalidStatus) as refused:
        await connect(address)
    return int(refused.value.response.status_code)


async def test_a_one_time_password_opens_one_socket_once_and_soon(
    broker: Broker, account: Account
) -> None:
    url, late, other = (account.otp_url() for _ in range(3))
    async with await connect(url):
        assert await refusal_of(url) == 401
    broker.advance(121)

    assert await refusal_of(late) == 401
    assert await refusal_of(other.replace("/demo?", "/real?")) == 401
    assert await refusal_of(late.split("?", maxsplit=1)[0]) == 401


def test_rest_budgets_are_those_of_the_documents(broker: Broker, account: Account) -> None:
    broker.control("PUT", "/limits", {"enabled": True, "reset": True})
    try:
        answers = [broker.http.get(ACCOUNTS, headers=account.headers) for _ in range(81)]
    finally:
        broker.control("PUT", "/limits", {"enabled": False})

    assert [answer.status_code for answer in answers] == [200] * 80 + [429]
    assert answers[-1].json()["errors"][0]["code"] == "RateLimit"


def test_the_control_api_can_be_locked(tmp_path: Path) -> None:
    with running_broker(tmp_path / "broker.sqlite", SANDBOX_CONTROL_KEY="k3y") as broker:
        without = broker.http.get("/control/clock")
        with_key = broker.http.get("/control/clock", headers={"x-control-key": "k3y"})

    assert (without.status_code, with_key.status_code) == (401, 200)


def test_the_control_api_is_closed_to_other_machines_without_a_key(tmp_path: Path) -> None:
    with running_broker(tmp_path / "broker.sqlite", SANDBOX_HOST="localhost") as broker:
        local = broker.http.get("/control/clock").status_code

    everywhere = Settings(host="0.0.0.0")

    assert local == 200
    assert not everywhere.is_control_open
