"""Contracts from purchase to settlement, on a clock that is stepped and ticks that are scripted."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conformance.sandbox_harness import Account, Broker, Frame, Socket, running_broker

NOON = 1_789_473_600
PARAMETERS = {
    "contract_type": "CALL",
    "currency": "USD",
    "underlying_symbol": "R_50",
    "amount": 10,
    "basis": "stake",
    "duration": 60,
    "duration_unit": "s",
}


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    state = tmp_path_factory.mktemp("contracts") / "broker.sqlite"
    with running_broker(state) as broker:
        broker.control("PUT", "/limits", {"enabled": False})
        yield broker


@pytest.fixture(autouse=True)
def _fresh_noon(broker: Broker) -> None:
    broker.control("DELETE", "/scripts")
    broker.step_clock(NOON)


@pytest.fixture
def account(broker: Broker) -> Account:
    return broker.account("real")


async def buy(socket: Socket, **change: object) -> Frame:
    parameters = {**PARAMETERS, **change}
    frame = await socket.call({"buy": "1", "price": 1000, "parameters": parameters})
    return dict(frame["buy"]) if "buy" in frame else dict(frame["error"])


async def look(socket: Socket, contract_id: int) -> Frame:
    answer = await socket.call({"proposal_open_contract": 1, "contract_id": contract_id})
    return dict(answer["proposal_open_contract"])


@pytest.mark.parametrize(
    ("contract_type", "direction", "status"),
    [
        ("CALL", "rise", "won"),
        ("CALL", "fall", "lost"),
        ("CALL", "flat", "lost"),
        ("PUT", "fall", "won"),
        ("PUT", "flat", "lost"),
        ("CALLE", "flat", "won"),
        ("PUTE", "flat", "won"),
        ("PUTE", "rise", "lost"),
    ],
)
async def test_a_tilted_market_decides_every_contract_inside(
    broker: Broker, account: Account, contract_type: str, direction: str, status: str
) -> None:
    broker.tilt("R_50", direction, 300)
    async with await account.connect() as socket:
        broker.advance(2)
        timed = await buy(socket, contract_type=contract_type)
        ticks = await buy(socket, contract_type=contract_type, duration=3, duration_unit="t")
        broker.advance(70)
        ended = [await look(socket, bought["contract_id"]) for bought in (timed, ticks)]

    assert [contract["status"] for contract in ended] == [status, status]
    assert [contract["is_sold"] for contract in ended] == [1, 1]


async def test_a_tick_contract_ends_on_the_nth_tick_after_its_entry(
    broker: Broker, account: Account
) -> None:
    async with await account.connect() as socket:
        bought = await buy(socket, duration=5, duration_unit="t")
        broker.advance(11)
        running = await look(socket, bought["contract_id"])
        broker.advance(1)
        ended = await look(socket, bought["contract_id"])

    assert (running["status"], running["tick_passed"], running["tick_count"]) == ("open", 4, 5)
    assert running["validation_error_code"] == "ResaleNotOffered"
    assert ended["is_sold"] == 1
    assert ended["entry_spot_time"] == NOON + 2
    assert ended["exit_spot_time"] == ended["date_expiry"] == ended["sell_time"] == NOON + 12
    assert [row["epoch"] for row in ended["tick_stream"]] == list(range(NOON + 2, NOON + 13, 2))
    assert bought["shortcode"] == f"CALL_R_50_18.83_{NOON}_5T_S0P_0"


async def test_a_tick_on_the_expiry_counts_and_settlement_waits_for_the_next(
    broker: Broker, account: Account
) -> None:
    async with await account.connect() as socket:
        bought = await buy(socket)
        broker.advance(61)
        waiting = await look(socket, bought["contract_id"])
        broker.advance(1)
        ended = await look(socket, bought["contract_id"])

    assert (waiting["status"], waiting["is_expired"]) == ("open", 1)
    assert waiting["validation_error_code"] == "WaitForContractSettlement"
    assert (ended["exit_spot_time"], ended["sell_time"]) == (NOON + 60, NOON + 62)
    names = [row.get("name") for row in ended["audit_details"]["contract_end"]]
    assert names == [None, None, "End Time and Exit Spot", None]


async def test_missing_ticks_lead_to_a_refund(broker: Broker, account: Account) -> None:
    broker.tilt("R_50", "silence", 900)
    async with await account.connect() as socket:
        timed = await buy(socket)
        ticks = await buy(socket, duration=5, duration_unit="t")
        broker.advance(400)
        ended = [await look(socket, bought["contract_id"]) for bought in (timed, ticks)]
        balance = (await socket.call({"balance": 1}))["balance"]["balance"]

    assert [contract["status"] for contract in ended] == ["cancelled", "cancelled"]
    assert [contract["profit"] for contract in ended] == ["0.00", "0.00"]
    assert balance == 1000


async def test_a_long_contract_is_sold_back_at_its_bid(broker: Broker, account: Account) -> None:
    broker.tilt("R_50", "rise", 300)
    async with await account.connect() as socket:
        bought = await buy(socket, duration=5, duration_unit="m")
        contract_id = bought["contract_id"]
        early = await socket.call({"sell": contract_id, "price": 0})
        broker.advance(2)
        at_entry = await socket.call({"sell": contract_id, "price": 0})
        broker.advance(20)
        shown = await look(socket, contract_id)
        greedy = await socket.call({"sell": contract_id, "price": 18})
        sold = (await socket.call({"sell": contract_id, "price": 0}))["sell"]
        again = await socket.call({"sell": contract_id, "price": 0})
        ended = await look(socket, contract_id)

    assert early["error"]["code"] == "EntryTickMissing"
    assert at_entry["error"]["code"] == "SellAtEntryTick"
    assert shown["is_valid_to_sell"] == 1
    assert "validation_error_code" not in shown
    assert greedy["error"]["code"] == "PriceMoved"
    assert Decimal(str(sold["sold_for"])) == Decimal(shown["bid_price"])
    assert sold["reference_id"] == bought["transaction_id"]
    assert again["error"]["code"] == "NoOpenPosition"
    assert (ended["status"], ended["sell_price"]) == ("sold", shown["bid_price"])


async def test_the_last_seconds_of_a_contract_cannot_be_sold(
    broker: Broker, account: Account
) -> None:
    async with await account.connect() as socket:
        bought = await buy(socket)
        broker.advance(50)
        refused = await socket.call({"sell": bought["contract_id"], "price": 0})

    assert refused["error"]["code"] == "ResaleNotOffered"


async def test_an_offer_is_bought_once_and_only_where_it_was_made(
    broker: Broker, account: Account
) -> None:
    async with await account.connect() as socket, await account.connect() as other:
        offer = await socket.call({"proposal": 1, **PARAMETERS})
        request = {"buy": offer["proposal"]["id"], "price": 10}
        foreign = await other.call(request)
        bought = await socket.call(request)
        reused = await socket.call({**request, "req_id": 2})

    assert foreign["error"]["code"] == "InvalidContractProposal"
    assert bought["buy"]["buy_price"] == 10
    assert reused["error"]["code"] == "InvalidContractProposal"


async def test_a_purchase_beyond_the_price_or_the_balance_changes_nothing(
    broker: Broker, account: Account
) -> None:
    account.set_balance("5.00")
    async with await account.connect() as socket:
        dear = await socket.call(
            {"buy": "1", "price": 4, "parameters": {**PARAMETERS, "amount": 5}}
        )
        poor = await socket.call({"buy": 1, "price": 10, "parameters": PARAMETERS})
        portfolio = await socket.call({"portfolio": 1})
        balance = await socket.call({"balance": 1})

    assert dear["error"]["code"] == "PriceMoved"
    assert poor["error"]["code"] == "InsufficientBalance"
    assert portfolio["portfolio"]["contracts"] == []
    assert balance["balance"]["balance"] == 5


async def test_the_apps_markup_lies_inside_the_price(broker: Broker, account: Account) -> None:
    async with await account.connect() as socket:
        plain = await buy(socket)
        marked = await buy(socket, app_markup_percentage=2)
        shown = await look(socket, marked["contract_id"])

    stake, base = Decimal(10), Decimal(10) / Decimal("0.531")
    expected = (stake / (stake / base + Decimal("0.02"))).quantize(Decimal("0.01"))
    assert Decimal(str(plain["payout"])) == Decimal("18.83")
    assert Decimal(str(marked["payout"])) == expected
    assert shown["app_markup_amount"] == "0.36"


async def test_statement_profit_table_portfolio_and_balance_tell_one_story(
    broker: Broker, account: Account
) -> None:
    broker.tilt("R_50", "rise", 300)
    async with await account.connect() as socket:
        await socket.call({"transaction": 1, "subscribe": 1})
        broker.advance(2)
        won = await buy(socket)
        lost = await buy(socket, contract_type="PUT", amount=7)
        broker.advance(62)
        running = await buy(socket)
        rows = (await socket.call({"statement": 1, "description": 1}))["statement"]["transactions"]
        table = (await socket.call({"profit_table": 1, "description": 1}))["profit_table"]
        portfolio = (await socket.call({"portfolio": 1}))["portfolio"]["contracts"]
        balance = (await socket.call({"balance": 1}))["balance"]["balance"]
        streamed = [f["transaction"] for f in socket.frames if "action" in f.get("transaction", {})]

    assert [row["action_type"] for row in rows] == ["buy", "sell", "sell", "buy", "buy", "deposit"]
    assert [row["amount"] for row in rows] == [-10, 0, 18.83, -7, -10, 1000]
    assert rows[1]["reference_id"] == lost["transaction_id"]
    assert rows[0]["app_id"] == "sandbox-app"
    assert sum(Decimal(str(row["amount"])) for row in rows) == Decimal(str(balance))
    assert rows[0]["balance_after"] == balance
    assert [row["contract_id"] for row in table["transactions"]] == [
        lost["contract_id"],
        won["contract_id"],
    ]
    assert [row["sell_price"] for row in table["transactions"]] == [0, 18.83]
    assert [row["contract_id"] for row in portfolio] == [running["contract_id"]]
    assert [row["transaction_id"] for row in streamed] == [
        row["transaction_id"] for row in reversed(rows[:-1])
    ]


async def test_a_stream_of_all_contracts_takes_up_those_bought_later(
    broker: Broker, account: Account
) -> None:
    message = "proposal_open_contract"
    async with await account.connect() as socket:
        first = await socket.call({message: 1, "subscribe": 1})
        one = await buy(socket)
        other = await buy(socket, underlying_symbol="1HZ100V")
        broker.advance(62)
        updates = [f[message] for f in await socket.settle() if f["msg_type"] == message]

    assert first[message] == {}
    assert {u["contract_id"] for u in updates} == {one["contract_id"], other["contract_id"]}
    assert sum(u["is_sold"] for u in updates) == 2


async def test_open_contracts_settle_after_a_restart_and_nothing_is_forgotten(
    tmp_path: Path,
) -> None:
    state = tmp_path / "broker.sqlite"
    with running_broker(state) as broker:
        broker.step_clock(NOON)
        account = broker.account("real")
        broker.tilt("R_50", "rise", 300)
        broker.advance(2)
        async with await account.connect() as socket:
            bought = await buy(socket)
        assert broker.stop() < 2

    with running_broker(state) as broker:
        account.broker = broker
        broker.advance(62)
        async with await account.connect() as socket:
            ended = await look(socket, bought["contract_id"])
            balance = (await socket.call({"balance": 1}))["balance"]["balance"]

    assert (ended["status"], ended["sell_price"]) == ("won", "18.83")
    assert balance == 1008.83


async def test_a_stop_does_not_wait_for_open_sockets(tmp_path: Path) -> None:
    with running_broker(tmp_path / "broker.sqlite") as broker:
        async with await broker.connect() as socket:
            await socket.call({"ticks": "1HZ100V", "subscribe": 1})

            assert broker.stop() < 2
