"""From handshake to the end of a socket."""

import asyncio
import time

from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from functions.sandbox_broker.faults import HTTP, Effect
from functions.sandbox_broker.logs import log
from functions.sandbox_broker.sockets.connection import Connection
from functions.sandbox_broker.sockets.session import Session
from functions.sandbox_broker.world import World

UNAUTHORIZED, UNAVAILABLE = 401, 503


async def serve(world: World, socket: WebSocket, kind: str) -> None:
    """Accept a handshake of one of the three kinds and serve it to its end."""
    started = time.monotonic()
    connection = Connection(world, socket)
    session = open_session(world, socket, kind, connection)
    if isinstance(session, int):
        log("socket refused", kind=kind, status=session)
        await socket.send_denial_response(Response("Refused", status_code=session))
        return
    connection.session = session
    await socket.accept()
    world.sessions.add(session)
    try:
        await _run(connection, session)
    finally:
        world.sessions.discard(session)
        session.close()
        log(
            "socket closed",
            kind=kind,
            account_id=session.account_id,
            seconds=round(time.monotonic() - started, 3),
            received=connection.received,
            sent=connection.sent,
        )


def open_session(
    world: World, socket: WebSocket, kind: str, connection: Connection
) -> Session | int:
    """Give the session a handshake is entitled to, or the HTTP status that refuses it."""
    if world.maintenance.seconds_left:
        return UNAVAILABLE
    now = world.clock.now()
    grant = None
    if kind != "public":
        grant = world.otps.redeem(socket.query_params.get("otp", ""), kind, now)
    account_id = grant.account_id if grant else None
    refusal = world.faults.pick(HTTP, socket.url.path, account_id, now)
    if Effect.STATUS in refusal:
        return refusal[Effect.STATUS].status
    address = socket.client.host if socket.client else "unknown"
    if kind == "public":
        return Session(world, kind, connection, address)
    if grant is None:
        return UNAUTHORIZED
    return Session(world, kind, connection, address, grant)


async def _run(connection: Connection, session: Session) -> None:
    idle = asyncio.create_task(connection.watch_idle(session))
    tasks = [
        asyncio.create_task(connection.read(session)),
        asyncio.create_task(connection.write()),
        idle,
    ]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    code = session.world.desk.assumptions.idle_close_code
    await connection.end(code, is_polite=idle in done)
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, WebSocketDisconnect):
            raise result
