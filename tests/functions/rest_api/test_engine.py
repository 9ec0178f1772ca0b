"""Signals, sessions, odds, decisions and personal limits through the API."""

from typing import Any

from functions.rest_api.schemas.trades import Trade
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.adapters.dynamodb.replay_checks import DynamoReplayChecks
from nexus.kernel.clock import system_clock
from nexus.trading.market import Candle
from nexus.trading.measured import RateMeter
from nexus.trading.replays import ReplayCheck, Verdict
from tests.functions.rest_api.harness import Api, Json

SETTINGS: Json = {
    "symbols": ["R_100"],
    "strategies": [{"name": "breakout"}, {"name": "momentum"}, {"name": "scalping"}],
    "expiry_minutes": 1,
    "staking": {"kind": "fixed", "stake": "2.00"},
    "limits": {"max_loss": "20.00"},
}


def _trader(api: Api, name: str) -> tuple[str, str]:
    token = api.sign_up(name)["access_token"]
    account = api.ok("POST", "/api/v1/accounts/demo", {}, token)
    api.open_market()
    return token, account["id"]


def _create(api: Api, token: str, account_id: str, **changes: Any) -> Any:
    body = {**SETTINGS, "account_id": account_id, **changes}
    return api.call("POST", "/api/v1/engine/sessions", body, token)


def test_a_session_is_created_started_paused_resumed_and_stopped(api: Api, name: str) -> None:
    token, account_id = _trader(api, name)
    session = _create(api, token, account_id).body
    path = f"/api/v1/engine/sessions/{session['id']}"

    states = [
        api.ok("POST", f"{path}/{step}", None, token)["status"]
        for step in ("start", "pause", "resume", "stop")
    ]
    shown = api.ok("GET", path, None, token)
    listed = api.ok("GET", f"/api/v1/engine/sessions?account_id={account_id}", None, token)

    assert session["status"] == "ready"
    assert states == ["running", "paused", "running", "stopped"]
    assert (shown["stop_reason"], shown["next_check"]["when"]) == ("stopped_by_owner", "never")
    assert [each["id"] for each in listed["items"]] == [session["id"]]
    assert api.call("POST", f"{path}/resume", None, token).code == "SESSION_STATUS"


def test_a_session_changes_and_goes_only_before_it_starts(api: Api, name: str) -> None:
    token, account_id = _trader(api, name)
    session = _create(api, token, account_id).body
    path = f"/api/v1/engine/sessions/{session['id']}"

    changed = api.ok("PUT", path, {**SETTINGS, "hours": ["08:00-09:00"]}, token)
    assert changed["settings"]["hours"] == ["08:00-09:00"]

    assert api.call("DELETE", path, None, token).status == 204
    assert api.call("GET", path, None, token).code == "NOT_FOUND"


def test_wrong_settings_are_refused_with_field_and_reason(api: Api, name: str) -> None:
    token, account_id = _trader(api, name)

    answer = _create(
        api,
        token,
        account_id,
        strategies=[{"name": "tarot"}, {"name": "momentum", "weight": 99}],
        symbols=["NOWHERE"],
        limits={"max_loss": "0.10"},
    )

    assert answer.status == 422
    fields = {error["field"] for error in answer.body["errors"]}
    assert fields == {"symbols", "strategies.0", "strategies.1.weight", "limits.max_loss"}


def test_an_unknown_strategy_and_a_parameter_out_of_bounds_say_what_was_expected(
    api: Api, name: str
) -> None:
    token, account_id = _trader(api, name)
    options = api.ok("GET", "/api/v1/engine/options", None, token)["strategies"]
    [bounds] = [each["parameters"][0] for each in options if each["name"] == "momentum"]
    wrong = {"name": "momentum", "parameters": {bounds["name"]: float(bounds["high"]) + 1}}

    answer = _create(api, token, account_id, strategies=[{"name": "tarot"}, wrong])

    assert answer.status == 422
    reasons = {error["field"]: error["message"] for error in answer.body["errors"]}
    place = f"strategies.1.{bounds['name']}"
    assert set(reasons) == {"strategies.0", place}
    assert "breakout" in reasons["strategies.0"]
    assert "tarot" in reasons["strategies.0"]
    for said in (bounds["low"], bounds["high"]):
        assert f"{float(said):g}" in reasons[place]


def test_a_halted_or_excluded_account_starts_no_session(api: Api, name: str) -> None:
    token, account_id = _trader(api, name)
    path = f"/api/v1/accounts/{account_id}"
    api.ok("POST", f"{path}/exclude", {"until": "2026-12-24T12:00:00Z"}, token)

    excluded = _create(api, token, account_id)
    assert (excluded.status, excluded.code) == (422, "SELF_EXCLUDED")
    [error] = excluded.body["errors"]
    assert error["field"] == "account_id"
    assert "2026-12-24T12:00:00" in error["message"]
    shorter = api.call("POST", f"{path}/exclude", {"until": "2026-12-01T00:00:00Z"}, token)
    assert shorter.code == "EXCLUSION_NOT_SHORTENED"

    other, second = _trader(api, f"{name}b")
    api.ok("POST", f"/api/v1/accounts/{second}/halt", None, other)
    halted = _create(api, other, second)
    assert (halted.status, halted.code) == (422, "ACCOUNT_HALTED")
    [error] = halted.body["errors"]
    assert error["field"] == "account_id"
    assert "was halted" in error["message"]


def test_two_sessions_on_one_account_do_not_overlap(api: Api, name: str) -> None:
    token, account_id = _trader(api, name)
    first, second = (_create(api, token, account_id).body["id"] for _ in range(2))
    api.ok("POST", f"/api/v1/engine/sessions/{first}/start", None, token)

    answer = api.call("POST", f"/api/v1/engine/sessions/{second}/start", None, token)

    assert (answer.status, answer.code) == (422, "SESSION_OVERLAP")


def test_somebody_elses_session_is_not_there(api: Api, name: str) -> None:
    token, account_id = _trader(api, name)
    session = _create(api, token, account_id).body
    other, _ = _trader(api, f"{name}b")

    for method, path in (("GET", ""), ("POST", "/start"), ("GET", "/export")):
        answer = api.call(method, f"/api/v1/engine/sessions/{session['id']}{path}", None, other)
        assert answer.status == 404
    listing = f"/api/v1/engine/sessions?account_id={account_id}"
    assert api.call("GET", listing, None, other).status == 404


def test_fibonacci_wants_its_odds_to_be_seen(api: Api, name: str) -> None:
    token, account_id = _trader(api, name)
    staking = {"kind": "fibonacci", "stake": "1.00"}

    refused = _create(api, token, account_id, staking=staking)
    body = {
        "account_id": account_id,
        "symbol": "R_100",
        "expiry_minutes": 1,
        "staking": staking,
        "win_rate": "0.5",
        "trades": 50,
    }
    odds = api.ok("POST", "/api/v1/engine/odds", body, token)

    assert refused.code == "ODDS_NOT_SEEN"
    assert odds["streak_stakes"] == ["1.00", "1.00", "2.00", "3.00", "5.00"]
    assert (odds["streak_loss"], odds["payout_source"]) == ("12.00", "last_price")
    assert 0.5 < float(odds["stop_chance"]) < 0.6
    assert not any(odds["wins_cover"][:2])
    assert _create(api, token, account_id, staking=staking, odds_accepted=True).status == 201


def test_signals_show_votes_consensus_and_why_there_is_no_trade(api: Api, name: str) -> None:
    token, _ = _trader(api, name)
    candles = [Candle(60 * n, 100 + n % 7, 101 + n % 7, 99 + n % 7, 100.0) for n in range(300)]
    DynamoMarket(api.store).put_rates(RateMeter("R_100").measure(candles), api.clock())

    listed = api.ok("GET", "/api/v1/engine/signals", None, token)["items"]
    shown = api.ok("GET", "/api/v1/engine/signals/R_100?expiry_minutes=1", None, token)
    api.clock.advance(minutes=1)
    stale = api.ok("GET", "/api/v1/engine/signals/R_100", None, token)

    assert [each["symbol"] for each in listed] == ["R_100"]
    assert (listed[0]["consensus"]["direction"], listed[0]["reason"]) == ("RISE", None)
    assert set(shown["hit_rates"]) == {"breakout", "momentum", "scalping"}
    assert shown["hit_rates"]["scalping"]["count"] == 0
    assert shown["measured_candles"] == 300
    assert stale["reason"]["code"] == "STALE_FEED"
    assert api.call("GET", "/api/v1/engine/signals/NOWHERE", None, token).status == 404


def test_a_refused_trade_is_found_among_the_decisions(api: Api, name: str) -> None:
    token, account_id = _trader(api, name)
    body = {"account_id": account_id, "symbol": "R_100", "trade_type": "RISE", "expiry_minutes": 1}
    key = {"Idempotency-Key": name}
    answer = api.call("POST", "/api/v1/trades/execute", {**body, "stake": "900.00"}, token, **key)

    found = api.ok("GET", f"/api/v1/engine/decisions?account_id={account_id}", None, token)

    assert answer.status == 409
    assert found["by_reason"] == {"DAILY_LOSS_LIMIT": 1}
    assert found["items"][0]["decision"]["facts"]["limit"] == "100.00"
    assert found["items"][0]["decision"]["thresholds"]["daily_loss_limit"] == "100.00"
    assert found["items"][0]["decision"] == answer.body["decision"]


def test_a_trade_and_its_decision_say_by_how_much_no_rule_refused(api: Api, name: str) -> None:
    token, account_id = _trader(api, name)
    body = {"account_id": account_id, "symbol": "R_100", "trade_type": "RISE", "expiry_minutes": 1}
    key = {"Idempotency-Key": name}
    path = "/api/v1/trades/execute"
    trade = api.call("POST", path, {**body, "stake": "90.00"}, token, **key).body

    shown = api.ok("GET", f"/api/v1/trades/{trade['id']}", None, token)
    found = api.ok("GET", f"/api/v1/engine/decisions?account_id={account_id}", None, token)

    Trade.model_validate(shown)
    [kept] = found["items"]
    assert (kept["id"], kept["session_id"]) == (trade["id"], None)
    assert kept["decision"] == shown["decision"]
    assert shown["decision"]["nearest_miss"] == {
        "code": "DAILY_LOSS_LIMIT",
        "value": "90.00",
        "limit": "100.00",
        "used": "0.9000",
    }


def test_personal_limits_are_set_shown_and_removed_a_day_later(api: Api, name: str) -> None:
    token, account_id = _trader(api, name)
    path = f"/api/v1/accounts/{account_id}/limits"
    wish = {"trading_hours": ["22:00-02:00"], "cooldown_losses": 3, "daily_take_profit": "50.00"}

    limits = api.ok("PATCH", path, wish, token)["limits"]
    pending = api.ok("PATCH", path, {"cooldown_losses": None}, token)
    wrong = api.call("PATCH", path, {"trading_hours": ["25:00-26:00"]}, token)

    assert (limits["trading_hours"], limits["cooldown_losses"]) == (["22:00-02:00"], 3)
    assert pending["limits"]["cooldown_losses"] == 3
    assert pending["pending_limits"]["cooldown_losses"] is None
    assert wrong.body["errors"][0]["field"] == "trading_hours"


def test_the_form_of_a_session_is_data(api: Api, name: str) -> None:
    token, _ = _trader(api, name)

    options = api.ok("GET", "/api/v1/engine/options", None, token)

    channel = options["strategies"][0]["parameters"][0]
    assert {"name", "default", "low", "high", "meaning"} <= set(channel)
    assert options["limit_bounds"]["max_loss"] == {"low": "1.00", "high": "5000.00"}


def test_replays_are_shown_with_their_session_and_by_day(api: Api, name: str) -> None:
    token, account_id = _trader(api, name)
    session = _create(api, token, account_id).body
    path = f"/api/v1/engine/sessions/{session['id']}"
    checks = DynamoReplayChecks(api.store)
    before = api.ok("GET", path, None, token)["replays"]
    place = account_id, session["id"], "R_100"
    checks.keep(ReplayCheck(*place, Verdict.SAME, 3, "abc", "abc", system_clock()))

    (shown,) = api.ok("GET", path, None, token)["replays"]
    (today,) = api.ok("GET", "/api/v1/engine/parity", None, token)["items"]

    assert before == []
    assert (shown["verdict"], shown["decisions"], shown["found"]) == ("same", 3, "abc")
    assert (today["same"], today["different"], today["rate"]) == (1, 0, "1.0000")
