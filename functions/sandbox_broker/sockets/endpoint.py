"""The shell around a session: one reader, one writer, one bounded queue."""

import asyncio
import json
import time
from contextlib import suppress

from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.logs import log, logger
from functions.sandbox_broker.sockets.dispatch import dispatch, refuse
from functions.sandbox_broker.sockets.session import Body, Session
from functions.sandbox_broker.sockets.validation import read
from functions.sandbox_broker.world import World

QUEUE_LIMIT = 4_000


class Connection:
    """Own one accepted socket; frames go out in order and a stuck client is cut off."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket
        self.sent = 0
        self.received = 0
        self.last_heard = 0.0
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()

    def send(self, frame: Body) -> None:
        """Queue one frame."""
        if self._queue.qsize() >= QUEUE_LIMIT:
            self.drop()
            return
        self._queue.put_nowait(json.dumps(frame, separators=(",", ":")))

    def drop(self) -> None:
        """Cut the connection once the frames before are out."""
        self._queue.put_nowait(None)

    async def write(self) -> None:
        """Send queued frames until the connection is to be dropped."""
        while (text := await self._queue.get()) is not None:
            await self.socket.send_text(text)
            self.sent += 1

    async def read(self, session: Session) -> None:
        """Answer frames as they come until the client leaves."""
        while True:
            text = await self.socket.receive_text()
            self.received += 1
            self.last_heard = session.world.clock.now()
            for frame in _answer(session, text):
                self.send(frame)

    async def watch_idle(self, session: Session) -> None:
        """Return when nothing has been heard for the idle limit."""
        self.last_heard = session.world.clock.now()
        limit = session.world.desk.assumptions.idle_seconds
        while session.world.clock.now() < self.last_heard + limit:
            await session.world.clock.sleep_until(self.last_heard + limit)


def _answer(session: Session, text: str) -> list[Body]:
    try:
        return dispatch(session, text)
    except Exception:  # noqa: BLE001 - one bad request must not end the connection
        logger.exception("call failed")
        error = BrokerError("InternalServerError", "Sorry, an error occurred.")
        return [refuse(read(text), error)]


async def serve(world: World, socket: WebSocket, kind: str) -> None:
    """Accept a handshake of one of the three kinds and serve it to its end."""
    started = time.monotonic()
    connection = Connection(socket)
    session = open_session(world, socket, kind, connection)
    if session is None:
        log("socket refused", kind=kind, status=401)
        await socket.send_denial_response(Response("Unauthorized", status_code=401))
        return
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
) -> Session | None:
    """Give the session a handshake is entitled to, or nothing."""
    address = socket.client.host if socket.client else "unknown"
    if kind == "public":
        return Session(world, kind, connection, address)
    grant = world.otps.redeem(socket.query_params.get("otp", ""), kind, world.clock.now())
    if grant is None:
        return None
    return Session(world, kind, connection, address, grant.account_id, grant.app_id)


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
    code = session.world.desk.assumptions.idle_close_code if idle in done else 1011
    with suppress(RuntimeError, WebSocketDisconnect):
        await connection.socket.close(code)
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, WebSocketDisconnect):
            raise result
