"""What the broker's material leaves open, turned both ways."""

from collections.abc import Iterator

import pytest

from tests.conformance.sandbox_harness import Account, Broker, Frame, running_broker

NOON = 1_789_473_600
CALL: Frame = {
    "contract_type": "CALL",
    "currency": "USD",
    "underlying_symbol": "R_50",
    "amount": 10,
    "basis": "stake",
    "duration": 60,
    "duration_unit": "s",
}
BUY: Frame = {"buy": "1", "price": 10, "parameters": CALL}


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    state = tmp_path_factory.mktemp("assumptions") / "broker.sqlite"
    with running_broker(state) as broker:
        yield broker


@pytest.fixture(autouse=True)
def _calm(broker: Broker) -> None:
    broker.control("DELETE", "/assumptions")
    broker.control("PUT", "/limits", {"enabled": False})
    broker.step_clock(NOON)


@pytest.fixture
def account(broker: Broker) -> Account:
    return broker.account()


async def test_refusals_may_come_wrapped(broker: Broker, account: Account) -> None:
    broker.control("PATCH", "/assumptions", {"wrapped_refusals": True})
    account.set_balance("1.00")
    async with await account.connect() as socket:
        refused = (await socket.call(BUY))["error"]

    assert (refused["code"], refused["subcode"]) == (
        "ContractBuyValidationError",
        "InsufficientBalance",
    )


async def test_a_revoked_token_may_end_what_its_sockets_can_do(
    broker: Broker, account: Account
) -> None:
    async with await account.connect() as socket:
        broker.control("DELETE", f"/users/{account.user_id}/tokens")
        goes_on = await socket.call({"balance": 1})
        broker.control("PATCH", "/assumptions", {"sockets_need_a_valid_token": True})
        ended = await socket.call({"balance": 1})

    assert "balance" in goes_on
    assert ended["error"]["code"] == "InvalidToken"


def test_an_assumption_of_another_type_is_refused(broker: Broker) -> None:
    answer = broker.http.patch("/control/assumptions", json={"budget_scope": "nobody"})

    assert answer.status_code == 422


async def test_what_is_uncertain_about_streams_is_an_assumption(
    broker: Broker, account: Account
) -> None:
    changes = {
        "ohlc_as_text": False,
        "stable_proposal_ids": False,
        "contract_stream_echoes_buy": False,
    }
    broker.control("PATCH", "/assumptions", changes)
    candles = {"ticks_history": "1HZ100V", "end": "latest", "style": "candles", "subscribe": 1}
    moving = {"proposal": 1, **CALL, "underlying_symbol": "1HZ100V", "subscribe": 1}
    async with await account.connect() as socket:
        await socket.call(candles)
        first = await socket.call(moving)
        bought = await socket.call({**BUY, "subscribe": 1, "req_id": 3})
        opened = await socket.until(lambda frame: frame["msg_type"] == "proposal_open_contract")
        broker.advance(2)
        frames = await socket.settle()

    ohlc = next(frame["ohlc"] for frame in frames if frame["msg_type"] == "ohlc")
    ids = {frame["proposal"]["id"] for frame in frames if frame["msg_type"] == "proposal"}
    assert isinstance(ohlc["high"], float)
    assert len(ids | {first["proposal"]["id"]}) == 3
    assert opened["echo_req"] == {
        "proposal_open_contract": 1,
        "contract_id": bought["buy"]["contract_id"],
        "subscribe": 1,
        "req_id": 3,
    }


async def test_budgets_may_be_counted_per_connection(broker: Broker, account: Account) -> None:
    async def is_refused() -> bool:
        async with await account.connect() as socket:
            answers = [await socket.call({"portfolio": 1}) for _ in range(16)]
        return any("error" in answer for answer in answers)

    broker.control("PUT", "/limits", {"enabled": True, "reset": True})
    shared = [await is_refused(), await is_refused()]
    broker.control("PATCH", "/assumptions", {"budget_scope": "connection"})
    apart = [await is_refused(), await is_refused()]

    assert (shared, apart) == ([False, True], [False, False])
