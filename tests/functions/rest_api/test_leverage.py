"""Leverage: bounds, waiting time, and the exposure cap that follows from it."""

import pytest

from tests.functions.rest_api.harness import Api
from tests.functions.rest_api.test_unlinking import linked


def test_leverage_raises_the_exposure_cap_a_day_later(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    path = f"/api/v1/accounts/{accounts['real']['id']}"
    token = signed_up["access_token"]

    asked = api.ok("PATCH", f"{path}/limits", {"leverage": 10}, token)
    api.clock.advance(hours=24)
    token = api.ok("POST", "/api/v1/auth/login", api.login_form())["access_token"]
    later = api.ok("GET", path, token=token)

    assert (asked["limits"]["leverage"], asked["limits"]["max_exposure"]) == (1, "20.00")
    assert asked["pending_leverage"]["leverage"] == 10
    assert (later["limits"]["leverage"], later["limits"]["max_exposure"]) == (10, "200.00")
    assert later["pending_leverage"] is None


def test_leverage_of_a_demo_account_is_refused(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)

    answer = api.call(
        "PATCH",
        f"/api/v1/accounts/{accounts['demo']['id']}/limits",
        {"leverage": 2},
        signed_up["access_token"],
    )

    assert (answer.status, answer.code) == (422, "LEVERAGE_REAL_ONLY")


@pytest.mark.parametrize("leverage", [0, 11, -3, 1.5, "2", True, [3], {"a": 1}, 10**30])
def test_leverage_that_is_no_whole_number_in_bounds_is_refused(
    api: Api, name: str, leverage: object
) -> None:
    signed_up, accounts = linked(api, name)

    answer = api.call(
        "PATCH",
        f"/api/v1/accounts/{accounts['real']['id']}/limits",
        {"leverage": leverage},
        signed_up["access_token"],
    )

    assert (answer.status, answer.code) == (422, "VALIDATION_FAILED")
