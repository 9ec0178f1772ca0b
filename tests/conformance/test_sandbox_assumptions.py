"""What the broker's material leaves open, turned both ways."""

from collections.abc import Iterator

import pytest

from tests.conformance.sandbox_harness import (
    BUY,
    CALL,
    NOON,
    Account,
    Broker,
    running_broker,
)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    state = tmp_path_factory.mktemp("assumptions") / "broker.sqlite"
    with running_broker(state) as broker:
        yield broker


@pytest.fixture(autouse=True)
def _calm(broker: Broker) -> None:
    broker.control("DELETE", "/assumptions")
    broker.control("DELETE", "/scripts")
    broker.control("PUT", "/limits", {"enabled": False})
    broker.step_clock(NOON)


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


def assume(broker: Broker, **changes: object) -> None:
    broker.control("PATCH", "/assumptions", changes)


@pytest.mark.parametrize(("is_fine", "status"), [(True, 200), (False, 400)])
def test_a_plain_http_address_may_be_refused_as_redirect(
    broker: Broker, is_fine: bool, status: int
) -> None:
    assume(broker, plain_http_redirects=is_fine)
    query = {
        "response_type": "code",
        "client_id": "sandbox-app",
        "redirect_uri": "http://127.0.0.1:8000/oauth/deriv/callback",
        "scope": "trade",
        "state": "one",
        "code_challenge": "c" * 43,
        "code_challenge_method": "S256",
    }

    answer = broker.http.get("/oauth2/auth", params=query)

    assert answer.status_code == status
    assert ("does not begin with https" in answer.text) is not is_fine


@pytest.mark.parametrize(("is_known", "status"), [(True, 200), (False, 403)])
def test_a_personal_token_may_have_a_scope_to_read(
    broker: Broker, account: Account, is_known: bool, status: int
) -> None:
    assume(broker, read_scope=is_known)
    wanted = {"kind": "pat", "scopes": ["read"]}
    account.token = broker.control("POST", f"/users/{account.user_id}/tokens", wanted)["token"]
    accounts = "/trading/v1/options/accounts"

    listed = broker.http.get(accounts, headers=account.headers)
    opened = broker.http.post(f"{accounts}/{account.id}/otp", headers=account.headers)

    assert (listed.status_code, opened.status_code) == (status, 403)


@pytest.mark.parametrize(
    ("kept", "times", "minutes"),
    [
        ("newest", [NOON - 4, NOON - 2, NOON], [NOON - 60, NOON]),
        ("oldest", [NOON - 600, NOON - 598, NOON - 596], [NOON - 600, NOON - 540]),
    ],
)
async def test_either_end_of_a_window_with_too_much_history_may_be_kept(
    broker: Broker, kept: str, times: list[int], minutes: list[int]
) -> None:
    assume(broker, history_keeps=kept)
    window = {"ticks_history": "R_50", "start": NOON - 600, "end": "latest"}
    async with await broker.connect() as socket:
        ticks = await socket.call({**window, "count": 3})
        candles = await socket.call({**window, "count": 2, "style": "candles"})

    assert ticks["history"]["times"] == times
    assert [candle["epoch"] for candle in candles["candles"]] == minutes


@pytest.mark.parametrize(("is_one", "codes"), [(True, ["AlreadySubscribed"]), (False, [])])
async def test_all_contracts_may_be_followed_twice(
    broker: Broker, account: Account, is_one: bool, codes: list[str]
) -> None:
    assume(broker, one_stream_of_all_contracts=is_one)
    everything = {"proposal_open_contract": 1, "subscribe": 1}
    async with await account.connect() as socket:
        answers = [await socket.call({**everything, "req_id": number}) for number in (1, 2)]

    assert [answer["error"]["code"] for answer in answers if "error" in answer] == codes
    assert len({a["subscription"]["id"] for a in answers if "error" not in a}) == 2 - len(codes)


@pytest.mark.parametrize(("seconds", "updates"), [(0, 0), (5, 2)])
async def test_a_timed_contract_may_be_updated_without_ticks(
    broker: Broker, account: Account, seconds: int, updates: int
) -> None:
    assume(broker, contract_fallback_seconds=seconds)
    ticking = {**CALL, "duration": 5, "duration_unit": "t"}
    async with await account.connect() as socket:
        timed = await socket.call({**BUY, "subscribe": 1})
        await socket.call({"buy": "1", "price": 10, "parameters": ticking, "subscribe": 1})
        await socket.settle()
        broker.tilt("R_50", "silence", 60)
        broker.advance(12)
        frames = await socket.settle()

    streams = [f["subscription"]["id"] for f in frames if f["msg_type"] == "proposal_open_contract"]
    assert streams == [timed["subscription"]["id"]] * updates


@pytest.mark.parametrize(("written", "expiry"), [("count", "5T"), ("expiry", str(NOON + 12))])
async def test_a_tick_contract_may_be_named_by_its_expiry(
    broker: Broker, account: Account, written: str, expiry: str
) -> None:
    assume(broker, tick_shortcodes=written)
    ticking = {**CALL, "duration": 5, "duration_unit": "t"}
    async with await account.connect() as socket:
        bought = await socket.call({"buy": "1", "price": 10, "parameters": ticking})

    assert bought["buy"]["shortcode"].endswith(f"_{NOON}_{expiry}_S0P_0")


@pytest.mark.parametrize(("counts", "exit_at"), [(True, NOON + 60), (False, NOON + 58)])
async def test_a_tick_at_the_expiry_may_come_too_late(
    broker: Broker, account: Account, counts: bool, exit_at: int
) -> None:
    assume(broker, tick_at_expiry_counts=counts)
    async with await account.connect() as socket:
        contract_id = (await socket.call(BUY))["buy"]["contract_id"]
        broker.advance(62)
        shown = await socket.call({"proposal_open_contract": 1, "contract_id": contract_id})

    contract = shown["proposal_open_contract"]
    assert (contract["is_sold"], contract["exit_spot_time"]) == (1, exit_at)


@pytest.mark.parametrize(("is_allowed", "code"), [(True, None), (False, "SellAtEntryTick")])
async def test_a_contract_may_be_sold_at_its_entry_tick(
    broker: Broker, account: Account, is_allowed: bool, code: str | None
) -> None:
    assume(broker, sale_at_entry_tick=is_allowed)
    async with await account.connect() as socket:
        contract_id = (await socket.call(BUY))["buy"]["contract_id"]
        broker.advance(2)
        shown = await socket.call({"proposal_open_contract": 1, "contract_id": contract_id})
        sold = await socket.call({"sell": contract_id, "price": 0})

    contract = shown["proposal_open_contract"]
    assert contract["entry_spot_time"] == NOON + 2
    assert contract["is_valid_to_sell"] == int(is_allowed)
    assert sold.get("error", {}).get("code") == code


@pytest.mark.parametrize("code", ["NoOpenPosition", "ContractNotFound"])
async def test_the_sale_of_what_nobody_holds_is_refused_by_either_code(
    broker: Broker, account: Account, code: str
) -> None:
    assume(broker, no_position_code=code)
    async with await account.connect() as socket:
        refused = await socket.call({"sell": 1, "price": 0})

    assert refused["error"]["code"] == code


@pytest.mark.parametrize("is_legacy", [True, False])
async def test_trading_times_may_leave_hours_and_events_empty(
    broker: Broker, is_legacy: bool
) -> None:
    assume(broker, legacy_trading_times=is_legacy)
    async with await broker.connect() as socket:
        answer = await socket.call({"trading_times": "today"})

    forex = next(m for m in answer["trading_times"]["markets"] if m["name"] == "Forex")
    row = forex["submarkets"][0]["symbols"][0]
    hours = {"open": ["00:00:00"], "close": ["23:59:59"], "settlement": "23:59:59"}
    assert row["times"] == (hours if is_legacy else {})
    assert bool(row["events"]) is is_legacy
    assert row["trading_days"] == ["Mon", "Tue", "Wed", "Thu", "Fri"]


@pytest.mark.parametrize(
    ("are_quiet", "code"), [(True, "TradingSuspendedSpecificHours"), (False, None)]
)
async def test_short_forex_contracts_may_be_sold_in_the_evening(
    broker: Broker, are_quiet: bool, code: str | None
) -> None:
    assume(broker, forex_quiet_hours=are_quiet)
    broker.step_clock(NOON + 9 * 3600 + 1800)
    wish = {**CALL, "underlying_symbol": "frxEURUSD", "duration": 1, "duration_unit": "h"}
    async with await broker.connect() as socket:
        answer = await socket.call({"proposal": 1, **wish})

    assert answer.get("error", {}).get("code") == code


@pytest.mark.parametrize("code", ["AuthorizationRequired", "PermissionDenied"])
async def test_account_calls_of_nobody_are_refused_by_either_code(
    broker: Broker, code: str
) -> None:
    assume(broker, login_code=code)
    async with await broker.connect() as socket:
        refused = await socket.call({"balance": 1})

    assert refused["error"]["code"] == code


@pytest.mark.parametrize("code", ["InvalidContractProposal", "InvalidOfferings"])
async def test_an_unknown_proposal_is_refused_by_either_code(
    broker: Broker, account: Account, code: str
) -> None:
    assume(broker, unknown_proposal_code=code)
    async with await account.connect() as socket:
        refused = await socket.call({"buy": "f" * 32, "price": 10})

    assert refused["error"]["code"] == code


@pytest.mark.parametrize(("cap", "given"), [(1000, 1000), (5000, 5000)])
async def test_history_is_capped_where_it_is_assumed(broker: Broker, cap: int, given: int) -> None:
    assume(broker, history_cap=cap)
    async with await broker.connect() as socket:
        answer = await socket.call({"ticks_history": "R_50", "end": "latest", "count": 5000})

    assert len(answer["history"]["times"]) == given


@pytest.mark.parametrize(("is_sent", "header"), [(False, None), (True, "60")])
def test_too_many_calls_may_be_told_when_to_come_back(
    broker: Broker, account: Account, is_sent: bool, header: str | None
) -> None:
    assume(broker, retry_after=is_sent)
    broker.control("PUT", "/limits", {"enabled": True, "reset": True})
    path = "/trading/v1/options/accounts"
    for _ in range(80):
        broker.http.get(path, headers=account.headers).raise_for_status()

    refused = broker.http.get(path, headers=account.headers)

    assert (refused.status_code, refused.headers.get("retry-after")) == (429, header)
