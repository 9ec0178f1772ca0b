from collections.abc import Callable
from decimal import Decimal

import httpx
import pytest

from nexus.adapters.broker.rest import BrokerRest
from nexus.kernel.errors import Refused, Throttled, Unauthenticated, Unavailable

ACCOUNT = {
    "account_id": "DOT90004580",
    "balance": 9955.74,
    "currency": "USD",
    "group": "row",
    "status": "active",
    "account_type": "demo",
}


def rest(handle: Callable[[httpx.Request], httpx.Response]) -> BrokerRest:
    http = httpx.Client(transport=httpx.MockTransport(handle))
    return BrokerRest(http, "https://api.test", "app-1")


def test_accounts_are_listed_with_exact_balances() -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"data": [ACCOUNT], "meta": {}})

    [account] = rest(handle).accounts("tok")

    assert (account.account_id, account.balance, account.is_real) == (
        "DOT90004580",
        Decimal("9955.74"),
        False,
    )
    assert seen[0].headers["Authorization"] == "Bearer tok"
    assert seen[0].headers["Deriv-App-ID"] == "app-1"


def test_socket_address_is_asked_for_each_time() -> None:
    url = "wss://api.test/trading/v1/options/ws/demo?otp=1"

    found = rest(lambda _: httpx.Response(200, json={"data": {"url": url}})).socket_url("t", "D1")

    assert found == url


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, Unauthenticated), (403, Refused), (429, Throttled), (502, Unavailable)],
)
def test_refusal_is_named_by_status(status: int, error: type[Exception]) -> None:
    body = {"errors": [{"status": status, "code": "Unauthorized", "message": "No."}]}

    with pytest.raises(error, match="Unauthorized"):
        rest(lambda _: httpx.Response(status, json=body)).socket_url("secret-token", "D1")


def test_broker_that_does_not_answer_is_unavailable() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("slow", request=request)

    with pytest.raises(Unavailable, match="ConnectTimeout"):
        rest(handle).accounts("tok")
