"""Moving real money to its owner's wallet under a one-off consent."""

from urllib.parse import parse_qs, urlsplit

import pytest

from nexus.adapters.dynamodb.accounts import DynamoBrokerLinks
from nexus.adapters.dynamodb.changes import Change, events_of
from nexus.adapters.dynamodb.mirror import DynamoLooks
from nexus.adapters.dynamodb.store import Query
from nexus.kernel.account import AccountStatus
from nexus.notifications.templates import notices_for
from tests.functions.rest_api.harness import Answer, Api, Json
from tests.functions.rest_api.test_oauth import CALLBACK
from tests.functions.rest_api.test_unlinking import change, linked

PAYMENT_TOKEN = "ory_at_payment_token"


def begin(api: Api, signed_up: Json, account: Json, amount: object = "50.00") -> Answer:
    path = f"/api/v1/accounts/{account['id']}/withdraw"
    return api.call("POST", path, {"amount": amount}, signed_up["access_token"])


def consent(api: Api, begun: Answer, scope: str = "payment") -> Answer:
    """Say yes at the broker, and bring the code home."""
    assert begun.status == 202, begun.text
    api.cookies |= begun.cookies
    api.broker.scope, api.broker.token = scope, PAYMENT_TOKEN
    code, state = api.broker.consent(begun.body["authorization_url"])
    return api.call("POST", CALLBACK, {"code": code, "state": state})


def kept(api: Api, account: Json) -> list[Json]:
    query = Query("accounts", account["id"], prefix="WITHDRAWAL#", consistent=True)
    return list(api.store.query_all(query))


def test_money_moves_once_the_owner_consented_at_the_broker(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)

    begun = begin(api, signed_up, accounts["real"])
    before = list(api.broker.transfers)
    done = consent(api, begun)

    query = parse_qs(urlsplit(begun.body["authorization_url"]).query)
    assert query["scope"] == ["payment"]
    assert before == []
    assert done.status == 200, done.text
    assert done.body["withdrawal"]["status"] == "sent"
    [moved] = api.broker.transfers
    assert moved == {
        "wallet_id": "W1",
        "amount": "50.00",
        "currency": "USD",
        "direction": "to_wallet",
        "platform_name": "options",
        "platform_account_id": f"ROT{name}",
        "request_id": begun.body["request_id"],
    }


def test_the_payment_token_is_revoked_and_never_stored(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    links, user_id = DynamoBrokerLinks(api.store), signed_up["user"]["id"]
    before = links.link(user_id, accounts["real"]["id"])

    done = consent(api, begin(api, signed_up, accounts["real"]))

    assert api.broker.revoked == [PAYMENT_TOKEN]
    assert links.link(user_id, accounts["real"]["id"]) == before
    assert PAYMENT_TOKEN not in done.text + api.log + str(kept(api, accounts["real"]))


def test_a_sent_withdrawal_is_an_event_and_a_message_and_asks_for_a_look(
    api: Api, name: str
) -> None:
    signed_up, accounts = linked(api, name)
    consent(api, begin(api, signed_up, accounts["real"]))

    [row] = kept(api, accounts["real"])
    [event] = events_of(Change("accounts", None, row, api.clock()))
    [notice] = notices_for(event)

    assert (event.name, event.data["amount"]) == ("WithdrawalSent", "50.00")
    assert event.subject == accounts["real"]["id"]
    assert notice.user_id == signed_up["user"]["id"]
    assert "50.00 USD" in notice.title
    assert accounts["real"]["id"] in [
        each.account_id for each in DynamoLooks(api.store).looks(api.clock())
    ]


@pytest.mark.parametrize("answers", [[503, 200], [504, 200], [504]])
def test_a_lost_answer_is_asked_again_under_the_same_id(
    api: Api, name: str, answers: list[int]
) -> None:
    signed_up, accounts = linked(api, name)
    api.broker.transfer_answers = answers

    done = consent(api, begin(api, signed_up, accounts["real"]))

    assert done.body["withdrawal"]["status"] == "sent"
    assert len(api.broker.transfers) == 1


def test_a_broker_that_never_answers_leaves_the_outcome_unknown(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    api.broker.transfer_answers = [503, 503, 503]

    done = consent(api, begin(api, signed_up, accounts["real"]))

    assert done.body["withdrawal"]["status"] == "unknown"
    [row] = kept(api, accounts["real"])
    assert events_of(Change("accounts", None, row, api.clock())) == ()


def test_a_transfer_the_broker_refuses_has_failed_with_the_reason(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    api.broker.transfer_answers = [400]

    done = consent(api, begin(api, signed_up, accounts["real"]))

    assert done.body["withdrawal"]["status"] == "failed"
    assert done.body["withdrawal"]["reason"] == "INSUFFICIENT_BALANCE"
    [row] = kept(api, accounts["real"])
    assert [each.name for each in events_of(Change("accounts", None, row, api.clock()))] == [
        "WithdrawalFailed"
    ]


def test_a_consent_is_good_once(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    begun = begin(api, signed_up, accounts["real"])
    consent(api, begun)

    again = consent(api, begun)

    assert (again.status, again.code) == (403, "OAUTH_STATE_INVALID")
    assert len(api.broker.transfers) == 1


def test_a_consent_without_the_payment_scope_moves_nothing(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)

    done = consent(api, begin(api, signed_up, accounts["real"]), "trade")

    assert (done.status, done.code) == (403, "OAUTH_SCOPE_REFUSED")
    assert api.broker.transfers == []


@pytest.mark.parametrize("kind", ["demo", "deriv_demo"])
def test_play_money_is_not_withdrawn(api: Api, name: str, kind: str) -> None:
    signed_up, accounts = linked(api, name, "real", "demo")

    answer = begin(api, signed_up, accounts[kind])

    assert (answer.status, answer.code) == (409, "WITHDRAWAL_REAL_ONLY")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (AccountStatus.FROZEN, "ACCOUNT_FROZEN"),
        (AccountStatus.NEEDS_RELINK, "LINK_EXPIRED"),
        (AccountStatus.UNLINKED, "LINK_EXPIRED"),
    ],
)
def test_an_account_that_cannot_be_trusted_now_pays_nothing_out(
    api: Api, name: str, status: AccountStatus, code: str
) -> None:
    signed_up, accounts = linked(api, name)
    change(api, accounts["real"]["id"], status=status)

    answer = begin(api, signed_up, accounts["real"])

    assert (answer.status, answer.code) == (409, code)


def test_more_than_the_balance_is_refused(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)

    answer = begin(api, signed_up, accounts["real"], "250.11")

    assert (answer.status, answer.code) == (409, "INSUFFICIENT_BALANCE")


def test_an_account_frozen_meanwhile_pays_nothing_out(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    begun = begin(api, signed_up, accounts["real"])
    change(api, accounts["real"]["id"], status=AccountStatus.FROZEN)

    done = consent(api, begun)

    assert (done.status, done.code) == (409, "ACCOUNT_FROZEN")
    assert api.broker.transfers == []


@pytest.mark.parametrize(
    "amount", ["0.00", "-5.00", "1.001", "NaN", "1e2", "", True, None, {"a": 1}, "9" * 20]
)
def test_an_amount_that_is_none_is_refused(api: Api, name: str, amount: object) -> None:
    signed_up, accounts = linked(api, name)

    answer = begin(api, signed_up, accounts["real"], amount)

    assert (answer.status, answer.code) == (422, "VALIDATION_FAILED")


def test_somebody_elses_money_is_not_there(api: Api, name: str) -> None:
    _, accounts = linked(api, name)
    stranger = api.sign_up(f"{name}x")

    answer = begin(api, stranger, accounts["real"])

    assert (answer.status, answer.code) == (404, "NOT_FOUND")
