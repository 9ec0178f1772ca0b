"""The edge as one ASGI application."""

from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.local.edge.live import LiveProxy
from infra.local.edge.rest import RestProxy
from infra.local.edge.settings import EdgeSettings
from infra.local.edge.static import WebFiles

# API Gateway gives up on an integration after 29 s.
API_TIMEOUT_SECONDS = 30.0
ANY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def edge_app(settings: EdgeSettings) -> ASGIApp:
    """Build the edge: API and referral links, live sockets, and pages for everything else."""
    client = httpx.AsyncClient(
        timeout=API_TIMEOUT_SECONDS,
        trust_env=False,
        limits=httpx.Limits(max_connections=200, max_keepalive_connections=50),
    )
    api = RestProxy(client, settings.rest_origin)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await client.aclose()

    app = Starlette(
        lifespan=lifespan,
        routes=[
            Route("/api/{path:path}", api.__call__, methods=ANY_METHOD),
            Route("/r/{path:path}", api.__call__, methods=ANY_METHOD),
            WebSocketRoute("/{path:path}", LiveProxy(settings.websocket_origin).__call__),
            Route("/{path:path}", WebFiles(settings.web_root).__call__, methods=["GET"]),
        ],
    )
    return SecurityHeaders(app, settings.headers)


class SecurityHeaders:
    """Adds the distribution's response headers to every answer that lacks them."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self._app = app
        self._headers = [(k.lower().encode(), v.encode()) for k, v in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(message)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)

    def _add(self, message: MutableMapping[str, Any]) -> None:
        present = {name.lower() for name, _ in message["headers"]}
        missing = [header for header in self._headers if header[0] not in present]
        message["headers"] = [*message["headers"], *missing]
