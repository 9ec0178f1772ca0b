"""Connecting, listening and resuming."""

from decimal import Decimal

import pytest

from nexus.kernel.account import EntryKind
from nexus.kernel.change import account_change
from nexus.kernel.errors import Unauthenticated
from nexus.kernel.ledger import post
from nexus.trading.lifecycle import request_trade
from tests.factories import a_trade
from tests.functions.websocket_api.conftest import ORIGIN, Stage


def deposit(stage: Stage, times: int) -> None:
    """Move the balance, which sends one frame each time."""
    for _ in range(times):
        account = stage.ledger.account(stage.account.account_id)
        moved, entry = post(account, EntryKind.EXTERNAL, Decimal("1.00"), "test", stage.clock())
        stage.ledger.commit_account(account_change(account, moved, stage.clock(), [entry]))


def test_a_ticket_lets_one_socket_in_once(stage: Stage) -> None:
    query = stage.query()

    stage.room.enter("s1", query, ORIGIN)

    with pytest.raises(Unauthenticated):
        stage.room.enter("s2", query, ORIGIN)
    listeners = stage.audience.of_account(stage.account.account_id, stage.clock())
    assert listeners == ["s1"]


def test_a_ticket_is_good_for_thirty_seconds(stage: Stage) -> None:
    query = stage.query()

    stage.clock.advance(seconds=31)

    with pytest.raises(Unauthenticated):
        stage.room.enter("s1", query, ORIGIN)


@pytest.mark.parametrize("changed", [{"u": "other"}, {"a": "other"}, {"ticket": "guess"}])
def test_a_ticket_is_bound_to_its_user_and_account(stage: Stage, changed: dict[str, str]) -> None:
    with pytest.raises(Unauthenticated):
        stage.room.enter("s1", {**stage.query(), **changed}, ORIGIN)


@pytest.mark.parametrize("origin", ["", "https://evil.test"])
def test_a_ticket_is_bound_to_the_origin_it_was_asked_from(stage: Stage, origin: str) -> None:
    with pytest.raises(Unauthenticated):
        stage.room.enter("s1", stage.query(), origin)


def test_a_socket_listens_to_the_symbols_it_asked_for(stage: Stage) -> None:
    socket, now = stage.enter(), stage.clock()

    answer = stage.say(socket, {"action": "subscribe", "symbols": ["R_100", "EURUSD"]})

    assert answer[0]["type"] == "subscribed"
    assert answer[0]["symbols"] == ["R_100", "frxEURUSD"]
    assert socket in stage.audience.of_symbol("R_100", now)
    assert socket in stage.audience.of_symbol("frxEURUSD", now)
    assert {"R_100", "frxEURUSD"} <= set(stage.audience.wanted_symbols(now))


def test_unsubscribing_stops_one_symbol(stage: Stage) -> None:
    socket = stage.enter()
    stage.say(socket, {"action": "subscribe", "symbols": ["R_25", "R_75"]})

    answer = stage.say(socket, {"action": "unsubscribe", "symbols": ["R_25"]})

    assert answer[0]["type"] == "unsubscribed"
    assert stage.audience.of_symbol("R_25", stage.clock()) == []
    assert stage.audience.of_symbol("R_75", stage.clock()) == [socket]


def test_leaving_forgets_the_socket_everywhere(stage: Stage) -> None:
    socket = stage.enter()
    stage.say(socket, {"action": "subscribe", "symbols": ["R_10"]})

    stage.room.leave(socket)
    stage.room.leave(socket)

    assert stage.audience.of_symbol("R_10", stage.clock()) == []
    assert stage.audience.of_account(stage.account.account_id, stage.clock()) == []
    assert stage.room.hear(socket, '{"action":"ping"}') is None


def test_a_socket_ends_by_itself(stage: Stage) -> None:
    stage.enter()

    stage.clock.advance(hours=2, minutes=11)

    assert stage.audience.of_account(stage.account.account_id, stage.clock()) == []


def test_a_ping_is_answered(stage: Stage) -> None:
    assert stage.say(stage.enter(), {"action": "ping"})[0]["type"] == "pong"


def test_a_resume_replays_what_was_missed_in_order(stage: Stage) -> None:
    deposit(stage, 3)

    frames = stage.say(stage.enter(), {"action": "resume", "seq": 1})

    assert [frame["seq"] for frame in frames] == [2, 3, 4, 4]
    assert [frame["type"] for frame in frames] == [*["balance_update"] * 3, "resumed"]
    assert frames[2]["data"]["balance"] == "10003.00"


def test_a_resume_with_nothing_missed_says_so(stage: Stage) -> None:
    frames = stage.say(stage.enter(), {"action": "resume", "seq": 1})

    assert [(frame["type"], frame["seq"]) for frame in frames] == [("resumed", 1)]


@pytest.mark.parametrize("sequence", [99, 0])
def test_a_gap_that_cannot_be_replayed_gets_a_snapshot(stage: Stage, sequence: int) -> None:
    deposit(stage, 2)
    first = {"account_id": {"S": stage.account.account_id}, "sort": {"S": "FRAME#000000000001"}}
    stage.store._client.delete_item(TableName="nexus-test-accounts", Key=first)

    frames = stage.say(stage.enter(), {"action": "resume", "seq": sequence})

    assert [(frame["type"], frame["seq"]) for frame in frames] == [("snapshot", 3)]
    assert frames[0]["data"]["account"]["balance"] == "10002.00"
    assert frames[0]["data"]["open_trades"] == []


def test_a_snapshot_shows_open_trades(stage: Stage) -> None:
    trade = a_trade(user_id=stage.account.user_id, account_id=stage.account.account_id)
    stage.ledger.commit(request_trade(stage.account, trade))

    frames = stage.say(stage.enter(), {"action": "resume", "seq": 99})

    assert [each["id"] for each in frames[0]["data"]["open_trades"]] == [trade.trade_id]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("", "NOT_JSON"),
        ("{", "NOT_JSON"),
        ("[]", "NOT_JSON"),
        ("[" * 5000, "NOT_JSON"),
        ({"action": "buy"}, "UNKNOWN_ACTION"),
        ({}, "UNKNOWN_ACTION"),
        ({"action": ["ping"]}, "UNKNOWN_ACTION"),
        ({"action": "subscribe"}, "VALIDATION_FAILED"),
        ({"action": "subscribe", "symbols": []}, "VALIDATION_FAILED"),
        ({"action": "subscribe", "symbols": "R_100"}, "VALIDATION_FAILED"),
        ({"action": "subscribe", "symbols": [1]}, "VALIDATION_FAILED"),
        ({"action": "subscribe", "symbols": ["R 100"]}, "VALIDATION_FAILED"),
        ({"action": "subscribe", "symbols": ["x"] * 41}, "VALIDATION_FAILED"),
        ({"action": "resume"}, "VALIDATION_FAILED"),
        ({"action": "resume", "seq": -1}, "VALIDATION_FAILED"),
        ({"action": "resume", "seq": True}, "VALIDATION_FAILED"),
        ({"action": "resume", "seq": "1"}, "VALIDATION_FAILED"),
        ("x" * 10_000, "VALIDATION_FAILED"),
    ],
)
def test_a_message_that_makes_no_sense_is_answered(
    stage: Stage, message: object, code: str
) -> None:
    frames = stage.say(stage.enter(), message)

    assert [(frame["type"], frame["data"]["code"]) for frame in frames] == [("error", code)]
    assert frames[0]["data"]["message"]


def test_one_socket_shows_forty_symbols_at_most(stage: Stage) -> None:
    socket = stage.enter()
    many = [f"S_{number}" for number in range(40)]

    taken = stage.say(socket, {"action": "subscribe", "symbols": many})
    one_more = stage.say(socket, {"action": "subscribe", "symbols": ["S_40"]})

    assert taken[0]["type"] == "subscribed"
    assert one_more[0]["data"]["code"] == "TOO_MANY_SYMBOLS"
