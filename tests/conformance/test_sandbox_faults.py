"""Faults by rule: what was asked for goes wrong, is recorded, and nothing else suffers."""

import asyncio
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.conformance.sandbox_harness import Account, Broker, Frame, running_broker

NOON = 1_789_473_600
BUY: Frame = {
    "buy": "1",
    "price": 10,
    "parameters": {
        "contract_type": "CALL",
        "currency": "USD",
        "underlying_symbol": "R_50",
        "amount": 10,
        "basis": "stake",
        "duration": 60,
        "duration_unit": "s",
    },
}


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    state = tmp_path_factory.mktemp("faults") / "broker.sqlite"
    with running_broker(state) as broker:
        yield broker


@pytest.fixture(autouse=True)
def _no_faults(broker: Broker) -> None:
    broker.control("DELETE", "/faults?seed=7")
    broker.control("PUT", "/limits", {"enabled": True, "reset": True})
    broker.step_clock(NOON)


def books(account: Account) -> Frame:
    found: Frame = account.broker.control("GET", f"/books?account_id={account.id}")
    return found


@pytest.mark.parametrize(("effect", "bought"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_socket_is_cut_before_or_after_the_purchase(
    broker: Broker, account: Account, effect: str, bought: int
) -> None:
    broker.control("POST", "/faults", {"target": "buy", "effect": effect, "count": 1})
    async with await account.connect() as socket:
        with pytest.raises(ConnectionClosed):
            await socket.call(BUY)

    assert len(books(account)["contracts"]) == bought
    fired = broker.control("GET", "/faults")["fired"]
    assert [(f["effect"], f["target"], f["account_id"]) for f in fired] == [
        (effect, "buy", account.id)
    ]


async def test_an_answer_is_lost_though_the_purchase_stands(
    broker: Broker, account: Account
) -> None:
    broker.control("POST", "/faults", {"target": "buy", "effect": "no_answer", "count": 1})
    async with await account.connect() as socket:
        await socket.send(BUY)
        answers = await socket.settle()
        portfolio = await socket.call({"portfolio": 1})

    assert answers == []
    assert len(portfolio["portfolio"]["contracts"]) == 1


async def test_an_answer_comes_twice_and_the_purchase_once(
    broker: Broker, account: Account
) -> None:
    broker.control("POST", "/faults", {"target": "buy", "effect": "duplicate"})
    async with await account.connect() as socket:
        first = await socket.call(BUY)
        second = await socket.receive()

    assert first == second
    assert len(books(account)["contracts"]) == 1


async def test_a_slow_answer_lets_others_pass(broker: Broker, account: Account) -> None:
    broker.control("POST", "/faults", {"target": "time", "effect": "delay", "seconds": 0.2})
    async with await account.connect() as socket:
        await socket.send({"time": 1})
        await socket.send({"balance": 1})
        order = [(await socket.receive())["msg_type"] for _ in range(2)]

    assert order == ["balance", "time"]


async def test_a_refusal_is_made_up_for_one_account_only(broker: Broker, account: Account) -> None:
    rule = {"target": "buy", "effect": "error", "code": "PriceMoved", "message": "It moved."}
    broker.control("POST", "/faults", {**rule, "account_id": account.id})
    other = broker.account()
    async with await account.connect() as socket, await other.connect() as unaffected:
        refused = await socket.call(BUY)
        served = await unaffected.call(BUY)

    assert refused["error"] == {"code": "PriceMoved", "message": "It moved."}
    assert "buy" in served


async def test_stream_updates_are_lost_or_doubled(broker: Broker) -> None:
    async with await broker.connect() as socket:
        await socket.call({"ticks": "1HZ100V", "subscribe": 1})
        lost = {"place": "stream", "target": "tick", "effect": "no_answer", "count": 2}
        broker.control("POST", "/faults", lost)
        broker.advance(3)
        remaining = [f["tick"]["epoch"] for f in await socket.settle()]
        broker.control("POST", "/faults", {**lost, "effect": "duplicate", "count": 1})
        broker.advance(2)
        doubled = [f["tick"]["epoch"] for f in await socket.settle()]

    assert remaining == [NOON + 3]
    assert doubled == [NOON + 4, NOON + 4, NOON + 5]


def test_rest_and_otp_fail_with_the_chosen_status(broker: Broker, account: Account) -> None:
    rule = {"place": "http", "target": "*/otp", "effect": "status", "status": 502}
    broker.control("POST", "/faults", {**rule, "code": "InternalError", "message": "Down."})
    path = f"/trading/v1/options/accounts/{account.id}/otp"

    refused = broker.http.post(path, headers=account.headers)
    listed = broker.http.get("/trading/v1/options/accounts", headers=account.headers)

    assert refused.status_code == 502
    assert refused.json()["errors"][0]["code"] == "InternalError"
    assert listed.status_code == 200


async def test_a_handshake_is_refused_with_the_chosen_status(broker: Broker) -> None:
    rule = {"place": "http", "target": "*/ws/public", "effect": "status", "status": 503}
    broker.control("POST", "/faults", {**rule, "count": 1})

    with pytest.raises(InvalidStatus) as refused:
        await broker.connect()
    async with await broker.connect() as socket:
        answer = await socket.call({"ping": 1})

    assert refused.value.response.status_code == 503
    assert answer["ping"] == "pong"


async def test_a_seeded_fault_fires_on_the_same_calls_again(broker: Broker) -> None:
    async def errors() -> list[bool]:
        broker.control("DELETE", "/faults?seed=11")
        rule = {"target": "time", "effect": "error", "probability": 0.4}
        broker.control("POST", "/faults", rule)
        async with await broker.connect() as socket:
            return ["error" in await socket.call({"time": 1}) for _ in range(20)]

    first, second = await errors(), await errors()

    assert first == second
    assert 0 < sum(first) < 20


async def test_a_fault_that_cannot_apply_is_refused(broker: Broker) -> None:
    wrong = {"place": "http", "target": "*", "effect": "drop_after"}

    answer = broker.http.post("/control/faults", json=wrong)

    assert answer.status_code == 422


async def test_sockets_are_cut_on_command(broker: Broker, account: Account) -> None:
    async with await account.connect() as socket, await broker.connect() as public:
        await socket.call({"ping": 1})
        dropped = broker.control("POST", "/sockets/drop", {"account_id": account.id})
        with pytest.raises(ConnectionClosed):
            await socket.call({"ping": 1})
        alive = await public.call({"ping": 1})

    assert dropped == {"dropped": 1}
    assert alive["ping"] == "pong"


async def test_budgets_outlive_a_connection_and_end_with_the_minute(
    broker: Broker, account: Account
) -> None:
    async with await account.connect() as socket:
        for _ in range(30):
            await socket.call({"portfolio": 1})
    async with await account.connect() as socket:
        refused = await socket.call({"profit_table": 1})
        other_group = await socket.call({"balance": 1})
        broker.advance(60)
        later = await socket.call({"portfolio": 1})

    assert refused["error"]["code"] == "RateLimit"
    assert "error" not in other_group
    assert "error" not in later


async def test_an_idle_socket_is_closed(broker: Broker) -> None:
    broker.control("PATCH", "/assumptions", {"idle_seconds": 1})
    try:
        async with await broker.connect() as socket, asyncio.timeout(5):
            await socket.connection.wait_closed()
            closing = socket.connection.close_code
    finally:
        broker.control("PATCH", "/assumptions", {"idle_seconds": 120})

    assert closing == 1001
