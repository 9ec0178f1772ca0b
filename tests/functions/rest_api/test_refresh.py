"""Staying signed in: rotation, re-use, cookies, sessions."""

from tests.functions.rest_api.harness import PASSWORD, PUBLIC_URL, Answer, Api

REFRESH = "/api/v1/auth/refresh"
LOGOUT = "/api/v1/auth/logout"


def refresh(api: Api, token: str) -> Answer:
    return api.call("POST", REFRESH, {"refresh_token": token})


def test_a_refresh_token_is_exchanged_for_new_tokens(api: Api, name: str) -> None:
    first = api.sign_up(name)["refresh_token"]

    answer = refresh(api, first)

    assert answer.status == 200
    assert answer.body["refresh_token"] != first
    profile = api.ok("GET", "/api/v1/users/profile", token=answer.body["access_token"])
    assert profile["username"] == name


def test_a_spent_refresh_token_revokes_its_family(api: Api, name: str) -> None:
    first = api.sign_up(name)["refresh_token"]
    second = refresh(api, first).body["refresh_token"]
    api.clock.advance(seconds=11)

    reused = refresh(api, first)
    after = refresh(api, second)

    assert (reused.status, reused.code) == (401, "REFRESH_TOKEN_INVALID")
    assert after.status == 401


def test_a_repeat_within_the_grace_gets_the_same_successor(api: Api, name: str) -> None:
    first = api.sign_up(name)["refresh_token"]

    answered = refresh(api, first).body["refresh_token"]
    api.clock.advance(seconds=9)
    repeated = refresh(api, first).body["refresh_token"]

    assert repeated == answered
    api.clock.advance(seconds=60)
    assert refresh(api, answered).status == 200


def test_the_grace_is_for_the_immediate_predecessor_only(api: Api, name: str) -> None:
    first = api.sign_up(name)["refresh_token"]
    second = refresh(api, first).body["refresh_token"]
    refresh(api, second)

    assert refresh(api, first).status == 401
    assert refresh(api, second).status == 401


def test_a_made_up_refresh_token_harms_nobody(api: Api, name: str) -> None:
    token = api.sign_up(name)["refresh_token"]
    user_id, session_id, _, tag = token.split(".")

    forged = refresh(api, ".".join((user_id, session_id, "guess", tag)))

    assert forged.status == 401
    assert refresh(api, token).status == 200


def test_a_refresh_token_ends_after_seven_days_of_silence(api: Api, name: str) -> None:
    token = api.sign_up(name)["refresh_token"]

    api.clock.advance(days=7, seconds=1)

    assert refresh(api, token).status == 401


def test_log_out_revokes_the_refresh_token(api: Api, name: str) -> None:
    token = api.sign_up(name)["refresh_token"]

    answer = api.call("POST", LOGOUT, {"refresh_token": token})

    assert answer.status == 204
    assert refresh(api, token).status == 401


def test_the_web_app_gets_its_refresh_token_in_a_cookie_no_script_can_read(
    api: Api, name: str
) -> None:
    api.sign_up(name)
    body = {"username": name, "password": PASSWORD, "token_delivery": "cookie"}

    answer = api.call("POST", "/api/v1/auth/login", body)

    assert answer.body["refresh_token"] is None
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("nexus_refresh=")
    for attribute in ("HttpOnly", "SameSite=strict", "Path=/api/v1/auth", "Max-Age=604800"):
        assert attribute in cookie
    assert "Secure" not in cookie


def test_a_cookie_is_refreshed_for_our_own_page_only(api: Api, name: str) -> None:
    api.sign_up(name)
    body = {"username": name, "password": PASSWORD, "token_delivery": "cookie"}
    api.cookies |= api.call("POST", "/api/v1/auth/login", body).cookies

    foreign = api.call("POST", REFRESH, Origin="https://evil.test")
    absent = api.call("POST", REFRESH)
    own = api.call("POST", REFRESH, Origin=PUBLIC_URL)

    assert (foreign.status, foreign.code) == (403, "WRONG_ORIGIN")
    assert absent.status == 403
    assert own.status == 200
    assert own.body["refresh_token"] is None
    assert own.cookies["nexus_refresh"] != api.cookies["nexus_refresh"]


def test_logging_out_by_cookie_takes_the_cookie_away(api: Api, name: str) -> None:
    api.sign_up(name)
    body = {"username": name, "password": PASSWORD, "token_delivery": "cookie"}
    api.cookies |= api.call("POST", "/api/v1/auth/login", body).cookies

    answer = api.call("POST", LOGOUT, Origin=PUBLIC_URL)

    assert answer.status == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert api.call("POST", REFRESH, Origin=PUBLIC_URL).status == 401


def test_a_request_without_a_refresh_token_is_not_signed_in(api: Api) -> None:
    answer = api.call("POST", REFRESH, {})

    assert (answer.status, answer.code) == (401, "REFRESH_TOKEN_MISSING")


def test_sessions_are_listed_and_signed_out_one_by_one(api: Api, name: str) -> None:
    first = api.sign_up(name)
    second = api.ok("POST", "/api/v1/auth/login", {"username": name, "password": PASSWORD})

    listed = api.ok("GET", "/api/v1/auth/sessions", token=second["access_token"])["items"]
    other = next(each for each in listed if not each["is_current"])
    gone = api.call("DELETE", f"/api/v1/auth/sessions/{other['id']}", token=second["access_token"])

    assert len(listed) == 2
    assert gone.status == 204
    assert refresh(api, first["refresh_token"]).status == 401
    assert refresh(api, second["refresh_token"]).status == 200
    missing = api.call("DELETE", "/api/v1/auth/sessions/none", token=second["access_token"])
    assert missing.status == 404
