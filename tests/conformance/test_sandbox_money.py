"""Money beside trading: wallets, markup statistics, bulk purchase, and tokens given back."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import jsonschema
import pytest
from websockets.asyncio.client import connect as open_socket

from tests.conformance.sandbox_harness import (
    SCHEMAS,
    Account,
    Broker,
    Frame,
    Socket,
    needs_schemas,
    running_broker,
)

NOON = 1_789_473_600
DAY = f"{datetime.fromtimestamp(NOON, UTC):%Y-%m-%d}"
TERMS: Frame = {
    "contract_type": "CALL",
    "currency": "USD",
    "underlying_symbol": "R_50",
    "amount": 10,
    "basis": "stake",
    "duration": 60,
    "duration_unit": "s",
}
STATISTICS = "/applications/v1/markup-statistics"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    state = tmp_path_factory.mktemp("money") / "broker.sqlite"
    with running_broker(state) as broker:
        broker.control("PUT", "/limits", {"enabled": False})
        yield broker


@pytest.fixture(autouse=True)
def _tuesday(broker: Broker) -> None:
    broker.control("DELETE", "/assumptions")
    broker.control("DELETE", "/faults")
    broker.step_clock(NOON)


def token_with(account: Account, *scopes: str, app_id: str = "sandbox-app") -> dict[str, str]:
    wanted = {"scopes": scopes, "app_id": app_id}
    path = f"/users/{account.user_id}/tokens"
    token = account.broker.control("POST", path, wanted)["token"]
    return {"Authorization": f"Bearer {token}", "Deriv-App-ID": app_id}


def wallet_of(account: Account, headers: dict[str, str]) -> Frame:
    answer = account.broker.http.get("/wallet/v1/wallets", headers=headers)
    [wallet] = answer.raise_for_status().json()["data"]
    return dict(wallet)


def transfer(account: Account, wallet: object, **change: object) -> Frame:
    return {
        "wallet_id": wallet,
        "amount": "400.50",
        "currency": "USD",
        "direction": "to_wallet",
        "platform_name": "options",
        "platform_account_id": account.id,
        "request_id": str(uuid4()),
        **change,
    }


def balance(account: Account) -> str:
    [row] = account.broker.control("GET", f"/books?account_id={account.id}")["accounts"]
    return str(row["balance"])


def test_money_moves_to_the_wallet_once_per_request_id(broker: Broker) -> None:
    account = broker.account("real")
    headers = token_with(account, "payment")
    wallet = wallet_of(account, headers)
    wanted = transfer(account, wallet["wallet_id"])

    answers = [
        broker.http.post("/wallet/v1/transfers/platforms", json=wanted, headers=headers)
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[0].json()["data"] == {"request_id": wanted["request_id"]}
    assert answers[1].json()["errors"][0]["code"] == "DuplicateRequestID"
    assert balance(account) == "599.50"
    assert wallet_of(account, headers)["balances"]["USD"]["balance"] == "400.50"
    bookings = broker.control("GET", f"/books?account_id={account.id}")["bookings"]
    assert [(b["action"], b["amount"]) for b in bookings] == [
        ("deposit", "1000.00"),
        ("withdrawal", "-400.50"),
    ]


def test_a_transfer_whose_answer_was_lost_is_found_by_its_request_id(broker: Broker) -> None:
    account = broker.account("real")
    headers = token_with(account, "payment")
    wanted = transfer(account, wallet_of(account, headers)["wallet_id"])
    path = "/wallet/v1/transfers/platforms"
    rule = {"target": path, "effect": "status_after", "status": 504, "count": 1}
    broker.control("POST", "/faults", rule)

    lost = broker.http.post(path, json=wanted, headers=headers)
    repeated = broker.http.post(path, json=wanted, headers=headers)

    assert (lost.status_code, repeated.status_code) == (504, 409)
    assert balance(account) == "599.50"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"amount": "1000.01"}, 400, "InsufficientBalance"),
        ({"amount": 10}, 400, "ValidationError"),
        ({"amount": "0"}, 400, "ValidationError"),
        ({"amount": "1.001"}, 400, "ValidationError"),
        ({"direction": "away"}, 400, "ValidationError"),
        ({"direction": "from_wallet"}, 400, "InsufficientBalance"),
        ({"request_id": "one"}, 400, "ValidationError"),
        ({"currency": "EUR"}, 400, "BadInputRequest"),
        ({"platform_name": "mt5"}, 400, "BadInputRequest"),
        ({"platform_account_id": "ROT1"}, 404, "AccountNotFound"),
        ({"wallet_id": "none"}, 404, "NotFound"),
        ({"rate_token": "alone"}, 400, "ValidationError"),
        ({"unknown": 1}, 400, "ValidationError"),
    ],
)
def test_a_transfer_that_does_not_fit_moves_nothing(
    broker: Broker, change: Frame, status: int, code: str
) -> None:
    account = broker.account("real")
    headers = token_with(account, "payment")
    wanted = transfer(account, wallet_of(account, headers)["wallet_id"], **change)

    answer = broker.http.post("/wallet/v1/transfers/platforms", json=wanted, headers=headers)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code)
    assert balance(account) == "1000.00"


def test_moving_money_needs_the_scope_payment_and_a_real_account(broker: Broker) -> None:
    account = broker.account("demo")
    path = "/wallet/v1/transfers/platforms"
    headers = token_with(account, "payment")
    wanted = transfer(account, wallet_of(account, headers)["wallet_id"])

    without = broker.http.post(path, json=wanted, headers=account.headers)
    demo = broker.http.post(path, json=wanted, headers=headers)

    assert (without.status_code, demo.status_code) == (403, 400)
    assert balance(account) == "10000.00"


async def test_markup_is_in_the_price_the_books_and_the_statistics(broker: Broker) -> None:
    app = {"id": "markup-app", "markup_percent": "2"}
    broker.control("PUT", "/apps", app)
    account = broker.account()
    account.token = token_with(account, "trade", app_id="markup-app")["Authorization"][7:]
    wanted = {**TERMS, "app_markup_percentage": 3}
    async with await connect(account, "markup-app") as socket:
        registered = await socket.call({"buy": "1", "price": 10, "parameters": TERMS})
        chosen = await socket.call({"buy": "1", "price": 10, "parameters": wanted})
        too_much = {**wanted, "app_markup_percentage": 3.1}
        refused = await socket.call({"buy": "1", "price": 10, "parameters": too_much})
        watch = {"proposal_open_contract": 1, "contract_id": chosen["buy"]["contract_id"]}
        shown = (await socket.call(watch))["proposal_open_contract"]
        broker.control("PATCH", "/assumptions", {"buy_may_set_markup": False})
        ignored = await socket.call({"buy": "1", "price": 10, "parameters": wanted})
    broker.advance(3600)

    rows = broker.control("GET", f"/books?account_id={account.id}")["contracts"]
    headers = token_with(account, "application_read", app_id="markup-app")
    query = {"date_from": DAY, "date_to": DAY}
    answer = broker.http.get(STATISTICS, params=query, headers=headers).raise_for_status().json()
    data = answer["data"]

    # Payout = stake / (stake / base payout + markup), as the broker's own example has it.
    assert registered["buy"]["payout"] == ignored["buy"]["payout"] == 18.15
    assert chosen["buy"]["payout"] == 17.83
    assert [row["markup"] for row in rows] == ["0.36", "0.53", "0.36"]
    assert shown["app_markup_amount"] == "0.53"
    assert refused["error"]["code"] == "InputValidationFailed"
    assert data["total_app_markup_usd"] == 1.25
    assert (data["total_contract_count"], data["total_client_count"]) == (3, 1)
    assert data["total_payout_usd"] == 54.13
    assert data["breakdown"] == [
        {
            "app_id": "markup-app",
            "app_markup_usd": 1.25,
            "volume_usd": 30,
            "payout_usd": 54.13,
            "contract_count": 3,
            "client_count": 1,
        }
    ]
    judge_rest("markup_statistics", answer)


async def connect(account: Account, app_id: str) -> Socket:
    headers = {"Authorization": f"Bearer {account.token}", "Deriv-App-ID": app_id}
    path = f"/trading/v1/options/accounts/{account.id}/otp"
    answer = account.broker.http.post(path, headers=headers).raise_for_status()
    return Socket(await open_socket(answer.json()["data"]["url"]))


def judge_rest(operation: str, answer: Frame) -> None:
    if SCHEMAS.is_dir():
        published = json.loads((SCHEMAS / "_rest" / operation / "receive.json").read_text())
        jsonschema.Draft7Validator(published).validate(answer)


async def test_statistics_lag_an_hour_and_need_their_scope_and_days(broker: Broker) -> None:
    broker.control("PUT", "/apps", {"id": "slow-app"})
    account = broker.account()
    account.token = token_with(account, "trade", app_id="slow-app")["Authorization"][7:]
    async with await connect(account, "slow-app") as socket:
        await socket.call({"buy": "1", "price": 10, "parameters": TERMS})
    query = {"date_from": DAY, "date_to": DAY}

    def count() -> object:
        headers = token_with(account, "application_read", app_id="slow-app")
        answer = broker.http.get(STATISTICS, params=query, headers=headers).raise_for_status()
        return answer.json()["data"]["total_contract_count"]

    fresh = count()
    broker.advance(3600)
    later = count()
    headers = token_with(account, "application_read", app_id="slow-app")
    missing = broker.http.get(STATISTICS, params={"date_from": DAY}, headers=headers)
    swapped = {"date_from": DAY, "date_to": "2020-01-01"}
    unordered = broker.http.get(STATISTICS, params=swapped, headers=headers)
    denied = broker.http.get(STATISTICS, headers=token_with(account, "trade"))

    assert (fresh, later) == (0, 1)
    assert [a.status_code for a in (missing, unordered, denied)] == [400, 422, 403]


def test_the_partner_overview_counts_who_came_by_a_link(broker: Broker) -> None:
    referred = {
        "email": f"{uuid4()}@example.com",
        "password": "long enough",
        "attribution": {"t": "dangote"},
    }
    broker.control("POST", "/users", referred)
    account = broker.account()
    headers = token_with(account, "application_read")
    days = {"start_date": DAY, "end_date": DAY}

    answer = broker.http.get("/partners/analytics/v1/overview", params=days, headers=headers)
    overview = answer.raise_for_status().json()

    assert (overview["period"], overview["currency"]) == (days, "USD")
    assert overview["has_lifetime_referred_client"] is True
    assert overview["signups"]["total"] == overview["signups"]["real_accounts"] == 1


@needs_schemas
def test_one_contract_is_bought_for_several_accounts(broker: Broker) -> None:
    buyers = [broker.account() for _ in range(2)]
    pats = [
        broker.control("POST", f"/users/{b.user_id}/tokens", {"kind": "pat"})["token"]
        for b in buyers
    ]
    rows = [{"token": p, "account_id": b.id} for p, b in zip(pats, buyers, strict=True)]
    foreign = {"token": pats[0], "account_id": buyers[1].id}
    body = {"contract_parameters": TERMS, "accounts": [*rows, rows[0], foreign]}

    answer = broker.http.post(
        "/trading/v1/options/contracts/bulk-purchase/demo",
        json=body,
        headers={"Deriv-App-ID": "sandbox-app"},
    )
    bought = answer.raise_for_status().json()["data"]["transactions"]

    assert [row["account_id"] for row in bought] == [
        buyers[0].id,
        buyers[1].id,
        buyers[0].id,
        buyers[1].id,
    ]
    assert len({row["contract_id"] for row in bought[:3]}) == 3
    assert bought[3]["error"]["code"] == "AccountNotFound"
    judge_rest("bulk_purchase", answer.json())


def test_a_token_given_back_is_useless_and_giving_it_back_twice_is_no_error(
    broker: Broker,
) -> None:
    account = broker.account()
    form = {"token": account.token, "client_id": "sandbox-app"}
    listing = "/trading/v1/options/accounts"

    foreign = broker.http.post("/oauth2/revoke", data={**form, "client_id": "nobody"})
    before = broker.http.get(listing, headers=account.headers)
    answers = [broker.http.post("/oauth2/revoke", data=form) for _ in range(2)]
    after = broker.http.get(listing, headers=account.headers)

    assert (foreign.status_code, before.status_code) == (401, 200)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert after.status_code == 401


def test_revocation_may_be_missing(broker: Broker) -> None:
    broker.control("PATCH", "/assumptions", {"revocation_endpoint": False})
    account = broker.account()
    form = {"token": account.token, "client_id": "sandbox-app"}

    assert broker.http.post("/oauth2/revoke", data=form).status_code == 404


def test_books_add_up(broker: Broker) -> None:
    assert broker.control("GET", "/books/audit")["problems"] == []
