"""Live sockets, passed frame by frame to the WebSocket API."""

import asyncio
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Origin

from infra.local.edge.rest import problem
from infra.local.edge.rewrites import websocket_query

# API Gateway's limit for one message.
MESSAGE_LIMIT = 128 * 1024
SENDABLE_CLOSE_CODES = frozenset({1000, 1001, 1003, 1007, 1008, 1009, 1011, *range(3000, 5000)})


class LiveProxy:
    """Connects a browser's socket to the WebSocket API and copies frames both ways at once."""

    def __init__(self, origin: str) -> None:
        self._origin = origin

    async def __call__(self, browser: WebSocket) -> None:
        """Serve one socket until either side closes it."""
        query = websocket_query(browser.url.path, browser.url.query)
        if query is None:
            await browser.send_denial_response(problem(404, "NOT_FOUND", "No such live path"))
            return
        try:
            api = await self._connect(browser, query)
        except InvalidStatus as refused:
            status = refused.response.status_code
            await browser.send_denial_response(problem(status, "REFUSED", "Connection refused"))
        except (InvalidHandshake, OSError, TimeoutError):
            await browser.send_denial_response(problem(503, "UNAVAILABLE", "No live data now"))
        else:
            await browser.accept()
            await _copy_both_ways(browser, api)

    async def _connect(self, browser: WebSocket, query: str) -> ClientConnection:
        client = browser.client.host if browser.client else "127.0.0.1"
        origin = browser.headers.get("origin")
        return await connect(
            f"{self._origin}?{query}",
            origin=Origin(origin) if origin else None,
            user_agent_header=browser.headers.get("user-agent"),
            additional_headers={"x-forwarded-for": client},
            compression=None,
            proxy=None,
            ping_interval=None,
            max_size=MESSAGE_LIMIT,
        )


async def _copy_both_ways(browser: WebSocket, api: ClientConnection) -> None:
    copies = [
        asyncio.create_task(_to_browser(api, browser)),
        asyncio.create_task(_to_api(browser, api)),
    ]
    try:
        await asyncio.wait(copies, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for copy in copies:
            copy.cancel()
        await asyncio.gather(*copies, return_exceptions=True)
        await api.close()


async def _to_browser(api: ClientConnection, browser: WebSocket) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        try:
            async for message in api:
                if isinstance(message, str):
                    await browser.send_text(message)
                else:
                    await browser.send_bytes(message)
        except ConnectionClosed:
            pass
        code = api.close_code or 1011
        await browser.close(code if code in SENDABLE_CLOSE_CODES else 1011)


async def _to_api(browser: WebSocket, api: ClientConnection) -> None:
    with suppress(ConnectionClosed):
        while (message := await browser.receive())["type"] == "websocket.receive":
            text = message.get("text")
            await api.send(text if text is not None else message["bytes"])
