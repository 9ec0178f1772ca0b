"""Unlinking an account at the broker, and linking it again."""

from dataclasses import replace
from decimal import Decimal

import pytest

from nexus.adapters.dynamodb.accounts import DynamoBrokerLinks
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.store import Query
from nexus.kernel.account import Account, AccountStatus
from nexus.kernel.change import account_change
from tests.functions.rest_api.broker import held
from tests.functions.rest_api.harness import Api, Json
from tests.functions.rest_api.test_oauth import come_back


def linked(api: Api, name: str, *kinds: str) -> tuple[Json, dict[str, Json]]:
    """Sign somebody up with accounts at the broker; their accounts by kind."""
    signed_up = api.sign_up(name)
    prefixes = {"real": "ROT", "demo": "DOT"}
    api.broker.accounts = [held(f"{prefixes[kind]}{name}", kind) for kind in kinds or ("real",)]
    answer = come_back(api, "link", signed_up["access_token"])
    return signed_up, {each["kind"]: each for each in answer.body["accounts"]}


def change(api: Api, account_id: str, **fields: object) -> None:
    """Put an account into a state."""
    ledger = DynamoLedger(api.store, 2)
    before = ledger.account(account_id)
    after: Account = replace(before, **fields)  # type: ignore[arg-type]
    ledger.commit_account(account_change(before, after, api.clock()))


def unlink(api: Api, signed_up: Json, account: Json) -> Json:
    path = f"/api/v1/accounts/{account['id']}/link"
    done: Json = api.ok("DELETE", path, token=signed_up["access_token"])
    return done


def security_events(api: Api, user_id: str) -> list[str]:
    rows = api.store.query_all(Query("users", user_id, prefix="SECURITY#"))
    return [str(row["security_event"]) for row in rows]


def test_unlinking_revokes_the_token_and_forgets_it(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)

    done = unlink(api, signed_up, accounts["real"])

    assert done["account"]["status"] == "unlinked"
    assert done["revocation"] == "revoked"
    assert api.broker.revoked == [api.broker.token]
    links = DynamoBrokerLinks(api.store)
    assert links.link(signed_up["user"]["id"], accounts["real"]["id"]) is None
    assert links.owner_of(f"ROT{name}") is None
    assert security_events(api, signed_up["user"]["id"]) == ["broker_token_revoked"]


def test_unlinking_twice_does_it_once(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    unlink(api, signed_up, accounts["real"])

    again = unlink(api, signed_up, accounts["real"])

    assert (again["account"]["status"], again["revocation"]) == ("unlinked", "absent")
    assert len(api.broker.revoked) == 1


@pytest.mark.parametrize("fields", [{"open_trades": {"T1": Decimal(10)}}, {"buying": "T1"}])
def test_unlinking_is_refused_while_a_trade_is_open(
    api: Api, name: str, fields: dict[str, object]
) -> None:
    signed_up, accounts = linked(api, name)
    change(api, accounts["real"]["id"], **fields)

    path = f"/api/v1/accounts/{accounts['real']['id']}/link"
    answer = api.call("DELETE", path, token=signed_up["access_token"])

    assert (answer.status, answer.code) == (409, "TRADES_OPEN")
    assert DynamoBrokerLinks(api.store).owner_of(f"ROT{name}") is not None
    assert api.broker.revoked == []


def test_a_token_that_another_account_needs_is_not_revoked(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name, "real", "demo")

    first = unlink(api, signed_up, accounts["deriv_demo"])
    second = unlink(api, signed_up, accounts["real"])

    assert (first["revocation"], second["revocation"]) == ("shared", "revoked")
    assert api.broker.revoked == [api.broker.token]


def test_a_broker_that_does_not_answer_does_not_stop_the_unlinking(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    api.broker.revocation_status = 503

    done = unlink(api, signed_up, accounts["real"])

    assert (done["account"]["status"], done["revocation"]) == ("unlinked", "failed")
    assert security_events(api, signed_up["user"]["id"]) == ["broker_token_failed"]


def test_an_unlinked_broker_account_may_be_linked_by_somebody_else(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    unlink(api, signed_up, accounts["real"])
    other = api.sign_up(f"{name}b")

    taken = come_back(api, "link", other["access_token"])
    back = come_back(api, "link", signed_up["access_token"])

    assert taken.status == 200
    assert (back.status, back.code) == (409, "BROKER_ACCOUNT_TAKEN")


def test_linking_an_unlinked_account_goes_on_with_its_history(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    unlink(api, signed_up, accounts["real"])

    again = come_back(api, "link", signed_up["access_token"])

    real = [each for each in again.body["accounts"] if each["kind"] == "real"]
    assert [(each["id"], each["status"]) for each in real] == [(accounts["real"]["id"], "active")]


def test_linking_an_expired_account_again_renews_its_token(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    change(api, accounts["real"]["id"], status=AccountStatus.NEEDS_RELINK)
    links = DynamoBrokerLinks(api.store)
    before = links.link(signed_up["user"]["id"], accounts["real"]["id"])
    api.clock.advance(minutes=90)

    token = api.ok("POST", "/api/v1/auth/login", api.login_form())["access_token"]
    again = come_back(api, "link", token)

    after = links.link(signed_up["user"]["id"], accounts["real"]["id"])
    assert before is not None
    assert after is not None
    assert after.expires_at > before.expires_at
    [real] = [each for each in again.body["accounts"] if each["kind"] == "real"]
    assert real["status"] == "active"


def test_linking_again_does_not_end_a_halt(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    fields = {"status": AccountStatus.NEEDS_RELINK, "halted_at": api.clock()}
    change(api, accounts["real"]["id"], **fields)

    again = come_back(api, "link", signed_up["access_token"])

    [real] = [each for each in again.body["accounts"] if each["kind"] == "real"]
    assert real["status"] == "halted"


def test_linked_accounts_are_listed_until_they_are_unlinked(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    links, account_id = DynamoBrokerLinks(api.store), accounts["real"]["id"]

    before = account_id in links.linked()
    unlink(api, signed_up, accounts["real"])
    after = account_id in links.linked()
    come_back(api, "link", signed_up["access_token"])

    assert (before, after, account_id in links.linked()) == (True, False, True)


def test_a_frozen_account_stays_frozen_when_it_is_linked_again(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)
    change(api, accounts["real"]["id"], status=AccountStatus.FROZEN)

    again = come_back(api, "link", signed_up["access_token"])

    [real] = [each for each in again.body["accounts"] if each["kind"] == "real"]
    assert real["status"] == "frozen"


def test_a_demo_account_cannot_be_unlinked(api: Api, name: str) -> None:
    signed_up, accounts = linked(api, name)

    path = f"/api/v1/accounts/{accounts['demo']['id']}/link"
    answer = api.call("DELETE", path, token=signed_up["access_token"])

    assert (answer.status, answer.code) == (409, "ACCOUNT_NOT_LINKED")


@pytest.mark.parametrize("account_id", ["no-such-account", "%00", "x" * 300])
def test_an_account_that_is_not_there_cannot_be_unlinked(
    api: Api, name: str, account_id: str
) -> None:
    token = api.sign_up(name)["access_token"]

    answer = api.call("DELETE", f"/api/v1/accounts/{account_id}/link", token=token)

    assert answer.status == 404


def test_somebody_elses_account_cannot_be_unlinked(api: Api, name: str) -> None:
    _, accounts = linked(api, name)
    stranger = api.sign_up(f"{name}x")["access_token"]

    answer = api.call("DELETE", f"/api/v1/accounts/{accounts['real']['id']}/link", token=stranger)

    assert (answer.status, answer.code) == (404, "NOT_FOUND")
