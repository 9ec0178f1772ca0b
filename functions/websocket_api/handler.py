"""The Lambda entry point for connecting, leaving and everything a browser says."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.logging import Logger

from functions.websocket_api.room import Room
from functions.websocket_api.settings import settings
from functions.websocket_api.wiring import room
from nexus.kernel.errors import NexusError, Unauthenticated

logger = Logger()
Answer = dict[str, int]
_DONE, _REFUSED, _BROKEN = 200, 401, 500
settings()


def handler(event: Mapping[str, Any], _context: object) -> Answer:
    """Answer with a status only: what a browser is told goes over its socket."""
    context = event["requestContext"]
    route, connection_id = str(context["routeKey"]), str(context["connectionId"])
    user_id, status = None, _BROKEN
    try:
        user_id, status = _serve(room(), event, route, connection_id)
    except Unauthenticated as refused:
        status = _REFUSED
        logger.warning("socket_refused", extra={"reason": refused.code})
    except NexusError:
        logger.exception("socket_failed", extra={"connection_id": connection_id})
    facts = {
        "route": route,
        "status": status,
        "connection_id": connection_id,
        "request_id": context.get("requestId"),
        "user_id": user_id,
    }
    logger.info("socket", extra=facts)
    return {"statusCode": status}


def _serve(
    here: Room, event: Mapping[str, Any], route: str, connection_id: str
) -> tuple[str | None, int]:
    if route == "$connect":
        query = event.get("queryStringParameters") or {}
        connection = here.enter(connection_id, query, _origin(event))
        return connection.user_id, _DONE
    if route == "$disconnect":
        here.leave(connection_id)
        return None, _DONE
    heard = here.hear(connection_id, str(event.get("body") or ""))
    return (heard.user_id if heard else None), _DONE


def _origin(event: Mapping[str, Any]) -> str:
    headers = event.get("headers") or {}
    return next((str(headers[name]) for name in headers if name.lower() == "origin"), "")
