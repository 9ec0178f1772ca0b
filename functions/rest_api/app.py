"""Put the routes together."""

from fastapi import FastAPI
from fastapi.routing import APIRoute

from functions.rest_api import problems
from functions.rest_api.routes import (
    accounts,
    affiliates,
    auth,
    backtests,
    billing,
    engine,
    health,
    links,
    market,
    notifications,
    oauth,
    referral,
    trades,
    users,
)
from functions.rest_api.services import Services
from functions.rest_api.telemetry import PREFIX

MAX_BODY_BYTES = 256 * 1024
_ROUTERS = (
    auth.router,
    oauth.router,
    users.router,
    accounts.router,
    links.router,
    trades.router,
    billing.router,
    affiliates.router,
    notifications.router,
    market.router,
    backtests.router,
    engine.router,
    health.router,
)


def create_app(services: Services | None) -> FastAPI:
    """Make the application; without services it only describes itself."""
    app = FastAPI(
        title="Nexus",
        version="1",
        description="Trade rise/fall contracts through Deriv, by hand or by rule.",
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        max_body_size=MAX_BODY_BYTES,
    )
    app.state.services = services
    # Not through a router between: FastAPI would build every route twice more, at import.
    for router in _ROUTERS:
        app.include_router(router, prefix=PREFIX)
    app.include_router(referral.router)
    problems.register(app)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name
