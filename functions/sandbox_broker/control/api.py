"""The control API: everything a test or a developer may turn, under /control."""

from collections.abc import Callable
from hmac import compare_digest

from fastapi import APIRouter, Depends, HTTPException, Request

from functions.sandbox_broker.control.conditions import Conditions
from functions.sandbox_broker.control.disruptions import Disruptions
from functions.sandbox_broker.control.market import MarketControl
from functions.sandbox_broker.control.people import PeopleControl
from functions.sandbox_broker.settings import Settings
from functions.sandbox_broker.world import World

HEADER = "x-control-key"


def create_router(world: World) -> APIRouter:
    """Bind all control endpoints to one broker."""
    guard = Depends(_guard(world.settings))
    router = APIRouter(prefix="/control", dependencies=[guard], tags=["control"])
    parts = (MarketControl(world), PeopleControl(world), Conditions(world), Disruptions(world))
    for part in parts:
        for method, path, endpoint in part.routes():
            router.add_api_route(path, endpoint, methods=[method], response_model=None)
    return router


def _guard(settings: Settings) -> Callable[[Request], None]:
    def check(request: Request) -> None:
        if settings.is_control_open:
            return
        given, key = request.headers.get(HEADER, ""), settings.control_key
        if not key or not compare_digest(given.encode(), key.encode()):
            raise HTTPException(401, f"Send the key set as SANDBOX_CONTROL_KEY in {HEADER}.")

    return check
