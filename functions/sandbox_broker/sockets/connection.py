"""One accepted socket: a reader, a writer, and what faults do to the frames between them."""

import asyncio
import json
from contextlib import suppress

from starlette.websockets import WebSocket

from functions.sandbox_broker.faults import Effect
from functions.sandbox_broker.framelog import LoggedFrame
from functions.sandbox_broker.sockets.dispatch import answer
from functions.sandbox_broker.sockets.disturbance import (
    Effects,
    disturb,
    pick_effects,
    pick_stream_effects,
)
from functions.sandbox_broker.sockets.session import Session
from functions.sandbox_broker.sockets.streams import Body
from functions.sandbox_broker.sockets.wire import wire_of
from functions.sandbox_broker.world import World

QUEUE_LIMIT = 4_000
REORDER_SECONDS = 0.5


class Connection:
    """Own one accepted socket; frames go out in order and a stuck client is cut off."""

    def __init__(self, world: World, socket: WebSocket) -> None:
        self.socket = socket
        self.session: Session | None = None
        self.sent = 0
        self.received = 0
        self.name = world.frames.name_socket()
        self._world = world
        self._wire = wire_of(socket.scope)
        self._heard = asyncio.Event()
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._held: list[Body] = []
        self._is_frozen = False

    def send(self, frame: Body, *, is_disturbed: bool = False) -> None:
        """Queue one frame, and behind it those that were held back."""
        if self._is_frozen:
            return
        if self._queue.qsize() >= QUEUE_LIMIT:
            self.drop()
            return
        text = json.dumps(frame, separators=(",", ":"))
        self._queue.put_nowait(text)
        self._log("out", text, is_disturbed=is_disturbed)
        self._release()

    def push(self, frame: Body) -> None:
        """Queue a stream's update, unless a fault says otherwise."""
        effects = pick_stream_effects(self.session, frame) if self.session else {}
        if Effect.NO_ANSWER not in effects:
            self._emit([frame], effects)

    def drop(self) -> None:
        """Cut the connection once the frames before are out."""
        self._queue.put_nowait(None)

    def freeze(self) -> None:
        """Keep the connection, but hear and say nothing any more."""
        self._is_frozen = True
        if self._wire:
            self._wire.freeze()

    async def write(self) -> None:
        """Send queued frames until the connection is to be dropped."""
        while (text := await self._queue.get()) is not None:
            await self.socket.send_text(text)
            self.sent += 1

    async def read(self, session: Session) -> None:
        """Answer frames as they come until the client leaves."""
        while not self._is_frozen:
            text = await self.socket.receive_text()
            self.received += 1
            self._heard.set()
            self._log("in", text)
            self._receive(session, text)
        await asyncio.Event().wait()

    async def end(self, code: int, *, is_polite: bool) -> None:
        """Close with a code, or without a word when that is what was asked for."""
        if self._wire and not (is_polite and not self._is_frozen):
            self._wire.cut()
            return
        with suppress(RuntimeError):
            await self.socket.close(code)

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

    def _receive(self, session: Session, text: str) -> None:
        effects = pick_effects(session, text)
        if self._is_stopped_before(effects):
            return
        frames = answer(session, text, effects.get(Effect.ERROR))
        if Effect.DROP_AFTER in effects:
            self.drop()
        elif Effect.HALF_OPEN_AFTER in effects:
            self.freeze()
        elif Effect.NO_ANSWER not in effects:
            self._emit(frames, effects)

    def _is_stopped_before(self, effects: Effects) -> bool:
        if Effect.MAINTENANCE in effects:
            self._world.update(effects[Effect.MAINTENANCE].seconds)
        elif Effect.DROP_BEFORE in effects:
            self.drop()
        elif Effect.HALF_OPEN in effects:
            self.freeze()
        else:
            return False
        return True

    def _emit(self, frames: list[Body], effects: Effects) -> None:
        delay = effects[Effect.DELAY].seconds if Effect.DELAY in effects else 0.0
        for frame in frames:
            changed = disturb(frame, effects)
            if Effect.REORDER in effects:
                self._hold(changed, effects[Effect.REORDER].seconds or REORDER_SECONDS)
            else:
                self._send_later(changed, delay, is_disturbed=changed is not frame)
            if Effect.DUPLICATE in effects:
                later = delay + effects[Effect.DUPLICATE].seconds
                self._send_later(changed, later, is_disturbed=changed is not frame)

    def _send_later(self, frame: Body, seconds: float, *, is_disturbed: bool) -> None:
        if seconds <= 0:
            self.send(frame, is_disturbed=is_disturbed)
            return
        loop = asyncio.get_running_loop()
        loop.call_later(seconds, lambda: self.send(frame, is_disturbed=is_disturbed))

    def _hold(self, frame: Body, longest: float) -> None:
        self._held.append(frame)
        asyncio.get_running_loop().call_later(longest, self._release)

    def _release(self) -> None:
        held, self._held = self._held, []
        for frame in held:
            self.send(frame, is_disturbed=True)

    def _log(self, direction: str, text: str, *, is_disturbed: bool = False) -> None:
        owner = self.session.account_id if self.session else None
        name = f"{self.name} {owner or 'public'}"
        now = self._world.clock.now()
        self._world.frames.add(LoggedFrame(direction, name, now, text, is_disturbed))
