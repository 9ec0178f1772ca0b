"""Signing up and in."""

from tests.functions.rest_api.harness import PASSWORD, Api


def test_sign_up_gives_tokens_and_a_funded_demo_account(api: Api, name: str) -> None:
    signed_up = api.sign_up(name)

    account = api.ok("POST", "/api/v1/accounts/demo", {}, signed_up["access_token"])
    assert (account["kind"], account["balance"]) == ("demo", "10000.00")
    assert signed_up["user"]["affiliate_code"] == name
    assert signed_up["token_type"] == "Bearer"
    assert signed_up["expires_in"] == 3600


def test_login_takes_username_or_email(api: Api, name: str) -> None:
    user = api.sign_up(name)["user"]

    by_name = api.ok("POST", "/api/v1/auth/login", {"username": name, "password": PASSWORD})
    by_mail = api.ok(
        "POST", "/api/v1/auth/login", {"email": f"{name}@EXAMPLE.com", "password": PASSWORD}
    )
    assert by_name["user"] == by_mail["user"] == user
