"""Faults below and behind the calls: half-open sockets, maintenance, ties, gaps, late ends."""

import asyncio
import json
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed, ConnectionClosedError, InvalidStatus

from tests.conformance.sandbox_harness import (
    BUY,
    CALL,
    NOON,
    Account,
    Broker,
    Frame,
    Socket,
    running_broker,
)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    state = tmp_path_factory.mktemp("mishaps") / "broker.sqlite"
    with running_broker(state) as broker:
        yield broker


@pytest.fixture(autouse=True)
def _calm(broker: Broker) -> Iterator[None]:
    broker.control("DELETE", "/faults?seed=7")
    broker.control("DELETE", "/scripts")
    broker.control("DELETE", "/assumptions")
    broker.control("PUT", "/limits", {"enabled": False})
    broker.step_clock(NOON)
    yield
    broker.control("POST", "/maintenance", {"seconds": 0})


def fault(broker: Broker, effect: str, **rule: object) -> None:
    broker.control("POST", "/faults", {"effect": effect, **rule})


def contracts(account: Account) -> list[Frame]:
    found: list[Frame] = account.broker.control("GET", f"/books?account_id={account.id}")[
        "contracts"
    ]
    return found


async def is_silent(socket: Socket) -> bool:
    await socket.send({"time": 1})
    try:
        async with asyncio.timeout(0.3):
            await socket.connection.recv()
    except TimeoutError:
        return True
    return False


@pytest.mark.parametrize(("effect", "bought"), [("half_open", 0), ("half_open_after", 1)])
async def test_a_half_open_socket_keeps_tcp_and_says_nothing_more(
    broker: Broker, account: Account, effect: str, bought: int
) -> None:
    fault(broker, effect, target="buy", count=1)
    async with await account.connect() as socket:
        await socket.call({"ticks": "1HZ100V", "subscribe": 1})
        await socket.send(BUY)
        broker.advance(3)

        assert await is_silent(socket)
        pong = await socket.connection.ping()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await pong
        assert socket.connection.close_code is None
        assert len(contracts(account)) == bought
        socket.connection.transport.abort()


async def test_a_cut_socket_ends_without_a_closing_handshake(
    broker: Broker, account: Account
) -> None:
    fault(broker, "drop_after", target="buy", count=1)
    async with await account.connect() as socket:
        with pytest.raises(ConnectionClosedError) as ended:
            await socket.call(BUY)

    assert ended.value.rcvd is None


async def test_sockets_are_left_half_open_on_command(broker: Broker, account: Account) -> None:
    async with await account.connect() as socket:
        await socket.call({"ping": 1})
        broker.control("POST", "/sockets/drop", {"account_id": account.id, "half_open": True})

        assert await is_silent(socket)
        socket.connection.transport.abort()


async def test_maintenance_cuts_and_refuses_everything_for_a_while(
    broker: Broker, account: Account
) -> None:
    accounts = "/trading/v1/options/accounts"
    async with await account.connect() as socket:
        begun = broker.control("POST", "/maintenance", {"seconds": 60})
        with pytest.raises(ConnectionClosed):
            await socket.call({"ping": 1})
    refused = broker.http.get(accounts, headers=account.headers)
    with pytest.raises(InvalidStatus) as handshake:
        await broker.connect()
    broker.control("POST", "/maintenance", {"seconds": 0})
    served = broker.http.get(accounts, headers=account.headers)

    assert begun["dropped"] >= 1
    assert refused.status_code == handshake.value.response.status_code == 503
    assert refused.json()["errors"][0]["code"] == "ServiceUnavailable"
    assert served.status_code == 200


async def test_a_rule_begins_maintenance(broker: Broker, account: Account) -> None:
    fault(broker, "maintenance", target="balance", seconds=60, count=1)
    async with await account.connect() as socket:
        with pytest.raises(ConnectionClosed):
            await socket.call({"balance": 1})

    assert broker.control("GET", "/maintenance")["seconds_left"] > 30


async def test_answers_change_places(broker: Broker, account: Account) -> None:
    fault(broker, "reorder", target="time", count=1)
    async with await account.connect() as socket:
        await socket.send({"time": 1})
        await socket.send({"balance": 1})
        order = [(await socket.receive())["msg_type"] for _ in range(2)]
        fault(broker, "reorder", target="time", count=1, seconds=0.05)
        alone = await socket.call({"time": 1})

    assert order == ["balance", "time"]
    assert alone["time"] == NOON


async def test_a_late_copy_comes_after_the_first(broker: Broker, account: Account) -> None:
    fault(broker, "duplicate", target="time", seconds=0.1, count=1)
    async with await account.connect() as socket:
        await socket.send({"time": 1})
        await socket.send({"balance": 1})
        order = [(await socket.receive())["msg_type"] for _ in range(3)]

    assert order == ["time", "balance", "time"]


async def test_the_broker_may_tell_the_wrong_time(broker: Broker) -> None:
    fault(broker, "clock_skew", target="time", seconds=-7, count=1)
    async with await broker.connect() as socket:
        wrong = await socket.call({"time": 1})
        right = await socket.call({"time": 1})
        broker.control("POST", "/clock", {"skew": 30})
        moved = await socket.call({"time": 1})

    assert [frame["time"] - NOON for frame in (wrong, right, moved)] == [-7, 0, 30]


async def test_amounts_come_as_text_and_members_nobody_knows_appear(account: Account) -> None:
    fault(account.broker, "text_numbers", target="proposal", count=1)
    fault(account.broker, "extra_member", target="balance", count=1)
    async with await account.connect() as socket:
        await socket.send({"proposal": 1, **CALL})
        priced = json.loads(await socket.connection.recv())
        await socket.send({"balance": 1})
        balance = json.loads(await socket.connection.recv())

    assert isinstance(priced["proposal"]["payout"], str)
    assert "sandbox_unknown_member" in balance["balance"]


async def test_a_contract_settles_late(broker: Broker, account: Account) -> None:
    fault(broker, "late_settlement", target="R_*", seconds=30)
    async with await account.connect() as socket:
        bought = await socket.call(BUY)
        watch = {"proposal_open_contract": 1, "contract_id": bought["buy"]["contract_id"]}
        broker.advance(80)
        waiting = (await socket.call(watch))["proposal_open_contract"]
        broker.advance(10)
        ended = (await socket.call(watch))["proposal_open_contract"]

    assert (waiting["is_expired"], waiting["is_sold"], waiting["status"]) == (1, 0, "open")
    assert waiting["validation_error_code"] == "WaitForContractSettlement"
    assert ended["is_sold"] == 1
    assert ended["sell_time"] == NOON + 90


@pytest.mark.parametrize(
    ("kind", "duration", "unit", "status"),
    [("CALL", 60, "s", "lost"), ("PUTE", 60, "s", "won"), ("CALLE", 5, "t", "won")],
)
async def test_a_contract_ends_in_a_tie_that_history_shows(
    broker: Broker, account: Account, kind: str, duration: int, unit: str, status: str
) -> None:
    fault(broker, "tie", account_id=account.id)
    terms = {**CALL, "contract_type": kind, "duration": duration, "duration_unit": unit}
    async with await account.connect() as socket:
        bought = await socket.call({"buy": "1", "price": 10, "parameters": terms})
        broker.advance(70)
        watch = {"proposal_open_contract": 1, "contract_id": bought["buy"]["contract_id"]}
        ended = (await socket.call(watch))["proposal_open_contract"]
        moment = str(ended["exit_spot_time"])
        history = await socket.call({"ticks_history": "R_50", "end": moment, "count": 1})

    assert ended["entry_spot"] == ended["exit_spot"]
    assert history["history"]["prices"] == [float(ended["exit_spot"])]
    assert ended["status"] == status


async def test_missing_ticks_end_in_a_refund_and_are_missing_in_history_too(
    broker: Broker, account: Account
) -> None:
    async with await account.connect() as socket:
        bought = await socket.call(BUY)
        fault(broker, "missing_ticks", target="R_50", seconds=120, count=1)
        broker.advance(130)
        watch = {"proposal_open_contract": 1, "contract_id": bought["buy"]["contract_id"]}
        ended = (await socket.call(watch))["proposal_open_contract"]
        balance = (await socket.call({"balance": 1}))["balance"]["balance"]
        window = {"ticks_history": "R_50", "start": NOON + 1, "end": str(NOON + 120)}
        history = (await socket.call(window))["history"]

    assert (ended["status"], ended["sell_price"], balance) == ("cancelled", "10.00", 10000)
    assert ended["validation_error_code"] == "RefundBuyForMissingData"
    assert history["times"] == []


async def test_a_lost_answer_of_rest_is_executed_all_the_same(
    broker: Broker, account: Account
) -> None:
    account.set_balance("5.00")
    fault(broker, "status_after", target="*/reset-demo-balance", status=504, count=1)
    path = f"/trading/v1/options/accounts/{account.id}/reset-demo-balance"

    answer = broker.http.post(path, headers=account.headers)

    [row] = broker.control("GET", f"/books?account_id={account.id}")["accounts"]
    assert answer.status_code == 504
    assert float(row["balance"]) == 10000


async def test_one_time_passwords_are_refused_to_one_account(
    broker: Broker, account: Account
) -> None:
    other = broker.account()
    fault(broker, "status", place="http", target="*/otp", status=401, account_id=account.id)
    path = "/trading/v1/options/accounts/{}/otp"

    refused = broker.http.post(path.format(account.id), headers=account.headers)
    served = broker.http.post(path.format(other.id), headers=other.headers)

    assert (refused.status_code, served.status_code) == (401, 200)


async def test_what_fired_can_be_asked_for(broker: Broker, account: Account) -> None:
    fault(broker, "no_answer", target="buy", count=1)
    fault(broker, "error", target="time", count=1)
    async with await account.connect() as socket:
        await socket.send({**BUY, "req_id": 5})
        await socket.call({"time": 1, "req_id": 6})

    everything = broker.control("GET", "/faults/fired")
    chosen = broker.control("GET", "/faults/fired?effect=error")["fired"]
    later = broker.control("GET", "/faults/fired?after=1")["fired"]

    assert (everything["total"], everything["by_effect"]) == (2, {"no_answer": 1, "error": 1})
    assert [f["about"] for f in everything["fired"]] == ["req_id 5", "req_id 6"]
    assert chosen == later


async def test_a_storm_with_a_seed_fires_the_same_way_again(broker: Broker) -> None:
    async def run() -> list[tuple[str, str, str]]:
        broker.step_clock(NOON)
        broker.control("DELETE", "/scripts")
        broker.control("POST", "/faults/storm", {"probability": 0.05, "seed": 11})
        account = broker.account()
        broker.control("DELETE", "/faults/everything-10")
        for _ in range(40):
            with_otp = broker.http.post(
                f"/trading/v1/options/accounts/{account.id}/otp", headers=account.headers
            )
            broker.advance(1)
            assert with_otp.status_code in {200, 401, 429, 502}
        fired = broker.control("GET", "/faults/fired")["fired"]
        return [(f["effect"], f["place"], f["about"]) for f in fired if f["place"] == "market"]

    first, second = await run(), await run()

    assert first == second
    assert first


async def test_the_frames_of_a_socket_are_kept(broker: Broker, account: Account) -> None:
    async with await account.connect() as socket:
        await socket.call({"time": 1, "req_id": 4})

    sent = broker.control("GET", f"/frames?socket={account.id}&limit=2")

    assert [frame["direction"] for frame in sent] == ["in", "out"]
    assert sent[1]["frame"]["req_id"] == 4


def test_books_add_up(broker: Broker) -> None:
    report = broker.control("GET", "/books/audit")

    assert report["problems"] == []
    assert report["contracts"]
