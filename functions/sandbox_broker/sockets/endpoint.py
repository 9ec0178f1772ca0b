"""The shell around a session: one reader, one writer, one bounded queue."""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from functions.sandbox_broker.faults import Effect
from functions.sandbox_broker.logs import log
from functions.sandbox_broker.sockets.dispatch import answer
from functions.sandbox_broker.sockets.disturbance import Effects, pick_effects, pick_stream_effects
from functions.sandbox_broker.sockets.session import Session
from functions.sandbox_broker.sockets.streams import Body
from functions.sandbox_broker.world import World

QUEUE_LIMIT = 4_000


class Connection:
    """Own one accepted socket; frames go out in order and a stuck client is cut off."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket
        self.sent = 0
        self.received = 0
        self._heard = asyncio.Event()
        self.stream_effects: Callable[[Body], Effects] = lambda _frame: {}
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()

    def send(self, frame: Body) -> None:
        """Queue one frame."""
        if self._queue.qsize() >= QUEUE_LIMIT:
            self.drop()
            return
        self._queue.put_nowait(json.dumps(frame, separators=(",", ":")))

    def push(self, frame: Body) -> None:
        """Queue a stream's update, unless a fault says otherwise."""
        effects = self.stream_effects(frame)
        if Effect.NO_ANSWER not in effects:
            self._emit([frame] * (2 if Effect.DUPLICATE in effects else 1), effects)

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
            self._heard.set()
            self._receive(session, text)

    def _receive(self, session: Session, text: str) -> None:
        effects = pick_effects(session, text)
        if Effect.DROP_BEFORE in effects:
            self.drop()
            return
        frames = answer(session, text, effects.get(Effect.ERROR))
        if Effect.DROP_AFTER in effects:
            self.drop()
        elif Effect.NO_ANSWER not in effects:
            self._emit(frames * (2 if Effect.DUPLICATE in effects else 1), effects)

    def _emit(self, frames: list[Body], effects: Effects) -> None:
        delay = effects.get(Effect.DELAY)
        for frame in frames:
            if delay:
                asyncio.get_running_loop().call_later(delay.seconds, self.send, frame)
            else:
                self.send(frame)

    async def watch_idle(self, session: Session) -> None:
        """Return when nothing has been heard for the idle limit.

        That is a matter of the network, so it goes by the machine's time, not the broker's.
        """
        limit = session.world.desk.assumptions.idle_seconds
        with suppress(TimeoutError):
            while True:
                self._heard.clear()
                async with asyncio.timeout(limit):
                    await self._heard.wait()


async def serve(world: World, socket: WebSocket, kind: str) -> None:
    """Accept a handshake of one of the three kinds and serve it to its end."""
    started = time.monotonic()
    connection = Connection(socket)
    session = open_session(world, socket, kind, connection)
    if isinstance(session, int):
        log("socket refused", kind=kind, status=session)
        await socket.send_denial_response(Response("Refused", status_code=session))
        return
    connection.stream_effects = partial(pick_stream_effects, session)
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
    refusal = world.faults.pick("http", socket.url.path, None, world.clock.now())
    if Effect.STATUS in refusal:
        return refusal[Effect.STATUS].status
    address = socket.client.host if socket.client else "unknown"
    if kind == "public":
        return Session(world, kind, connection, address)
    grant = world.otps.redeem(socket.query_params.get("otp", ""), kind, world.clock.now())
    if grant is None:
        return 401
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
