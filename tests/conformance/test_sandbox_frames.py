"""Each call on its own: published example requests, closed shapes, streams and refusals."""

import json
from collections.abc import Iterator

import jsonschema
import pytest

from functions.sandbox_broker.sockets.validation import MODELS
from tests.conformance.sandbox_harness import (
    SCHEMAS,
    Account,
    Broker,
    Frame,
    needs_schemas,
    running_broker,
    schema,
)

TUESDAY_NOON = 1_789_473_600
SATURDAY_NOON = 1_789_819_200
CALL = {
    "proposal": 1,
    "amount": 10,
    "basis": "stake",
    "contract_type": "CALL",
    "currency": "USD",
    "duration": 60,
    "duration_unit": "s",
    "underlying_symbol": "R_50",
}
# Server-side automation is not part of a rise/fall app.
NOT_SIMULATED = {
    "auto_get",
    "auto_list",
    "auto_list_strategies",
    "auto_pause",
    "auto_resume",
    "auto_start",
    "auto_stop",
}
PARAMETERS = {name: value for name, value in CALL.items() if name != "proposal"}
REFUSED_REQUESTS = [
    ({"ticks": "R_50", "subscribe": 0}, "subscribe"),
    ({"ticks": 5}, "ticks"),
    ({"ticks": ["R_50", 5]}, "ticks"),
    ({"ping": True}, "ping"),
    ({"ping": 1, "req_id": "one"}, "req_id"),
    ({"ping": 1, "req_id": None}, "req_id"),
    ({"ping": 1, "passthrough": []}, "passthrough"),
    ({"ticks_history": "R_50", "end": "yesterday"}, "end"),
    ({"ticks_history": "R_50"}, "end"),
    ({"ticks_history": "R_50", "end": "latest", "granularity": 61}, "granularity"),
    ({**CALL, "amount": "10"}, "amount"),
    ({**CALL, "amount": -1}, "amount"),
    ({**CALL, "duration": 1.5}, "duration"),
    ({**CALL, "contract_type": "RISE"}, "contract_type"),
    ({**CALL, "barrier": "high"}, "barrier"),
    ({"forget": "short"}, "forget"),
    ({"forget_all": ["everything"]}, "forget_all"),
    ({"trading_times": "tomorrow"}, "trading_times"),
]
REFUSED_TERMS = [
    ({"underlying_symbol": "R_51"}, "InvalidSymbol"),
    ({"contract_type": "DIGITODD"}, "InvalidInputAsset"),
    ({"currency": "EUR"}, "InvalidPayoutCurrency"),
    ({"amount": 0.34}, "StakeLimits"),
    ({"amount": 10.001}, "IncorrectStakeDecimals"),
    ({"amount": 1000}, "PayoutLimits"),
    ({"duration": 14}, "TradingDurationNotAllowed"),
    ({"duration": 11, "duration_unit": "t"}, "TicksNumberLimits"),
    ({"duration": 2, "duration_unit": "d", "contract_type": "PUT", "amount": 0}, "StakeLimits"),
    ({"duration": 366, "duration_unit": "d"}, "TradingDurationNotAllowed"),
    ({"barrier": "+0.1"}, "BarrierNotAllowed"),
    ({"contract_type": "HIGHER"}, "InvalidBarrierSingle"),
    ({"contract_type": "HIGHER", "barrier": "+0.1", "barrier2": "-0.1"}, "InvalidBarrierSingle"),
    ({"contract_type": "HIGHER", "barrier": "-9"}, "NoReturn"),
    ({"underlying_symbol": "frxEURUSD"}, "TradingDurationNotAllowed"),
    ({"date_expiry": 5}, "InvalidExpiry"),
]


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    state = tmp_path_factory.mktemp("frames") / "broker.sqlite"
    with running_broker(state) as broker:
        broker.control("PUT", "/limits", {"enabled": False})
        yield broker


@pytest.fixture(autouse=True)
def _tuesday(broker: Broker) -> None:
    broker.step_clock(TUESDAY_NOON)


def code(frame: Frame) -> str:
    return str(frame["error"]["code"])


@needs_schemas
async def test_every_published_example_is_a_request_the_broker_understands(
    account: Account,
) -> None:
    examples = {path.parent.name: path for path in SCHEMAS.glob("[a-z]*/example.json")}
    assert set(examples) - NOT_SIMULATED == set(MODELS)

    async with await account.connect() as socket:
        for call in sorted(MODELS, key=lambda name: name == "logout"):
            request = json.loads(examples[call].read_text())
            answer = await socket.call(request)
            understood = answer.get("error", {}).get("code") not in {
                "InputValidationFailed",
                "UnrecognisedRequest",
                "InternalServerError",
            }
            assert understood, answer


@needs_schemas
@pytest.mark.parametrize(("request_", "member"), REFUSED_REQUESTS)
async def test_what_the_published_schema_refuses_the_broker_refuses_by_member(
    broker: Broker, request_: Frame, member: str
) -> None:
    call = next(name for name in request_ if name in MODELS)
    allowed = jsonschema.Draft4Validator(schema(call, "send")).is_valid(request_)

    async with await broker.connect() as socket:
        answer = await socket.call(request_)

    assert not allowed
    assert code(answer) == "InputValidationFailed"
    assert answer["error"]["message"] == f"Input validation failed: {member}"


async def test_an_unknown_member_is_named(broker: Broker) -> None:
    async with await broker.connect() as socket:
        answer = await socket.call({**CALL, "symbol": "R_50", "req_id": 7})

    assert answer["error"]["message"] == "Input validation failed: Properties not allowed: symbol"
    assert (answer["msg_type"], answer["req_id"]) == ("proposal", 7)


@pytest.mark.parametrize(("change", "expected"), REFUSED_TERMS)
async def test_terms_that_are_not_offered_are_refused_with_their_code(
    broker: Broker, change: Frame, expected: str
) -> None:
    async with await broker.connect() as socket:
        answer = await socket.call({**CALL, **change})

    assert code(answer) == expected


async def test_an_account_offers_what_its_own_limit_allows(account: Account) -> None:
    async with await account.connect() as socket:
        answer = await socket.call({**CALL, "amount": 1000})

    assert answer["proposal"]["payout"] == 1883.24
    assert answer["proposal"]["validation_params"]["payout"]["max"] == "10000.00"


async def test_account_calls_on_the_public_socket_ask_for_a_login(broker: Broker) -> None:
    requests: list[Frame] = [
        {"balance": 1},
        {"portfolio": 1},
        {"statement": 1},
        {"profit_table": 1},
        {"proposal_open_contract": 1},
        {"transaction": 1, "subscribe": 1},
        {"buy": "1", "price": 10, "parameters": PARAMETERS},
        {"sell": 1, "price": 0},
        {"logout": 1},
    ]
    async with await broker.connect() as socket:
        codes = [code(await socket.call(request)) for request in requests]

    assert codes == ["AuthorizationRequired"] * len(requests)


async def test_frames_that_are_not_requests_get_an_error_frame(broker: Broker) -> None:
    async with await broker.connect() as socket:
        for text in ("{", "[]", '{"ping": NaN}', '{"hello": 1}'):
            await socket.connection.send(text)
        answers = [await socket.receive() for _ in range(4)]
        alive = await socket.call({"ping": 1})

    assert {answer["msg_type"] for answer in answers} == {"error"}
    assert code(answers[3]) == "UnrecognisedRequest"
    assert alive["ping"] == "pong"


async def test_streams_repeat_the_request_and_end_when_forgotten(broker: Broker) -> None:
    request = {"ticks": ["R_50", "1HZ100V"], "subscribe": 1, "req_id": 9, "passthrough": {"a": 1.5}}
    async with await broker.connect() as socket:
        first = await socket.call(request)
        second = await socket.receive()
        ids = {frame["tick"]["symbol"]: frame["subscription"]["id"] for frame in (first, second)}
        broker.advance(4)
        ticks = await socket.settle()
        again = await socket.call(request)
        forgotten = await socket.call({"forget_all": "ticks"})
        broker.advance(4)
        silence = await socket.settle()

    assert [t["tick"]["epoch"] % 2 for t in ticks if t["tick"]["symbol"] == "R_50"] == [0, 0]
    assert len([t for t in ticks if t["tick"]["symbol"] == "1HZ100V"]) == 4
    assert all((t["echo_req"], t["req_id"]) == (request, 9) for t in ticks)
    assert all(
        t["subscription"]["id"] == ids[t["tick"]["symbol"]] == t["tick"]["id"] for t in ticks
    )
    assert code(again) == "AlreadySubscribed"
    assert set(forgotten["forget_all"]) == set(ids.values())
    assert silence == []


async def test_forgetting_an_unknown_stream_answers_zero(broker: Broker) -> None:
    async with await broker.connect() as socket:
        answer = await socket.call({"forget": "0" * 32})

    assert answer["forget"] == 0


async def test_history_holds_the_very_ticks_that_were_streamed(broker: Broker) -> None:
    async with await broker.connect() as socket:
        await socket.call({"ticks": "R_100", "subscribe": 1})
        broker.advance(20)
        streamed = [frame["tick"] for frame in await socket.settle()]
        request = {"ticks_history": "R_100", "end": "latest", "count": len(streamed)}
        history = (await socket.call(request))["history"]

    assert history["times"] == [tick["epoch"] for tick in streamed]
    assert history["prices"] == [tick["quote"] for tick in streamed]


async def test_history_is_capped_and_bounded(broker: Broker) -> None:
    async with await broker.connect() as socket:
        capped = await socket.call({"ticks_history": "R_10", "end": "latest", "count": 5000})
        window = {"ticks_history": "R_10", "end": str(TUESDAY_NOON), "start": TUESDAY_NOON - 20}
        bounded = await socket.call(window)

    assert len(capped["history"]["times"]) == 1000
    assert bounded["history"]["times"] == list(range(TUESDAY_NOON - 20, TUESDAY_NOON + 1, 2))


async def test_candles_fold_the_ticks_and_go_on_as_a_stream(broker: Broker) -> None:
    request = {
        "ticks_history": "1HZ50V",
        "style": "candles",
        "granularity": 60,
        "count": 5,
        "end": "latest",
        "subscribe": 1,
    }
    async with await broker.connect() as socket:
        answer = await socket.call(request)
        ticks = {"ticks_history": "1HZ50V", "end": str(TUESDAY_NOON - 1), "count": 60}
        prices = (await socket.call(ticks))["history"]["prices"]
        broker.advance(3)
        updates = await socket.settle()

    assert [c["epoch"] for c in answer["candles"]] == [
        TUESDAY_NOON - 60 * n for n in range(4, -1, -1)
    ]
    last_full = answer["candles"][-2]
    assert last_full == {
        "epoch": TUESDAY_NOON - 60,
        "open": prices[0],
        "high": max(prices),
        "low": min(prices),
        "close": prices[-1],
    }
    assert [u["ohlc"]["epoch"] for u in updates] == [TUESDAY_NOON + n for n in (1, 2, 3)]
    assert updates[0]["ohlc"]["open_time"] == TUESDAY_NOON


async def test_a_constant_price_is_answered_once_and_others_with_every_tick(
    broker: Broker,
) -> None:
    constant = [
        {**CALL, "subscribe": 1},
        {
            **CALL,
            "underlying_symbol": "1HZ10V",
            "duration": 5,
            "duration_unit": "t",
            "subscribe": 1,
        },
    ]
    moving = {**CALL, "underlying_symbol": "1HZ10V", "subscribe": 1}
    async with await broker.connect() as socket:
        for request in constant:
            await socket.call(request)
        stream = await socket.call(moving)
        broker.advance(3)
        updates = await socket.settle()

    assert [u["proposal"]["id"] for u in updates] == [stream["subscription"]["id"]] * 3
    assert [u["proposal"]["date_start"] for u in updates] == [TUESDAY_NOON + n for n in (1, 2, 3)]


async def test_forex_rests_at_the_weekend_and_synthetics_do_not(broker: Broker) -> None:
    euro = {**CALL, "underlying_symbol": "frxEURUSD", "duration": 15, "duration_unit": "m"}
    async with await broker.connect() as socket:
        offered = await socket.call(euro)
        broker.step_clock(TUESDAY_NOON + 9 * 3600 + 60)
        late = await socket.call(euro)
        broker.step_clock(SATURDAY_NOON)
        closed = await socket.call(euro)
        symbols = (await socket.call({"active_symbols": "brief"}))["active_symbols"]
        times = (await socket.call({"trading_times": "today"}))["trading_times"]["markets"]

    assert "proposal" in offered
    assert code(late) == "TradingSuspendedSpecificHours"
    assert code(closed) == "MarketIsClosed"
    is_open = {row["underlying_symbol"]: row["exchange_is_open"] for row in symbols}
    assert (is_open["frxEURUSD"], is_open["R_50"]) == (0, 1)
    forex = next(m for m in times if m["name"] == "Forex")["submarkets"][0]["symbols"][0]
    assert forex["times"]["open"] == ["--"]
    assert forex["trading_days"] == ["Mon", "Tue", "Wed", "Thu", "Fri"]


async def test_ping_has_a_budget_of_its_own(broker: Broker) -> None:
    broker.control("PUT", "/limits", {"enabled": True, "reset": True})
    async with await broker.connect() as socket:
        answers = [await socket.call({"ping": 1}) for _ in range(11)]
    broker.control("PUT", "/limits", {"enabled": False})

    assert [("error" in answer) for answer in answers] == [False] * 10 + [True]
    assert code(answers[-1]) == "RateLimit"
