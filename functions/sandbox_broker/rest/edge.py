import asyncio
import re
import time

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.sandbox_broker.errors import RestError
from functions.sandbox_broker.faults import HTTP, Effect, Rule
from functions.sandbox_broker.logs import log
from functions.sandbox_broker.rest.envelope import failure
from functions.sandbox_broker.world import World

# Whether the process lives has nothing to do with what it answers.
HEALTH = "/v1/health"
ACCOUNT = re.compile(r"/accounts/(\w+)")


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
        if path.startswith("/control") or path == HEALTH:
            await self._app(scope, receive, send)
            return
        effects: dict[Effect, Rule] = {}
        if faults.rules:
            effects = faults.pick(HTTP, path, _account_in(path), self._world.clock.now())
        if Effect.MAINTENANCE in effects:
            self._world.update(effects[Effect.MAINTENANCE].seconds)
        if Effect.DELAY in effects:
            await asyncio.sleep(effects[Effect.DELAY].seconds)
        refusal = self._refusal(effects)
        if refusal is None:
            await self._app(scope, receive, send)
            return
        if Effect.STATUS_AFTER in effects and not self._world.maintenance.seconds_left:
            await self._app(scope, receive, _swallow)
        await failure(Request(scope), refusal, time.monotonic())(scope, receive, send)

    def _refusal(self, effects: dict[Effect, Rule]) -> RestError | None:
        if self._world.maintenance.seconds_left:
            known = self._world.desk.assumptions
            return RestError(503, known.maintenance_code, known.maintenance_text)
        rule = effects.get(Effect.STATUS) or effects.get(Effect.STATUS_AFTER)
        return RestError(rule.status, rule.code, rule.message) if rule else None


def _account_in(path: str) -> str | None:
    found = ACCOUNT.search(path)
    return found.group(1) if found else None


async def _swallow(_message: Message) -> None:
    return
