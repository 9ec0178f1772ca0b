import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from starlette.responses import PlainTextResponse, Response
from starlette.websockets import WebSocket

from functions.sandbox_broker.control.api import create_router
from functions.sandbox_broker.logs import log
from functions.sandbox_broker.oauth.pages import Pages
from functions.sandbox_broker.oauth.tokens import Tokens
from functions.sandbox_broker.rest import accounts, bulk, earnings, wallets
from functions.sandbox_broker.rest.edge import HttpEdge
from functions.sandbox_broker.sockets.endpoint import serve
from functions.sandbox_broker.world import World

SOCKET_PATH = "/trading/v1/options/ws"


def create_app(world: World) -> FastAPI:
    """Put REST, sockets, pages and control of one broker into one ASGI application."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        board = asyncio.create_task(world.board.run())
        yield
        board.cancel()
        with suppress(asyncio.CancelledError):
            await board
        world.frames.close()
        world.store.close()
        log("sandbox broker stops")

    app = FastAPI(title="Sandbox broker", lifespan=lifespan, openapi_url="/control/openapi.json")
    app.add_api_route("/v1/health", health, methods=["GET"], include_in_schema=False)
    app.router.routes.extend([*Pages(world).routes(), *Tokens(world).routes()])
    for part in (accounts, wallets, earnings, bulk):
        app.router.routes.extend(part.routes(world))
    app.add_middleware(HttpEdge, world=world)
    app.include_router(create_router(world))
    for kind in ("public", "demo", "real"):
        _add_socket(app, world, kind)
    return app


async def health() -> Response:
    """Tell that the broker is up."""
    return PlainTextResponse("OK")


def _add_socket(app: FastAPI, world: World, kind: str) -> None:
    async def endpoint(socket: WebSocket) -> None:
        await serve(world, socket, kind)

    app.add_api_websocket_route(f"{SOCKET_PATH}/{kind}", endpoint)
