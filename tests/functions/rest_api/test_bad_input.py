"""Requests that make no sense, and faults: each a clear problem document."""

import json

import pytest

from nexus.adapters.dynamodb.store import Store
from tests.functions.rest_api.harness import Api, make_api

LOGIN = "/api/v1/auth/login"


@pytest.mark.parametrize("raw", ["{", "", "nonsense", "{'a': 1}", "\x00", '{"a":'])
def test_a_body_that_is_not_json_is_not_valid(api: Api, raw: str) -> None:
    answer = api.call("POST", LOGIN, raw=raw)

    assert answer.status == 422
    assert answer.code in {"BODY_NOT_JSON", "VALIDATION_FAILED"}


@pytest.mark.parametrize("raw", ["[]", "1", "null", '"text"', "[" * 50_000])
def test_json_that_is_not_an_object_is_not_valid(api: Api, raw: str) -> None:
    answer = api.call("POST", LOGIN, raw=raw)

    assert answer.status in {400, 422}
    assert answer.code


def test_a_body_of_another_type_is_not_valid(api: Api) -> None:
    answer = api.call("POST", LOGIN, raw="username=a", **{"Content-Type": "text/plain"})

    assert (answer.status, answer.code) == (422, "VALIDATION_FAILED")


@pytest.mark.parametrize("path", [LOGIN, "/api/v1/auth/signup", "/api/v1/auth/refresh"])
def test_a_body_of_a_megabyte_is_too_large(api: Api, path: str) -> None:
    answer = api.call("POST", path, {"username": "a" * 1_000_000})

    assert (answer.status, answer.code) == (413, "BODY_TOO_LARGE")


def test_an_unknown_path_is_not_there(api: Api) -> None:
    answer = api.call("GET", "/api/v1/nothing")

    assert (answer.status, answer.code) == (404, "NOT_FOUND")


def test_another_method_is_not_allowed(api: Api) -> None:
    answer = api.call("DELETE", LOGIN)

    assert (answer.status, answer.code) == (405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/users/profile",
        "/api/v1/accounts",
        "/api/v1/trades",
        "/api/v1/trades/open",
        "/api/v1/billing/balance",
        "/api/v1/affiliates/clicks",
        "/api/v1/notifications",
        "/api/v1/market/symbols",
        "/api/v1/auth/sessions",
    ],
)
def test_nothing_personal_is_told_to_nobody(api: Api, path: str) -> None:
    answer = api.call("GET", path)

    assert (answer.status, answer.code) == (401, "NOT_SIGNED_IN")


def test_a_trailing_slash_is_the_same_place(api: Api, name: str) -> None:
    token = api.sign_up(name)["access_token"]

    assert api.call("GET", "/api/v1/accounts/", token=token).status == 200


def test_health_needs_nobody_and_nothing(api: Api) -> None:
    answer = api.call("GET", "/api/v1/health")

    assert (answer.status, answer.body) == (200, {"status": "ok"})


def test_answers_are_not_kept_by_caches(api: Api) -> None:
    answer = api.call("GET", "/api/v1/health")

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_fault_of_ours_tells_nothing_of_our_insides(api: Api, tables: Store, name: str) -> None:
    token = api.sign_up(name)["access_token"]
    lost = make_api(tables, api.aws)
    lost.services.tables = Store(api.aws.client("dynamodb"), "no-such-table-")

    answer = lost.call("GET", "/api/v1/users/profile", token=token)

    assert (answer.status, answer.code) == (500, "INTERNAL")
    assert "no-such-table" not in answer.text
    assert "ResourceNotFound" not in answer.text
    assert "ResourceNotFoundException" in lost.log


def test_a_request_is_logged_on_one_line_without_secrets(api: Api, name: str) -> None:
    password = "a password nobody may read"

    signed_up = api.sign_up(name, password=password)
    api.ok("GET", "/api/v1/users/profile", token=signed_up["access_token"])

    requests = [json.loads(line) for line in api.log.splitlines()]
    assert [each["route"] for each in requests] == ["/api/v1/auth/signup", "/api/v1/users/profile"]
    assert requests[1]["user_id"] == signed_up["user"]["id"]
    for secret in (password, signed_up["access_token"], signed_up["refresh_token"]):
        assert secret not in api.log
