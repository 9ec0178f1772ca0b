"""One structured line per request, and what is counted; never a body, a token or a password."""

import time
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

from aws_lambda_powertools.logging import Logger
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIX = "/api/v1"
USER_ID = "nexus.user_id"
_HEADERS = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))


@dataclass
class _Seen:
    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)


@dataclass(frozen=True)
class Observed:
    """Wrap the application: log each request, finish each answer, keep a crash inside."""

    app: ASGIApp
    log: Logger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        seen, started = _Seen(), time.perf_counter()
        scope["path"] = scope["path"].rstrip("/") or "/"

        async def finish(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
                message["headers"] = [*message.get("headers", ()), *_missing(message)]
            await send(message)

        try:
            await self.app(scope, receive, finish)
        except Exception:
            self.log.exception("request_failed", extra=_facts(scope, seen, started))
            return
        self.log.info("request", extra=_facts(scope, seen, started))


def _missing(message: Message) -> list[tuple[bytes, bytes]]:
    there = {name for name, _ in message.get("headers", ())}
    return [(name, value) for name, value in _HEADERS if name not in there]


def _facts(scope: MutableMapping[str, Any], seen: _Seen, started: float) -> dict[str, object]:
    context = scope.get("aws.context")
    return {
        "request_id": getattr(context, "aws_request_id", None),
        "method": scope["method"],
        "route": _route(scope),
        "status": seen.status,
        "milliseconds": round((time.perf_counter() - started) * 1000, 1),
        "user_id": scope.get(USER_ID),
    }


def _route(scope: MutableMapping[str, Any]) -> str:
    route, path = scope.get("route"), str(scope["path"])
    if route is None:
        return path
    return f"{PREFIX}{route.path}" if path.startswith(PREFIX) else str(route.path)


def count(name: str, **dimensions: str) -> None:
    """Count one happening as a metric of the service."""
    from aws_lambda_powertools.metrics import MetricUnit, single_metric

    with single_metric(name=name, unit=MetricUnit.Count, value=1) as metric:
        for key, value in dimensions.items():
            metric.add_dimension(key, value)
