import asyncio
import time

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.sandbox_broker.errors import RestError
from functions.sandbox_broker.faults import HTTP, Effect, Rule
from functions.sandbox_broker.logs import log
from functions.sandbox_broker.rest.envelope import failure
from functions.sandbox_broker.world import World


class HttpEdge:
    """Apply HTTP faults and write one line per request: never a query, header or body."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request through and note how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.monotonic(), 500

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._answer(scope, receive, note)
        finally:
            milliseconds = round((time.monotonic() - started) * 1000, 1)
            log(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                milliseconds=milliseconds,
            )

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, faults = str(scope["path"]), self._world.faults
        effects: dict[Effect, Rule] = {}
        if faults.rules and not path.startswith("/control"):
            effects = faults.pick(HTTP, path, None, self._world.clock.now())
        if Effect.DELAY in effects:
            await asyncio.sleep(effects[Effect.DELAY].seconds)
        if Effect.STATUS in effects:
            rule = effects[Effect.STATUS]
            error = RestError(rule.status, rule.code, rule.message)
            await failure(Request(scope), error, time.monotonic())(scope, receive, send)
            return
        await self._app(scope, receive, send)
