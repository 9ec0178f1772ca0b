"""The evening of the captures, replayed: same ticks, same requests, same frames."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.sandbox_harness import (
    CAPTURES,
    Account,
    Broker,
    Frame,
    captured,
    needs_schemas,
    running_broker,
    shape,
)

pytestmark = needs_schemas

BEGIN = 1_789_347_035
TICKS = {
    1_789_347_034: 92.0409,
    1_789_347_036: 92.0305,
    1_789_347_038: 92.0252,
    1_789_347_040: 92.0082,
    1_789_347_042: 92.0339,
    1_789_347_044: 92.0485,
    1_789_347_046: 92.0444,
    1_789_347_048: 92.0416,
    1_789_347_050: 92.0308,
    1_789_347_052: 92.0232,
    1_789_347_054: 92.0244,
}
EARLIER = {1_789_346_764: 91.8608, 1_789_346_898: 91.9054}
# The capturer replaced these by labels, or our own books number them.
OURS = {"id", "account_id", "contract_id", "transaction_id", "loginid", "transaction_ids"}
CALL = {
    "proposal": 1,
    "amount": 10,
    "basis": "stake",
    "contract_type": "CALL",
    "currency": "USD",
    "duration": 15,
    "duration_unit": "s",
    "underlying_symbol": "R_50",
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    state = tmp_path_factory.mktemp("captures") / "broker.sqlite"
    with running_broker(state) as broker:
        yield broker


@pytest.fixture
def broker(running: Broker) -> Broker:
    running.control("DELETE", "/scripts")
    running.control("PUT", "/limits", {"reset": True})
    running.script("R_50", TICKS | EARLIER)
    running.step_clock(BEGIN)
    return running


@pytest.fixture
def account(broker: Broker) -> Account:
    account = broker.account()
    account.set_balance("9955.74")
    return account


def comparable(frame: Frame) -> object:
    """Drop what cannot be equal and keep everything else, values included."""
    if isinstance(frame, dict):
        return {name: comparable(v) for name, v in frame.items() if name not in OURS}
    return [comparable(member) for member in frame] if isinstance(frame, list) else frame


def payload(frame: Frame) -> object:
    """Give the part of a frame that is named after its message."""
    return comparable(frame[frame["msg_type"]])


def same(ours: Frame, name: str) -> None:
    theirs = captured(name)
    assert payload(ours) == payload(theirs)
    ours_shape, theirs_shape = shape(ours), shape(theirs)
    assert isinstance(ours_shape, dict)
    assert isinstance(theirs_shape, dict)
    for part in (ours_shape, theirs_shape):
        part.pop("echo_req")
    assert ours_shape == theirs_shape


async def test_offers_cost_what_they_cost_on_both_kinds_of_socket(
    broker: Broker, account: Account
) -> None:
    async with await account.connect() as own:
        same(await own.call({**CALL, "req_id": 4}), "proposal_call_authenticated")

    broker.step_clock(1_789_346_898)
    async with await broker.connect() as public:
        same(await public.call({**CALL, "req_id": 3}), "proposal_call_public")


async def test_a_won_call_passes_through_the_captured_frames(
    broker: Broker, account: Account
) -> None:
    async with await account.connect() as socket:
        acknowledgement = await socket.call({"transaction": 1, "subscribe": 1, "req_id": 3})
        same(acknowledgement, "transaction_0_ack")
        same(await socket.call({"balance": 1, "req_id": 1}), "balance")
        offer = await socket.call({**CALL, "req_id": 4})
        broker.advance(1)

        bought = await socket.call({"buy": offer["proposal"]["id"], "price": 10, "req_id": 5})
        contract_id = bought["buy"]["contract_id"]
        same(bought, "buy_call")
        same(
            next(f for f in socket.frames if "action" in f.get("transaction", {})),
            "transaction_1_buy",
        )
        watch = {"proposal_open_contract": 1, "contract_id": contract_id, "subscribe": 1}
        first = await socket.call({**watch, "req_id": 6})
        same(first, "proposal_open_contract_1_before_entry_tick")

        broker.advance(2)
        (second,) = await socket.settle()
        same(second, "proposal_open_contract_2_entry_tick")

        broker.advance(14)
        last = (await socket.settle())[-1]["proposal_open_contract"]
        assert last["status"] == "won"
        assert (last["exit_spot"], last["exit_spot_time"]) == ("92.0308", 1_789_347_050)
        assert (last["sell_price"], last["sell_time"]) == ("18.83", 1_789_347_052)


async def test_a_lost_put_ends_in_the_captured_frames(broker: Broker, account: Account) -> None:
    broker.step_clock(1_789_347_038)
    account.set_balance("9964.57")
    async with await account.connect() as socket:
        await socket.call({"transaction": 1, "subscribe": 1, "req_id": 3})
        offer = await socket.call({**CALL, "contract_type": "PUT", "req_id": 4})
        bought = await socket.call({"buy": offer["proposal"]["id"], "price": 10, "req_id": 5})
        contract_id = bought["buy"]["contract_id"]
        watch = {"proposal_open_contract": 1, "contract_id": contract_id, "subscribe": 1}
        await socket.call({**watch, "req_id": 9})

        broker.advance(16)
        *_, sale, last = await socket.settle()

        same(last, "proposal_open_contract_3_lost")
        same(sale, "transaction_2_sell_loss")


async def test_ticks_and_history_read_as_captured(broker: Broker) -> None:
    history = captured("ticks_history_ticks_excerpt")
    times, prices = history["history"]["times"], history["history"]["prices"]
    broker.script("R_50", dict(zip(times, prices, strict=True)))
    async with await broker.connect() as socket:
        answer = await socket.call(history["echo_req"])

        assert len(answer["history"]["times"]) == 100
        answer["history"] = {name: rows[:10] for name, rows in answer["history"].items()}
        same(answer, "ticks_history_ticks_excerpt")

        broker.step_clock(1_789_346_764)
        tick = await socket.call({"ticks": "R_50", "subscribe": 1, "req_id": 5})
        same(tick, "tick")
        gone = await socket.call({"forget": tick["subscription"]["id"], "req_id": 8})
        same(gone, "forget")


async def test_symbols_and_offerings_have_the_captured_rows(broker: Broker) -> None:
    async with await broker.connect() as socket:
        symbols = await socket.call({"active_symbols": "full", "req_id": 1})
        offered = await socket.call({"contracts_for": "R_50"})

    rows = {row["underlying_symbol"]: row for row in symbols["active_symbols"]}
    for row in captured("active_symbols_excerpt")["active_symbols"]:
        assert rows[row["underlying_symbol"]] == row
    ours = [_without_barrier(row) for row in offered["contracts_for"]["available"]]
    for row in captured("contracts_for_R_50_excerpt")["contracts_for"]["available"]:
        assert _without_barrier(row) in ours
        assert isinstance(row["barrier"], str)


async def test_a_used_up_budget_is_refused_in_the_captured_frame(broker: Broker) -> None:
    async with await broker.connect() as socket:
        for _ in range(220):
            await socket.call({"time": 1})

        refused = await socket.call({"active_symbols": "full", "req_id": 1})
        unaffected = await socket.call({"ping": 1})

    assert refused == captured("error_rate_limit")
    assert unaffected["ping"] == "pong"


def _without_barrier(row: Frame) -> Frame:
    return {name: value for name, value in row.items() if name != "barrier"}


def test_every_capture_is_replayed_here() -> None:
    replayed = Path(__file__).read_text()

    missing = [path.stem for path in CAPTURES.glob("*.json") if f'"{path.stem}"' not in replayed]

    assert missing == []
