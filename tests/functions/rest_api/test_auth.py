"""Signing up, signing in and tickets."""

import pytest

from nexus.kernel.ids import digest
from tests.functions.rest_api.harness import PASSWORD, Api

LOGIN = "/api/v1/auth/login"
SIGNUP = "/api/v1/auth/signup"


def test_sign_up_gives_tokens_and_a_funded_demo_account(api: Api, name: str) -> None:
    signed_up = api.sign_up(name)

    account = api.ok("POST", "/api/v1/accounts/demo", {}, signed_up["access_token"])
    assert (account["kind"], account["balance"]) == ("demo", "10000.00")
    assert account["is_default"]
    assert account["consensus_mode"] == "advisory"
    assert signed_up["user"]["affiliate_code"] == name
    assert signed_up["token_type"] == "Bearer"
    assert signed_up["expires_in"] == 3600


def test_login_takes_username_or_email_in_any_case(api: Api, name: str) -> None:
    user = api.sign_up(name)["user"]

    by_name = api.ok("POST", LOGIN, {"username": name.upper(), "password": PASSWORD})
    by_mail = api.ok("POST", LOGIN, {"email": f"{name}@EXAMPLE.com", "password": PASSWORD})
    mail_as_name = api.ok("POST", LOGIN, {"username": f"{name}@example.com", "password": PASSWORD})
    assert by_name["user"] == by_mail["user"] == mail_as_name["user"] == user


def test_email_and_username_belong_to_one_person(api: Api, name: str) -> None:
    api.sign_up(name)
    form = {"email": f"{name}@example.com", "password": PASSWORD, "country": "NG"}

    same_mail = api.call("POST", SIGNUP, {**form, "username": f"{name}b"})
    same_name = api.call(
        "POST", SIGNUP, {**form, "email": "other@example.com", "username": name.upper()}
    )

    assert (same_mail.status, same_mail.code) == (409, "EMAIL_TAKEN")
    assert (same_name.status, same_name.code) == (409, "USERNAME_TAKEN")
    wrong = {"username": f"{name}b", "password": PASSWORD}
    assert api.call("POST", LOGIN, wrong).status == 401


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("email", "a@b"),
        ("username", "a"),
        ("username", "1abc"),
        ("username", "drop table"),
        ("username", "admin"),
        ("password", "short"),
        ("password", "password123"),
        ("password", "aaaaaaaaaaaa"),
        ("country", "XX"),
        ("country", "Nigeria"),
        ("accept_terms", False),
    ],
)
def test_sign_up_names_the_field_that_is_wrong(api: Api, field: str, value: object) -> None:
    form = {"email": "e@example.com", "username": "eve", "password": PASSWORD, "country": "NG"}

    answer = api.call("POST", SIGNUP, {**form, field: value})

    assert (answer.status, answer.code) == (422, "VALIDATION_FAILED")
    assert [each["field"] for each in answer.body["errors"]] == [field]


def test_a_password_is_kept_as_an_argon2id_hash_only(api: Api, name: str) -> None:
    user = api.sign_up(name)["user"]

    stored = api.aws.client("dynamodb").query(
        TableName="nexus-test-users",
        KeyConditionExpression="user_id = :u",
        ExpressionAttributeValues={":u": {"S": user["id"]}},
    )["Items"]

    assert PASSWORD not in str(stored)
    hashes = [item["password_hash"]["S"] for item in stored if "password_hash" in item]
    assert len(hashes) == 1
    assert hashes[0].startswith("$argon2id$")


def test_wrong_password_and_unknown_name_get_the_same_answer(api: Api, name: str) -> None:
    api.sign_up(name)

    wrong = api.call("POST", LOGIN, {"username": name, "password": "not the password"})
    unknown = api.call("POST", LOGIN, {"username": "nobody_here", "password": PASSWORD})

    assert wrong.status == unknown.status == 401
    assert wrong.body == unknown.body


def test_guessing_is_slowed_down_per_account_and_address(api: Api, name: str) -> None:
    api.sign_up(name)
    guess = {"username": name, "password": "not the password"}
    for _ in range(10):
        assert api.call("POST", LOGIN, guess).status == 401

    blocked = api.call("POST", LOGIN, {"username": name, "password": PASSWORD})
    elsewhere = api.call(
        "POST", LOGIN, {"username": name, "password": PASSWORD}, address="203.0.113.9"
    )

    assert (blocked.status, blocked.code) == (429, "TOO_MANY_REQUESTS")
    assert 1 <= int(blocked.headers["retry-after"]) <= 900
    assert elsewhere.status == 200
    api.clock.advance(minutes=15)
    assert api.call("POST", LOGIN, {"username": name, "password": PASSWORD}).status == 200


def test_an_access_token_is_good_for_an_hour(api: Api, name: str) -> None:
    token = api.sign_up(name)["access_token"]

    api.clock.advance(minutes=59)
    early = api.call("GET", "/api/v1/users/profile", token=token)
    api.clock.advance(minutes=2)
    late = api.call("GET", "/api/v1/users/profile", token=token)

    assert early.body["username"] == name
    assert (late.status, late.code) == (401, "TOKEN_EXPIRED")


@pytest.mark.parametrize("token", ["x", "a.b.c", "", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
def test_a_token_that_is_not_ours_is_refused(api: Api, token: str) -> None:
    answer = api.call("GET", "/api/v1/users/profile", token=token)

    assert answer.status == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_ticket_is_for_the_owner_of_the_account_only(api: Api, name: str) -> None:
    mine, other = api.sign_up(name), api.sign_up(f"{name}b")
    account = api.ok("POST", "/api/v1/accounts/demo", {}, mine["access_token"])["id"]

    ticket = api.ok("POST", "/api/v1/auth/ws-ticket", {"account_id": account}, mine["access_token"])
    stolen = api.call(
        "POST", "/api/v1/auth/ws-ticket", {"account_id": account}, other["access_token"]
    )

    assert ticket["url"].startswith(
        f"ws://127.0.0.1:8000/ws/trading/{mine['user']['id']}/{account}?ticket="
    )
    assert ticket["expires_in"] == 30
    stored = api.aws.client("dynamodb").scan(TableName="nexus-test-grants")["Items"]
    assert digest(ticket["ticket"]) in str(stored)
    assert ticket["ticket"] not in str(stored)
    assert stolen.status == 404
