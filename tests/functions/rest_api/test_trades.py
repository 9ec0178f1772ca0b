"""Trades over REST: what is taken, what is denied, what is read back."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from functions.rest_api.schemas.trades import Trade, TradeList, TradeStats
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.trading.lifecycle import Fill, Settlement, opened, settled
from nexus.trading.models import TradeStatus
from nexus.trading.ports import TradeKey
from tests.functions.rest_api.harness import Api, Trader, balance, trade_body

TRADES = "/api/v1/trades"


def commands(api: Api) -> list[dict[str, str]]:
    """Take what waits for the trader process."""
    sqs, found = api.aws.client("sqs"), []
    for url in api.services.settings.COMMAND_QUEUE_URLS.split(","):
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                found.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


def settle(api: Api, trade_id: str, user_id: str, account_id: str, credited: str) -> None:
    """Do what the trader process does: open the contract and end it."""
    ledger, at = DynamoLedger(api.store, 2), api.clock()
    key = TradeKey(user_id, account_id, trade_id)
    fill = Fill(Decimal("19.50"), at, at + timedelta(minutes=1))
    ledger.commit(opened(*ledger.pair(key), fill, at))
    amount = Decimal(credited)
    status = TradeStatus.WON if amount else TradeStatus.LOST
    ledger.commit(settled(*ledger.pair(key), Settlement(status, amount, at)))


def test_a_trade_is_debited_recorded_and_handed_to_the_trader(api: Api, trader: Trader) -> None:
    commands(api)

    answer = api.buy(*trader, "k1")

    assert answer.status == 201, answer.text
    trade = answer.body
    Trade.model_validate(trade)
    assert trade["status"] == "pending"
    assert (trade["stake"], trade["payout"]) == ("10.00", None)
    assert Decimal(trade["quoted_payout"]) > Decimal("10.00")
    assert balance(api, trader) == "9990.00"
    sent = commands(api)
    assert [(each["kind"], each["trade_id"]) for each in sent] == [("execute", trade["id"])]


def test_rise_is_call_and_the_chosen_name_is_kept(api: Api, trader: Trader) -> None:
    rise = api.buy(*trader, "rise", trade_type="RISE").body
    put = api.buy(*trader, "put", trade_type="PUT").body

    assert (rise["trade_type"], rise["contract_type"]) == ("RISE", "CALL")
    assert (put["trade_type"], put["contract_type"]) == ("PUT", "PUT")


def test_a_repeat_gets_the_first_answer_and_buys_nothing(api: Api, trader: Trader) -> None:
    first = api.buy(*trader, "same")
    again = api.buy(*trader, "same")

    assert again.status == 201
    assert again.body["id"] == first.body["id"]
    assert balance(api, trader) == "9990.00"


def test_a_key_used_for_another_request_is_refused(api: Api, trader: Trader) -> None:
    api.buy(*trader, "same")

    other = api.buy(*trader, "same", stake="11.00")

    assert (other.status, other.code) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert balance(api, trader) == "9990.00"


def test_two_users_may_use_the_same_key(api: Api, trader: Trader, name: str) -> None:
    api.buy(*trader, "same")
    token = api.sign_up(f"{name}b")["access_token"]
    account_id = api.ok("POST", "/api/v1/accounts/demo", {}, token)["id"]

    assert api.buy(token, account_id, "same").status == 201


def test_a_trade_needs_an_idempotency_key(api: Api, trader: Trader) -> None:
    token, account_id = trader

    answer = api.call("POST", f"{TRADES}/execute", trade_body(account_id), token)

    assert answer.status == 422
    assert [each["field"] for each in answer.body["errors"]] == ["Idempotency-Key"]


@pytest.mark.parametrize("stake", [0.35, "0.35", 100, "99.99"])
def test_a_stake_may_be_text_or_a_number(api: Api, trader: Trader, stake: object) -> None:
    api.clock.advance(minutes=1)
    api.open_market()

    answer = api.buy(*trader, f"stake-{stake}", stake=stake)

    assert answer.status in {201, 409}, answer.text


@pytest.mark.parametrize(
    "stake",
    [0.34, "0.34", 1000.01, "1000.01", "10.123", 10.123, 0, -5, "NaN", "Infinity", "1e2", True],
)
def test_a_stake_out_of_shape_is_not_valid(api: Api, trader: Trader, stake: object) -> None:
    answer = api.buy(*trader, "bad", stake=stake)

    assert (answer.status, answer.code) == (422, "VALIDATION_FAILED")
    assert [each["field"] for each in answer.body["errors"]] == ["stake"]
    assert balance(api, trader) == "10000.00"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_not_valid(api: Api, trader: Trader, number: str) -> None:
    token, account_id = trader
    raw = json.dumps(trade_body(account_id, stake=0)).replace('"stake": 0', f'"stake": {number}')

    answer = api.call(
        "POST", f"{TRADES}/execute", None, token, raw=raw, **{"Idempotency-Key": "nan"}
    )

    assert answer.status == 422
    assert [each["field"] for each in answer.body["errors"]] == ["stake"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("trade_type", "UP"),
        ("trade_type", "rise"),
        ("expiry_minutes", 2),
        ("expiry_minutes", "1"),
        ("expiry_minutes", 1.5),
        ("symbol", ""),
        ("symbol", "R 100"),
        ("symbol", "x" * 31),
        ("account_id", ""),
        ("allow_equals", "maybe"),
        ("min_payout", "x"),
        ("stakes", "10.00"),
    ],
)
def test_a_wrong_field_is_named(api: Api, trader: Trader, field: str, value: object) -> None:
    token, account_id = trader
    body = {**trade_body(account_id), field: value}

    answer = api.call("POST", f"{TRADES}/execute", body, token, **{"Idempotency-Key": "bad"})

    assert (answer.status, answer.code) == (422, "VALIDATION_FAILED")
    assert [each["field"] for each in answer.body["errors"]] == [field]


def test_an_unknown_symbol_is_not_valid(api: Api, trader: Trader) -> None:
    answer = api.buy(*trader, "bad", symbol="R_999")

    assert (answer.status, answer.code) == (422, "UNKNOWN_SYMBOL")
    assert balance(api, trader) == "10000.00"


def test_a_plain_alias_is_the_brokers_symbol(api: Api, trader: Trader) -> None:
    api.open_market("frxEURUSD")

    answer = api.buy(*trader, "alias", symbol="EURUSD")

    assert answer.status == 201, answer.text
    assert answer.body["symbol"] == "frxEURUSD"


def test_somebody_elses_account_and_trade_are_not_there(
    api: Api, trader: Trader, name: str
) -> None:
    _, account_id = trader
    trade = api.buy(*trader, "mine").body
    stranger = api.sign_up(f"{name}x")["access_token"]

    bought = api.buy(stranger, account_id, "theirs")
    previewed = api.call("POST", f"{TRADES}/preview", trade_body(account_id), stranger)
    read = api.call("GET", f"{TRADES}/{trade['id']}", token=stranger)
    closed = api.call("POST", f"{TRADES}/{trade['id']}/close", token=stranger)

    assert {each.status for each in (bought, previewed, read, closed)} == {404}
    assert balance(api, trader) == "9990.00"


def test_a_denied_trade_costs_nothing_and_says_why(api: Api, trader: Trader) -> None:
    denied = api.buy(*trader, "big", stake="1000.00")
    again = api.buy(*trader, "big", stake="1000.00")

    assert (denied.status, denied.code) == (409, "DAILY_LOSS_LIMIT")
    assert denied.body["decision"]["outcome"] == "denied"
    assert denied.body["decision"]["facts"]
    assert again.body == denied.body
    assert balance(api, trader) == "10000.00"


def test_enforced_consensus_denies_what_the_votes_do_not_back(api: Api, trader: Trader) -> None:
    token, account_id = trader
    path = f"/api/v1/accounts/{account_id}/limits"
    api.ok("PATCH", path, {"consensus_mode": "enforced"}, token)

    denied = api.buy(*trader, "against", trade_type="FALL")
    taken = api.buy(*trader, "with", trade_type="RISE")

    assert (denied.status, denied.code) == (409, "CONSENSUS_NOT_REACHED")
    assert len(denied.body["decision"]["consensus"]["votes"]) == 3
    assert taken.status == 201


def test_a_halted_account_is_denied(api: Api, trader: Trader) -> None:
    token, account_id = trader
    api.ok("POST", f"/api/v1/accounts/{account_id}/halt", token=token)

    answer = api.buy(*trader, "halted")

    assert answer.status == 409
    assert "HALTED" in answer.code


def test_a_halt_says_when_the_last_order_was_sent(api: Api, trader: Trader) -> None:
    token, account_id = trader
    key = {"Idempotency-Key": "before-halt"}
    trade = api.call("POST", f"{TRADES}/execute", trade_body(account_id), token, **key).body
    api.clock.advance(seconds=5)

    halted = api.ok("POST", f"/api/v1/accounts/{account_id}/halt", None, token)

    assert (halted["status"], halted["last_trade_at"]) == ("halted", trade["requested_at"])


def test_open_trades_are_listed_until_they_end(api: Api, trader: Trader, name: str) -> None:
    token, account_id = trader
    user_id = api.ok("GET", "/api/v1/users/profile", token=token)["id"]
    trade_id = api.buy(*trader, "open").body["id"]

    while_open = api.ok("GET", f"{TRADES}/open", token=token)
    settle(api, trade_id, user_id, account_id, "19.50")
    after = api.ok("GET", f"{TRADES}/open", token=token)

    TradeList.model_validate(while_open)
    assert [each["id"] for each in while_open["items"]] == [trade_id]
    assert after == {"items": [], "next_cursor": None}
    assert balance(api, trader) == "10009.50"
    won = api.ok("GET", f"{TRADES}/{trade_id}", token=token)
    assert (won["status"], won["profit"], won["commission"]) == ("won", "9.50", "1.90")
    assert won["fees_simulated"]


def test_trades_are_paged_newest_first_and_filtered(api: Api, trader: Trader) -> None:
    token, _ = trader
    bought = []
    for number in range(5):
        api.clock.advance(seconds=1)
        bought.append(api.buy(*trader, f"page-{number}", stake="1.00").body["id"])

    first = api.ok("GET", f"{TRADES}?limit=3", token=token)
    rest = api.ok("GET", f"{TRADES}?limit=3&cursor={first['next_cursor']}", token=token)
    none = api.ok("GET", f"{TRADES}?status=won&status=lost", token=token)
    elsewhere = api.ok("GET", f"{TRADES}?account_id=other", token=token)

    listed = [each["id"] for each in [*first["items"], *rest["items"]]]
    assert listed == bought[::-1]
    assert rest["next_cursor"] is None
    assert none["items"] == elsewhere["items"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=x", "status=odd"])
def test_a_wrong_list_parameter_is_not_valid(api: Api, trader: Trader, query: str) -> None:
    token, _ = trader

    answer = api.call("GET", f"{TRADES}?{query}", token=token)

    assert answer.status == 422
    assert answer.body["errors"][0]["field"].split(".")[0] == query.split("=", maxsplit=1)[0]


def test_stats_count_what_was_won_and_lost(api: Api, trader: Trader) -> None:
    token, account_id = trader
    user_id = api.ok("GET", "/api/v1/users/profile", token=token)["id"]
    for key, credited in (("won", "19.50"), ("lost", "0.00")):
        settle(api, api.buy(*trader, key).body["id"], user_id, account_id, credited)
    api.buy(*trader, "open")

    stats = api.ok("GET", f"{TRADES}/stats?account_id={account_id}", token=token)

    TradeStats.model_validate(stats)
    assert (stats["trades"], stats["won"], stats["lost"], stats["open"]) == (2, 1, 1, 1)
    assert (stats["staked"], stats["profit"], stats["win_rate"]) == ("20.00", "-0.50", "0.5000")


def test_only_an_open_trade_can_be_closed(api: Api, trader: Trader) -> None:
    token, account_id = trader
    user_id = api.ok("GET", "/api/v1/users/profile", token=token)["id"]
    trade_id = api.buy(*trader, "close").body["id"]
    early = api.call("POST", f"{TRADES}/{trade_id}/close", token=token)
    ledger, at = DynamoLedger(api.store, 2), api.clock()
    fill = Fill(Decimal("19.50"), at, at + timedelta(minutes=1))
    ledger.commit(opened(*ledger.pair(TradeKey(user_id, account_id, trade_id)), fill, at))
    commands(api)

    closing = api.call("POST", f"{TRADES}/{trade_id}/close", token=token)

    assert (early.status, early.code) == (409, "TRADE_NOT_OPEN")
    assert closing.status == 200, closing.text
    assert [each["kind"] for each in commands(api)] == ["close"]
