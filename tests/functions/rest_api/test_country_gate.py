"""Where real money may be used: signing up, linking, and each real trade."""

from datetime import timedelta

import pytest

from nexus.accounts.countries import DEMO_ONLY
from nexus.adapters.dynamodb.market import DynamoMarket
from tests.factories import a_quote
from tests.functions.rest_api.broker import held
from tests.functions.rest_api.harness import PASSWORD, Api
from tests.functions.rest_api.test_oauth import come_back
from tests.functions.rest_api.test_unlinking import linked


@pytest.mark.parametrize("country", ["XX", "ng", "NGA", "", "1", None, 7])
def test_a_country_that_is_none_signs_nobody_up(api: Api, name: str, country: object) -> None:
    form = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}

    answer = api.call("POST", "/api/v1/auth/signup", {**form, "country": country})

    assert (answer.status, answer.code) == (422, "VALIDATION_FAILED")


@pytest.mark.parametrize("country", sorted(DEMO_ONLY)[::12])
def test_a_demo_only_country_signs_up_with_a_demo_and_links_nothing_real(
    api: Api, name: str, country: str
) -> None:
    signed_up = api.sign_up(name, country=country)
    api.broker.accounts = [held(f"ROT{name}")]

    refused = come_back(api, "link", signed_up["access_token"])

    assert signed_up["user"]["real_trading_allowed"] is False
    assert (refused.status, refused.code) == (403, "COUNTRY_NOT_ALLOWED")
    kinds = api.ok("GET", "/api/v1/accounts", token=signed_up["access_token"])["items"]
    assert [each["kind"] for each in kinds] == ["demo"]


def test_each_real_trade_is_judged_by_the_country_of_that_moment(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name, "real", "demo")
    token, now = signed_up["access_token"], api.clock()
    api.open_market()
    for kind in ("real", "deriv_demo"):
        until = now + timedelta(minutes=1)
        own = a_quote(account_id=accounts[kind]["id"], asked_at=now, valid_until=until)
        DynamoMarket(api.store).put_quote(own)
        mode = {"consensus_mode": "advisory"}
        api.ok("PATCH", f"/api/v1/accounts/{accounts[kind]['id']}/limits", mode, token)

    before = api.buy(token, accounts["real"]["id"], f"1-{name}", stake="1.00")
    api.ok("PATCH", "/api/v1/users/profile", {"country": "US"}, token)
    after = api.buy(token, accounts["real"]["id"], f"2-{name}", stake="1.00")
    play = api.buy(token, accounts["deriv_demo"]["id"], f"3-{name}", stake="1.00")

    assert before.status == 201, before.text
    assert (after.status, after.code) == (409, "COUNTRY_NOT_ALLOWED")
    assert play.status == 201, play.text
