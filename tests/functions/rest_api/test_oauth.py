"""Signing in through the broker and linking accounts there."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from nexus.adapters.dynamodb.accounts import DynamoBrokerLinks
from nexus.adapters.kms import TokenVault
from tests.functions.rest_api.broker import held
from tests.functions.rest_api.harness import PUBLIC_URL, Answer, Api

AUTHORIZE = "/api/v1/auth/oauth/authorize"
CALLBACK = "/api/v1/oauth/deriv/callback"
COMPLETE = "/api/v1/auth/oauth/complete"


def come_back(api: Api, intent: str, token: str | None = None) -> Answer:
    """Go to the broker, say yes, and bring the code home."""
    begun = api.call("GET", f"{AUTHORIZE}?intent={intent}", token=token)
    assert begun.status == 200, begun.text
    api.cookies |= begun.cookies
    code, state = api.broker.consent(begun.body["authorization_url"])
    return api.call("POST", CALLBACK, {"code": code, "state": state})


def complete(api: Api, profile_token: str, name: str, **changes: Any) -> Answer:
    """Tell what the broker does not."""
    form = {
        "profile_token": profile_token,
        "email": f"{name}@example.com",
        "username": name,
        "country": "NG",
        "accept_terms": True,
    }
    return api.call("POST", COMPLETE, {**form, **changes})


def test_the_login_page_is_asked_for_trading_and_never_for_payments(api: Api) -> None:
    begun = api.ok("GET", f"{AUTHORIZE}?intent=signup")

    query = parse_qs(urlsplit(begun["authorization_url"]).query)
    assert query["scope"] == ["trade account_manage"]
    assert query["redirect_uri"] == [f"{PUBLIC_URL}/oauth/deriv/callback"]
    assert query["code_challenge_method"] == ["S256"]
    assert query["prompt"] == ["registration"]
    assert query["state"] == [begun["state"]]


def test_a_link_mirrors_every_account_at_the_broker(api: Api, name: str) -> None:
    signed_up = api.sign_up(name)
    api.broker.accounts = [held(f"ROT{name}"), held(f"DOT{name}", "demo", "10000")]

    linked = come_back(api, "link", signed_up["access_token"])

    assert linked.status == 200, linked.text
    by_kind = {each["kind"]: each for each in linked.body["accounts"]}
    assert set(by_kind) == {"demo", "real", "deriv_demo"}
    assert by_kind["real"]["balance"] == "250.10"
    assert by_kind["real"]["consensus_mode"] == "enforced"
    assert by_kind["real"]["broker_account_id"] == f"ROT{name}"
    assert by_kind["deriv_demo"]["consensus_mode"] == "advisory"
    entries = api.ok(
        "GET",
        f"/api/v1/accounts/{by_kind['real']['id']}/statement",
        token=signed_up["access_token"],
    )["items"]
    assert [(each["kind"], each["amount"]) for each in entries] == [("opening", "250.10")]


def test_the_broker_token_is_kept_sealed_for_its_user_and_account(api: Api, name: str) -> None:
    signed_up = api.sign_up(name)
    api.broker.accounts = [held(f"ROT{name}")]
    linked = come_back(api, "link", signed_up["access_token"])
    account = next(each for each in linked.body["accounts"] if each["kind"] == "real")

    link = DynamoBrokerLinks(api.store).link(signed_up["user"]["id"], account["id"])

    assert link is not None
    assert api.broker.token not in link.sealed_token
    assert api.broker.token not in linked.text
    vault = TokenVault(api.aws.client("kms"), api.services.settings.BROKER_KEY_ARN)
    opened = vault.open(link.sealed_token, signed_up["user"]["id"], account["id"])
    assert opened == api.broker.token


def test_linking_again_renews_the_token_and_adds_no_account(api: Api, name: str) -> None:
    signed_up = api.sign_up(name)
    api.broker.accounts = [held(f"ROT{name}")]

    first = come_back(api, "link", signed_up["access_token"]).body["accounts"]
    again = come_back(api, "link", signed_up["access_token"]).body["accounts"]

    assert again == first


def test_a_link_keeps_the_session_that_began_it(api: Api, name: str) -> None:
    signed_up = api.sign_up(name)
    api.broker.accounts = [held(f"ROT{name}")]

    linked = come_back(api, "link", signed_up["access_token"])

    assert linked.body["refresh_token"] is None
    sessions = api.ok("GET", "/api/v1/auth/sessions", token=linked.body["access_token"])["items"]
    assert [each["is_current"] for each in sessions] == [True]


def test_a_broker_account_belongs_to_one_user(api: Api, name: str) -> None:
    first, second = api.sign_up(name), api.sign_up(f"{name}b")
    api.broker.accounts = [held(f"ROT{name}")]
    come_back(api, "link", first["access_token"])

    taken = come_back(api, "link", second["access_token"])

    assert (taken.status, taken.code) == (409, "BROKER_ACCOUNT_TAKEN")


def test_linking_needs_somebody_who_is_signed_in(api: Api) -> None:
    assert api.call("GET", f"{AUTHORIZE}?intent=link").status == 401


def test_real_accounts_are_not_linked_where_the_country_does_not_allow_it(
    api: Api, name: str
) -> None:
    signed_up = api.sign_up(name, country="US")
    api.broker.accounts = [held(f"ROT{name}")]

    refused = come_back(api, "link", signed_up["access_token"])
    api.broker.accounts.append(held(f"DOT{name}", "demo"))
    partly = come_back(api, "link", signed_up["access_token"])

    assert (refused.status, refused.code) == (403, "COUNTRY_NOT_ALLOWED")
    assert {each["kind"] for each in partly.body["accounts"]} == {"demo", "deriv_demo"}
    assert [each["code"] for each in partly.body["warnings"]] == ["REAL_NOT_ALLOWED"]


def test_a_token_that_can_move_money_is_refused(api: Api, name: str) -> None:
    signed_up = api.sign_up(name)
    api.broker.scope = "trade payment"

    answer = come_back(api, "link", signed_up["access_token"])

    assert (answer.status, answer.code) == (403, "OAUTH_SCOPE_REFUSED")


def test_an_unknown_person_completes_their_profile(api: Api, name: str) -> None:
    api.broker.accounts = [held(f"ROT{name}")]

    needed = come_back(api, "signup")
    done = complete(api, needed.body["profile_token"], name)

    assert (needed.status, needed.body["code"]) == (202, "PROFILE_REQUIRED")
    assert done.status == 201, done.text
    assert {each["kind"] for each in done.body["accounts"]} == {"demo", "real"}
    assert done.body["user"]["username"] == name
    signed_in = come_back(api, "login")
    assert signed_in.status == 200
    assert signed_in.body["user"] == done.body["user"]


def test_a_profile_token_finishes_one_sign_up_and_survives_a_wrong_field(
    api: Api, name: str
) -> None:
    api.broker.accounts = [held(f"ROT{name}")]
    token = come_back(api, "login").body["profile_token"]

    wrong = complete(api, token, name, country="XX")
    refused = complete(api, token, name, accept_terms=False)
    done = complete(api, token, name)
    again = complete(api, token, f"{name}b")

    assert wrong.status == refused.status == 422
    assert done.status == 201
    assert (again.status, again.code) == (401, "PROFILE_TOKEN_INVALID")


def test_a_sign_up_that_could_link_nothing_creates_nobody(api: Api, name: str) -> None:
    api.broker.accounts = [held(f"ROT{name}")]
    token = come_back(api, "signup").body["profile_token"]

    refused = complete(api, token, name, country="US")
    done = complete(api, token, name)

    assert (refused.status, refused.code) == (403, "COUNTRY_NOT_ALLOWED")
    assert done.status == 201


def test_a_state_is_good_once_and_in_one_browser(api: Api, name: str) -> None:
    token = api.sign_up(name)["access_token"]
    api.broker.accounts = [held(f"ROT{name}")]
    begun = api.call("GET", f"{AUTHORIZE}?intent=link", token=token)
    code, state = api.broker.consent(begun.body["authorization_url"])

    elsewhere = api.call("POST", CALLBACK, {"code": code, "state": state})
    api.cookies |= begun.cookies
    spent = api.call("POST", CALLBACK, {"code": code, "state": state})

    assert (elsewhere.status, elsewhere.code) == (403, "OAUTH_STATE_INVALID")
    assert spent.status == 403


def test_a_state_is_good_for_ten_minutes(api: Api, name: str) -> None:
    token = api.sign_up(name)["access_token"]
    begun = api.call("GET", f"{AUTHORIZE}?intent=link", token=token)
    api.cookies |= begun.cookies
    code, state = api.broker.consent(begun.body["authorization_url"])

    api.clock.advance(minutes=10, seconds=1)

    assert api.call("POST", CALLBACK, {"code": code, "state": state}).status == 403


def test_a_code_the_broker_does_not_know_signs_nobody_in(api: Api, name: str) -> None:
    token = api.sign_up(name)["access_token"]
    begun = api.call("GET", f"{AUTHORIZE}?intent=link", token=token)
    api.cookies |= begun.cookies

    answer = api.call("POST", CALLBACK, {"code": "made up", "state": begun.body["state"]})

    assert (answer.status, answer.code) == (409, "OAUTH_CODE_REFUSED")
