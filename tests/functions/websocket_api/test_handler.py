"""The handler as API Gateway calls it."""

import importlib
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from functions.websocket_api.settings import settings
from functions.websocket_api.wiring import room
from infra.local.aws import LocalAws
from nexus.kernel.clock import system_clock
from tests.functions.websocket_api.conftest import ORIGIN, Stage

Handler = Callable[[Mapping[str, Any], object], dict[str, Any]]


@pytest.fixture
def handler(stage: Stage, local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> Handler:
    """The handler wired to the local AWS, on the machine's clock."""
    stage.clock.now = system_clock()
    monkeypatch.setenv("PUBLIC_URL", ORIGIN)
    endpoint = f"{local_aws.endpoint}/_aws/execute-api/none/live"
    monkeypatch.setenv("WEBSOCKET_ENDPOINT", endpoint)
    settings.cache_clear()
    room.cache_clear()
    found: Handler = importlib.import_module("functions.websocket_api.handler").handler
    return found


def event(route: str, connection_id: str, **members: Any) -> dict[str, Any]:
    """Build a WebSocket proxy event."""
    return {
        "requestContext": {
            "routeKey": route,
            "connectionId": connection_id,
            "requestId": "r1",
            "eventType": "MESSAGE",
            "stage": "live",
        },
        "isBase64Encoded": False,
        **members,
    }


def test_a_socket_connects_speaks_and_leaves(handler: Handler, stage: Stage) -> None:
    query = stage.query()
    connect = event(
        "$connect", "c1", queryStringParameters=query, headers={"Origin": ORIGIN, "Host": "x"}
    )

    entered = handler(connect, None)
    heard = handler(event("$default", "c1", body='{"action":"ping"}'), None)
    listening = stage.audience.of_account(stage.account.account_id, stage.clock())
    left = handler(event("$disconnect", "c1"), None)

    assert entered == heard == left == {"statusCode": 200}
    assert listening == ["c1"]
    assert stage.audience.of_account(stage.account.account_id, stage.clock()) == []


def test_a_socket_without_a_good_ticket_is_refused(handler: Handler, stage: Stage) -> None:
    query = stage.query()
    connect = event("$connect", "c1", queryStringParameters=query, headers={"Origin": ORIGIN})

    assert handler(connect, None) == {"statusCode": 200}
    assert handler(connect, None) == {"statusCode": 401}
    assert handler(event("$connect", "c2"), None) == {"statusCode": 401}


def test_what_an_unknown_socket_says_is_ignored(handler: Handler) -> None:
    assert handler(event("$default", "ghost", body="hello"), None) == {"statusCode": 200}
