"""Linking, withdrawing and unlinking through the API, with the twin as the broker."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest

from functions.rest_api.services import Services
from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.accounts import DynamoBrokerLinks
from nexus.adapters.dynamodb.store import Store
from tests.conformance.sandbox_harness import Broker, running_broker
from tests.functions.environment import use_environment
from tests.functions.rest_api.broker import FakeBroker
from tests.functions.rest_api.harness import Api, Json, TestClock, _settings
from tests.functions.rest_api.test_oauth import AUTHORIZE, CALLBACK

PASSWORD = "long enough"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    state = tmp_path_factory.mktemp("twin") / "broker.sqlite"
    with running_broker(state) as broker:
        broker.control("PUT", "/limits", {"enabled": False})
        yield broker


@pytest.fixture
def twin(
    tables: Store, local_aws: LocalAws, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> Api:
    """The API, with the twin where the broker is."""
    use_environment(monkeypatch, local_aws)
    broker.control("DELETE", "/faults")
    there = {"DERIV_APP_ID": "sandbox-app"}
    there |= dict.fromkeys(("DERIV_AUTH_URL", "DERIV_API_URL"), broker.url)
    clock = TestClock()
    settings = _settings(local_aws).model_copy(update=there)
    return Api(tables, Services(settings, clock), clock, FakeBroker(), local_aws)


def consent(broker: Broker, url: str, email: str, decision: str = "allow") -> dict[str, str]:
    """Log in at the twin and answer its consent page; what the browser brings home."""
    page = broker.http.get(f"/oauth2/auth?{urlsplit(url).query}")
    challenge = page.text.split('name="challenge" value="')[1].split('"')[0]
    asked = dict(parse_qsl(urlsplit(url).query))["scope"].split()
    form = {"challenge": challenge, "email": email, "password": PASSWORD}
    broker.http.post("/oauth2/login", data=form)
    answer = {"challenge": challenge, "scope": asked, "decision": decision}
    back = broker.http.post("/oauth2/consent", data=answer)
    return dict(parse_qsl(urlsplit(back.headers["location"]).query))


def person(api: Api, broker: Broker, name: str) -> tuple[str, str, Json]:
    """Somebody with a linked real account: their token, their e-mail at the twin, the account."""
    email = f"{name}@twin.example"
    broker.control("POST", "/users", {"email": email, "password": PASSWORD})
    token = api.sign_up(name)["access_token"]
    begun = api.call("GET", f"{AUTHORIZE}?intent=link", token=token)
    api.cookies |= begun.cookies
    back = consent(broker, begun.body["authorization_url"], email)
    linked = api.ok("POST", CALLBACK, {"code": back["code"], "state": back["state"]})
    return token, email, next(each for each in linked["accounts"] if each["kind"] == "real")


def balance(broker: Broker, account: Json) -> str:
    books = broker.control("GET", f"/books?account_id={account['broker_account_id']}")
    return str(books["accounts"][0]["balance"])


def begin(api: Api, token: str, account: Json) -> Json:
    path = f"/api/v1/accounts/{account['id']}/withdraw"
    begun = api.call("POST", path, {"amount": "400.50"}, token)
    api.cookies |= begun.cookies
    body: Json = begun.body
    return body


@pytest.mark.parametrize("effect", [None, "status", "status_after"])
def test_a_withdrawal_moves_once_and_its_token_is_gone(
    twin: Api, broker: Broker, name: str, effect: str | None
) -> None:
    token, email, account = person(twin, broker, name)
    begun = begin(twin, token, account)
    if effect:
        path = "/wallet/v1/transfers/platforms"
        rule = {"target": path, "effect": effect, "status": 504, "count": 1}
        broker.control("POST", "/faults", rule)
    back = consent(broker, begun["authorization_url"], email)
    home = {"code": back["code"], "state": back["state"]}

    done = twin.call("POST", CALLBACK, home)
    again = twin.call("POST", CALLBACK, home)

    assert done.body["withdrawal"]["status"] == "sent"
    assert done.body["withdrawal"]["request_id"] == begun["request_id"]
    assert (again.status, again.code) == (403, "OAUTH_STATE_INVALID")
    assert balance(broker, account) == "599.50"
    assert "ory_at_" not in done.text + twin.log


def test_a_refused_consent_moves_nothing(twin: Api, broker: Broker, name: str) -> None:
    token, email, account = person(twin, broker, name)
    begun = begin(twin, token, account)

    back = consent(broker, begun["authorization_url"], email, "deny")

    assert back["error"] == "access_denied"
    assert "code" not in back
    assert balance(broker, account) == "1000.00"


def test_too_many_requests_fail_the_withdrawal_and_move_nothing(
    twin: Api, broker: Broker, name: str
) -> None:
    token, email, account = person(twin, broker, name)
    begun = begin(twin, token, account)
    back = consent(broker, begun["authorization_url"], email)
    rule = {"target": "/wallet/v1/transfers/platforms", "effect": "status", "status": 429}
    broker.control("POST", "/faults", rule)

    done = twin.call("POST", CALLBACK, {"code": back["code"], "state": back["state"]})

    assert done.body["withdrawal"]["status"] == "failed"
    assert done.body["withdrawal"]["reason"] == "TOO_MANY_REQUESTS"
    assert balance(broker, account) == "1000.00"


def test_unlinking_revokes_at_the_twin_once_no_other_account_needs_the_token(
    twin: Api, broker: Broker, name: str
) -> None:
    token, _, account = person(twin, broker, name)
    every = twin.ok("GET", "/api/v1/accounts", token=token)["items"]
    demo = next(each for each in every if each["kind"] == "deriv_demo")

    done = [
        twin.ok("DELETE", f"/api/v1/accounts/{each['id']}/link", token=token)["revocation"]
        for each in (demo, account)
    ]

    assert done == ["shared", "revoked"]
    user_id = twin.ok("GET", "/api/v1/users/profile", token=token)["id"]
    assert DynamoBrokerLinks(twin.store).link(user_id, account["id"]) is None
