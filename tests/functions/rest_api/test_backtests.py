"""Backtests through the API: asked for, refused, repeated, counted, cancelled, deleted."""

import json
from typing import Any

import pytest

from nexus.kernel.clock import from_epoch, to_epoch, to_text
from tests.functions.rest_api.harness import Answer, Api, Json

PATH = "/api/v1/engine/backtests"
BODY: Json = {
    "name": "Two voices",
    "symbol": "R_100",
    "source": {"kind": "synthetic", "candles": 2000, "seed": 7},
    "strategies": [{"name": "breakout"}, {"name": "momentum"}],
    "expiry_minutes": 5,
    "staking": {"kind": "fixed", "stake": "2.00"},
}
ROWS = [f"{60 * n},100,101,99,100.5" for n in range(1, 5)]


def _token(api: Api, name: str) -> str:
    api.open_market()
    return str(api.sign_up(name)["access_token"])


def _ask(api: Api, token: str, key: str = "one", **changes: Any) -> Answer:
    return api.call("POST", PATH, {**BODY, **changes}, token, **{"Idempotency-Key": key})


def _csv(*rows: str) -> Json:
    return {"kind": "csv", "csv": "\n".join(["epoch,open,high,low,close", *rows])}


def _waiting(api: Api) -> list[Json]:
    queue = api.services.settings.BACKTEST_QUEUE_URL
    answer = api.aws.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    return [json.loads(each["Body"]) for each in answer.get("Messages", ())]


def test_a_backtest_is_queued_listed_and_shown(api: Api, name: str) -> None:
    token = _token(api, name)

    asked = _ask(api, token)
    job = asked.body
    listed = api.ok("GET", PATH, None, token)
    shown = api.ok("GET", f"{PATH}/{job['id']}", None, token)

    assert asked.status == 202
    assert (job["status"], job["name"], job["symbol"]) == ("queued", "Two voices", "R_100")
    assert job["progress"] == {"share": "0.0000", "done": 0, "total": 2000}
    assert job["settings"]["staking"]["stake"] == "2.00"
    assert job["settings"]["payout"]["ratio"] == "1.95"
    assert job["source"]["description"].startswith("A random walk")
    assert [each["id"] for each in listed["items"]] == [job["id"]]
    assert shown == {**job, "result": None}
    assert job["id"] in {each["backtest_id"] for each in _waiting(api)}


def test_a_repeated_key_returns_the_first_answer_and_another_body_is_refused(
    api: Api, name: str
) -> None:
    token = _token(api, name)

    first, again, other = _ask(api, token), _ask(api, token), _ask(api, token, expiry_minutes=1)

    assert again.body["id"] == first.body["id"]
    assert other.code == "IDEMPOTENCY_KEY_REUSED"
    assert len(api.ok("GET", PATH, None, token)["items"]) == 1


def test_a_user_has_three_backtests_under_way_at_most(api: Api, name: str) -> None:
    token = _token(api, name)
    jobs = [_ask(api, token, str(number)).body for number in range(3)]

    refused = _ask(api, token, "fourth")
    cancelled = api.call("DELETE", f"{PATH}/{jobs[0]['id']}", None, token)

    assert (refused.status, refused.code) == (409, "TOO_MANY_BACKTESTS")
    assert (cancelled.status, cancelled.body["status"]) == (202, "cancelled")
    assert _ask(api, token, "fifth").status == 202


def test_a_cancelled_backtest_can_be_deleted(api: Api, name: str) -> None:
    token = _token(api, name)
    place = f"{PATH}/{_ask(api, token).body['id']}"

    assert api.call("DELETE", place, None, token).status == 202
    assert api.call("DELETE", place, None, token).status == 204
    assert api.call("GET", place, None, token).code == "NOT_FOUND"


def test_backtests_page_by_cursor(api: Api, name: str) -> None:
    token = _token(api, name)
    ids = []
    for number in range(3):
        api.clock.advance(seconds=1)
        ids.append(_ask(api, token, str(number)).body["id"])

    first = api.ok("GET", f"{PATH}?limit=2", None, token)
    rest = api.ok("GET", f"{PATH}?limit=2&cursor={first['next_cursor']}", None, token)

    assert [each["id"] for each in first["items"] + rest["items"]] == ids[::-1]
    assert rest["next_cursor"] is None


def test_somebody_elses_backtest_is_not_there(api: Api, name: str) -> None:
    job = _ask(api, _token(api, name)).body["id"]
    other = _token(api, f"{name}x")

    for method, path in (("GET", ""), ("GET", "/trades.csv"), ("DELETE", "")):
        assert api.call(method, f"{PATH}/{job}{path}", None, other).code == "NOT_FOUND"


def test_what_is_not_done_cannot_be_exported_or_compared(api: Api, name: str) -> None:
    token = _token(api, name)
    ids = [_ask(api, token, str(number)).body["id"] for number in range(2)]

    exported = api.call("GET", f"{PATH}/{ids[0]}/trades.csv", None, token)
    compared = api.call("GET", f"{PATH}/compare?ids={','.join(ids)}", None, token)
    alone = api.call("GET", f"{PATH}/compare?ids={ids[0]}", None, token)

    assert (exported.code, compared.code) == ("BACKTEST_NOT_DONE", "BACKTEST_NOT_DONE")
    assert [each["field"] for each in alone.body["errors"]] == ["ids"]


def test_an_upload_waits_in_the_bucket(api: Api, name: str) -> None:
    token = _token(api, name)

    job = _ask(api, token, source=_csv(*ROWS)).body
    bucket = api.services.settings.BACKTEST_BUCKET
    found = api.aws.client("s3").list_objects_v2(Bucket=bucket, Prefix="uploads/")

    assert job["source"]["kind"] == "csv"
    assert any(job["id"] in each["Key"] for each in found["Contents"])


def test_the_options_say_what_is_allowed(api: Api, name: str) -> None:
    options = api.ok("GET", f"{PATH}/options", None, _token(api, name))

    assert options["sources"] == ["history", "csv", "synthetic"]
    assert options["bounds"]["payout.ratio"] == {"low": "1", "high": "10"}


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"strategies": [{"name": "astrology"}]}, "strategies.0", "was astrology"),
        ({"strategies": []}, "strategies", "at least one"),
        (
            {"strategies": [{"name": "breakout", "parameters": {"channel": 1}}]},
            "strategies.0.channel",
            "Expected from",
        ),
        (
            {"strategies": [{"name": "breakout", "parameters": {"moon": 1}}]},
            "strategies.0.moon",
            "Expected a parameter of breakout",
        ),
        ({"expiry_minutes": 7}, "expiry_minutes", "Expected one of"),
        ({"staking": {"kind": "fixed", "stake": "0.10"}}, "staking.stake", "Expected from"),
        ({"limits": {"cooldown_losses": 0}}, "limits.cooldown_losses", "Expected from 1 to 20"),
        ({"payout": {"ratio": "0.5"}}, "payout.ratio", "Expected from 1 to 10"),
        ({"commission_rate": "0.9"}, "commission_rate", "Expected from 0 to 0.70"),
        ({"symbol": "NOPE", "source": _csv(*ROWS)}, "decimals", "NOPE is not known"),
        ({"source": {"kind": "synthetic", "candles": 0}}, "source.candles", "was 0"),
        ({"source": {"kind": "synthetic"}}, "source.candles", "was none"),
        ({"source": {"kind": "csv"}}, "source.csv", "Expected rows"),
        ({"source": _csv()}, "candles", "at least one candle"),
        ({"source": _csv(ROWS[1], ROWS[0])}, "candles.1.epoch", "in order"),
        ({"source": _csv(ROWS[0], ROWS[0])}, "candles.1.epoch", "each minute once"),
        ({"source": _csv(ROWS[0], ROWS[2])}, "candles.1.epoch", "1 minutes are missing"),
        ({"source": _csv("60,100,101,99,nan")}, "candles.0", "low <= high"),
        ({"source": _csv("nan,100,101,99,100")}, "candles.line 2", "whole epoch seconds"),
        ({"source": _csv("60,100,101,99,many")}, "candles.line 2", "Expected numbers"),
        ({"source": _csv(f"{10**12},1,1,1,1")}, "candles.0.epoch", "Expected epoch seconds"),
        ({"source": {"kind": "history"}}, "source.starts_at", "Expected a time"),
    ],
)
def test_bad_input_is_refused_with_the_field_and_the_reason(
    api: Api, name: str, changes: Json, field: str, said: str
) -> None:
    answer = _ask(api, _token(api, name), **changes)

    assert answer.status == 422
    found = {each["field"]: each["message"] for each in answer.body["errors"]}
    assert said in found[field]


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [
        (-61 * 86_400, -86_400, "source.starts_at"),
        (-3600, 3600, "source.ends_at"),
        (-3600, -7200, "source.ends_at"),
    ],
)
def test_a_range_beyond_the_allowed_history_is_refused(
    api: Api, name: str, starts: int, ends: int, field: str
) -> None:
    token, now = _token(api, name), to_epoch(api.clock())
    span = {
        "starts_at": to_text(from_epoch(now + starts)),
        "ends_at": to_text(from_epoch(now + ends)),
    }

    answer = _ask(api, token, source={"kind": "history", **span})

    assert [each["field"] for each in answer.body["errors"]] == [field]


def test_history_of_an_unknown_symbol_is_refused(api: Api, name: str) -> None:
    token, now = _token(api, name), api.clock()
    span = {"starts_at": to_text(from_epoch(to_epoch(now) - 3600)), "ends_at": to_text(now)}

    answer = _ask(api, token, symbol="NOPE", source={"kind": "history", **span})

    assert [each["field"] for each in answer.body["errors"]] == ["symbol"]


def test_a_large_upload_is_taken_and_a_larger_one_is_not(api: Api, name: str) -> None:
    token = _token(api, name)
    rows = [f"{60 * n},100.00000,101.00000,99.00000,100.50000" for n in range(1, 60_001)]

    taken = _ask(api, token, source=_csv(*rows))
    refused = _ask(api, token, "other", source={"kind": "csv", "csv": "x" * 5_000_000})

    assert taken.status == 202, taken.text
    assert refused.status == 413
