"""Moving money out and giving tokens back, against the twin instead of a fake."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import httpx
import pytest

from nexus.accounts.withdrawing import Withdrawal, WithdrawalStatus
from nexus.adapters.broker.login import DerivLogin
from nexus.adapters.broker.rest import BrokerRest
from nexus.adapters.broker.revocation import DerivRevoker
from nexus.adapters.broker.wallets import DerivWallets
from nexus.kernel.errors import Refused, Rejected, Throttled, Unauthenticated, Unavailable
from tests.conformance.sandbox_harness import Account, Broker, running_broker

APP = "sandbox-app"
CALLBACK = "http://127.0.0.1:8000/oauth/deriv/callback"
VERIFIER = "v" * 43
TRANSFERS, WALLETS = "/wallet/v1/transfers/platforms", "/wallet/v1/wallets"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    state = tmp_path_factory.mktemp("wallets") / "broker.sqlite"
    with running_broker(state) as broker:
        broker.control("PUT", "/limits", {"enabled": False})
        yield broker


@pytest.fixture(autouse=True)
def _no_faults(broker: Broker) -> None:
    broker.control("DELETE", "/faults")
    broker.control("DELETE", "/assumptions")


def http() -> httpx.Client:
    return httpx.Client(timeout=10, trust_env=False)


@dataclass
class Person:
    """Somebody with a real account, and a token of the scopes they consented to."""

    broker: Broker
    account: Account
    token: str

    def withdrawal(self, amount: str = "400.50", **changes: str) -> Withdrawal:
        return Withdrawal(
            request_id=changes.get("request_id", str(uuid4())),
            account_id="A1",
            owner_id="U1",
            broker_account_id=self.account.id,
            amount=Decimal(amount),
            currency="USD",
            status=WithdrawalStatus.SENDING,
            requested_at=datetime(2026, 11, 24, tzinfo=UTC),
        )

    @property
    def wallets(self) -> DerivWallets:
        return DerivWallets(APP, self.broker.url, http)

    @property
    def balance(self) -> str:
        books = self.broker.control("GET", f"/books?account_id={self.account.id}")
        return str(books["accounts"][0]["balance"])


@pytest.fixture
def person(broker: Broker) -> Person:
    account = broker.account("real")
    wanted = {"scopes": ["payment"], "app_id": APP}
    path = f"/users/{account.user_id}/tokens"
    return Person(broker, account, broker.control("POST", path, wanted)["token"])


def fault(broker: Broker, target: str, effect: str, **more: object) -> None:
    broker.control("POST", "/faults", {"target": target, "effect": effect, **more})


def consent(broker: Broker, login: DerivLogin, scopes: list[str], decision: str) -> dict[str, str]:
    """Answer the consent page; what the browser brings home."""
    address = login.url("st4te", VERIFIER, is_signup=True).split("?")
    page = broker.http.get(f"/oauth2/auth?{address[1]}")
    challenge = page.text.split('name="challenge" value="')[1].split('"')[0]
    email = f"{secrets.token_hex(6)}@example.com"
    form = {"challenge": challenge, "email": email, "password": "long enough"}
    broker.http.post("/oauth2/registration", data=form)
    answer = {"challenge": challenge, "scope": scopes, "decision": decision}
    back = broker.http.post("/oauth2/consent", data=answer)
    return dict(parse_qsl(urlsplit(back.headers["location"]).query))


def payment_login(broker: Broker) -> DerivLogin:
    return DerivLogin(APP, broker.url, broker.url, CALLBACK, http, ("payment",))


def test_a_withdrawal_moves_the_amount_to_the_main_wallet(person: Person) -> None:
    person.wallets.to_wallet(person.token, person.withdrawal())

    assert person.balance == "599.50"


def test_a_replayed_request_id_moves_nothing_more_and_is_no_error(person: Person) -> None:
    wanted = person.withdrawal()

    for _ in range(3):
        person.wallets.to_wallet(person.token, wanted)

    assert person.balance == "599.50"


@pytest.mark.parametrize("effect", ["status", "status_after"])
def test_a_lost_answer_is_asked_again_and_moves_once(
    broker: Broker, person: Person, effect: str
) -> None:
    fault(broker, TRANSFERS, effect, status=504, count=1)

    person.wallets.to_wallet(person.token, person.withdrawal())

    assert person.balance == "599.50"


def test_a_broker_that_never_confirms_leaves_it_unknown(broker: Broker, person: Person) -> None:
    fault(broker, TRANSFERS, "status_after", status=503)

    # The money moved although nobody said so: only the statement can tell.
    with pytest.raises(Unavailable):
        BrokerRest(http(), broker.url, APP).transfer(person.token, _body(person))
    assert person.balance == "599.50"


def _body(person: Person) -> dict[str, str]:
    rest = BrokerRest(http(), person.broker.url, APP)
    return {
        "wallet_id": rest.main_wallet(person.token),
        "amount": "400.50",
        "currency": "USD",
        "direction": "to_wallet",
        "platform_name": "options",
        "platform_account_id": person.account.id,
        "request_id": str(uuid4()),
    }


def test_too_many_requests_move_nothing_and_say_how_long_to_wait(
    broker: Broker, person: Person
) -> None:
    fault(broker, TRANSFERS, "status", status=429, count=1)

    with pytest.raises(Throttled) as refused:
        person.wallets.to_wallet(person.token, person.withdrawal())

    assert refused.value.retry_after > 0
    assert person.balance == "1000.00"


def test_too_many_requests_after_a_lost_answer_prove_nothing(
    broker: Broker, person: Person
) -> None:
    fault(broker, TRANSFERS, "status_after", status=504, count=1)

    def too_fast_from_now_on(answer: httpx.Response) -> None:
        if answer.status_code == 504:
            fault(broker, TRANSFERS, "status", status=429)

    def hooked() -> httpx.Client:
        client = http()
        client.event_hooks = {"response": [too_fast_from_now_on]}
        return client

    with pytest.raises(Unavailable):
        DerivWallets(APP, broker.url, hooked).to_wallet(person.token, person.withdrawal())

    assert person.balance == "599.50"


def test_more_than_there_is_moves_nothing(person: Person) -> None:
    with pytest.raises(Rejected) as refused:
        person.wallets.to_wallet(person.token, person.withdrawal("1000.01"))

    assert refused.value.code == "INSUFFICIENT_BALANCE"
    assert person.balance == "1000.00"


def test_a_token_for_trading_moves_nothing(broker: Broker, person: Person) -> None:
    with pytest.raises(Refused):
        person.wallets.to_wallet(person.account.token, person.withdrawal())

    assert person.balance == "1000.00"


def test_the_consent_page_asks_for_payment_and_its_token_pays(broker: Broker) -> None:
    login = payment_login(broker)

    back = consent(broker, login, ["payment"], "allow")
    token = login.redeem(back["code"], VERIFIER)

    assert token.scope.split() == ["payment"]
    assert BrokerRest(http(), broker.url, APP).main_wallet(token.access_token)
    with pytest.raises(Rejected, match="invalid_grant"):
        login.redeem(back["code"], VERIFIER)


def test_a_refused_consent_brings_no_code(broker: Broker) -> None:
    back = consent(broker, payment_login(broker), ["payment"], "deny")

    assert back["error"] == "access_denied"
    assert "code" not in back


def test_a_revoked_token_opens_nothing_and_may_be_revoked_again(
    broker: Broker, person: Person
) -> None:
    revoker = DerivRevoker(APP, broker.url, http)

    for _ in range(2):
        revoker.revoke(person.token)

    with pytest.raises(Unauthenticated):
        BrokerRest(http(), broker.url, APP).main_wallet(person.token)
    with pytest.raises(Refused):
        person.wallets.to_wallet(person.token, person.withdrawal())
    assert person.balance == "1000.00"


def test_a_revocation_that_fails_says_so(broker: Broker, person: Person) -> None:
    fault(broker, "/oauth2/revoke", "status", status=503, count=1)

    with pytest.raises(Unavailable):
        DerivRevoker(APP, broker.url, http).revoke(person.token)
    assert BrokerRest(http(), broker.url, APP).main_wallet(person.token)
