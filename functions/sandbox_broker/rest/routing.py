import json
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions.sandbox_broker.errors import RestError
from functions.sandbox_broker.rest.access import Caller, authenticate
from functions.sandbox_broker.rest.envelope import failure, success
from functions.sandbox_broker.world import World

Handler = Callable[[World, Request, Caller], Awaitable[tuple[object, int]]]
Row = tuple[str, str, str, Handler]
M = TypeVar("M", bound=BaseModel)


class Body(BaseModel):
    """Refuse unknown members and values of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def routes_of(world: World, table: list[Row]) -> list[Route]:
    """Serve a table of method, path, scope and handler."""
    return [
        Route(path, endpoint(world, handler, scope), methods=[method])
        for method, path, scope, handler in table
    ]


def endpoint(
    world: World, handler: Handler, scope: str
) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a handler: who calls, may they, and the envelope of the answer."""

    async def serve(request: Request) -> Response:
        started = time.monotonic()
        try:
            caller = authenticate(world, request, scope)
            data, status = await handler(world, request, caller)
        except RestError as error:
            return failure(request, error, started)
        return success(request, data, started, status)

    return serve


async def parse(request: Request, model: type[M]) -> M:
    """Read a JSON body or refuse it naming the first member at fault."""
    try:
        return model.model_validate(json.loads(await request.body()))
    except ValueError as error:
        field = _field(error)
        message = f"Invalid value: {field}" if field else "The body must be JSON."
        raise RestError(400, "ValidationError", message, field) from error


def _field(error: ValueError) -> str | None:
    if not isinstance(error, ValidationError):
        return None
    place = error.errors()[0]["loc"]
    return str(place[0]) if place else "body"
