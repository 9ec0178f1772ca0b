"""The shell around a session: it owns the socket, back-off, heartbeat and time limits."""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from nexus.adapters.broker import calls
from nexus.adapters.broker.budgets import FIRST, Budgets
from nexus.adapters.broker.errors import not_sent
from nexus.adapters.broker.session import (
    Answered,
    BrokerSession,
    Ended,
    Event,
    Failed,
    Outgoing,
    Output,
    Updated,
)
from nexus.adapters.broker.wire import Frame, Request
from nexus.kernel.errors import NexusError, Throttled, Unavailable

Handler: TypeAlias = Callable[[Frame], None]
EndHandler: TypeAlias = Callable[[NexusError], None]
Locate: TypeAlias = Callable[[], Awaitable[str]]


@dataclass(frozen=True)
class Timing:
    """How patient a client is, in seconds; `quiet` is when it asks whether the line still lives.

    No more than `waiting_most` calls wait for their turn; the next is refused at once.
    """

    answer_within: float = 10.0
    open_within: float = 10.0
    quiet: float = 8.0
    keep_alive: float = 30.0
    steady: float = 10.0
    pong_within: float = 6.0
    backoff_first: float = 1.0
    backoff_most: float = 30.0
    beat: float = 0.5
    waiting_most: int = 300

    def pause_after(self, failures: int, jitter: float) -> float:
        """Double the wait with each failure, up to a most; `jitter` (0 to 1) spreads the half."""
        doubled = self.backoff_first * 2.0 ** min(failures - 1, 10)
        return min(self.backoff_most, doubled) * (0.5 + jitter / 2)


@dataclass
class BrokerClient:
    """Keep one session connected for as long as `run` runs.

    `locate` gives the address of the next socket (a fresh OTP each time). `on_connected` is
    awaited in a task of its own after each connect, `on_disconnected` is called after each
    drop. Handlers run on the read loop and must not block.
    """

    name: str
    locate: Locate
    budgets: Budgets = field(default_factory=Budgets)
    timing: Timing = Timing()
    on_connected: Callable[[], Awaitable[None]] | None = None
    on_disconnected: Callable[[], None] | None = None
    jitter: Callable[[], float] = random.random
    now: Callable[[], float] = time.monotonic
    log: logging.Logger = field(default_factory=lambda: logging.getLogger("nexus.broker"))

    def __post_init__(self) -> None:
        self._session = BrokerSession(self.timing.answer_within)
        self._socket: ClientConnection | None = None
        self._answers: dict[int, asyncio.Future[Frame]] = {}
        self._handlers: dict[str, Handler] = {}
        self._end_handlers: dict[str, EndHandler] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()
        self._heard = 0.0
        self._opened: float | None = None
        self._pinged = 0.0
        self._asked_alive: float | None = None
        self._waiting = 0

    @property
    def is_connected(self) -> bool:
        """A socket is open and was heard of lately."""
        return self._socket is not None

    async def run(self) -> None:
        """Stay connected until `close`; raise Unauthenticated when the login is refused."""
        failures = 0
        while not self._closing.is_set():
            try:
                await self._converse(await self.locate())
            except (OSError, TimeoutError, WebSocketException, Unavailable, Throttled) as e:
                self._note("broker_disconnected", error=f"{type(e).__name__}: {e}")
            finally:
                was_steady = self._drop()
            failures = 1 if was_steady else failures + 1
            await self._pause(failures)

    async def close(self) -> None:
        """End `run`; calls still open fail as lost."""
        self._closing.set()
        if self._socket is not None:
            await self._socket.close()
        for task in list(self._tasks):
            task.cancel()

    async def reconnect(self) -> None:
        """Drop the socket and open another one."""
        if self._socket is not None:
            await self._socket.close()

    async def call(
        self,
        request: Request,
        within: float | None = None,
        reserve: int = 0,
        send_within: float | None = None,
    ) -> Frame:
        """Ask once and wait for the answer; never repeated here.

        With `send_within` the budget is waited for no longer than that, else as for the answer.
        Raises Throttled or Unavailable(NOT_SENT) when nothing was sent, the broker's refusal as
        our error, and for a lost answer Unavailable, or BrokerStateUnknown for buy and sell.
        """
        name, patience = calls.name_of(request), within or self.timing.answer_within
        await self._admit(name, patience if send_within is None else send_within, reserve)
        if self._socket is None:
            raise not_sent(name)
        req_id, out = self._session.call(request, self.now(), patience)
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._answers[req_id] = answer
        try:
            await self._send([out])
            return await answer
        finally:
            self._answers.pop(req_id, None)

    async def subscribe(
        self, key: str, request: Request, handler: Handler, on_end: EndHandler | None = None
    ) -> None:
        """Stream into `handler` until `unsubscribe`, across every reconnect."""
        self._handlers[key] = handler
        if on_end is not None:
            self._end_handlers[key] = on_end
        if self._socket is None:
            self._session.remember(key, request)
            return
        await self._admit(calls.name_of(request), 60.0, 0)
        out = self._session.subscribe(key, request, self.now())
        await self._send([out] if out is not None else [])

    async def unsubscribe(self, key: str) -> None:
        """End a stream; frames still on their way are dropped."""
        self._handlers.pop(key, None)
        self._end_handlers.pop(key, None)
        out = self._session.unsubscribe(key, self.now())
        await self._send([out] if out is not None else [])

    async def _converse(self, url: str) -> None:
        async with connect(
            url,
            open_timeout=self.timing.open_within,
            close_timeout=2,
            ping_interval=None,
            compression=None,
            max_size=8 * 2**20,
            max_queue=256,
            proxy=None,
        ) as socket:
            self._open(socket)
            beating = asyncio.create_task(self._beat(socket))
            try:
                async for text in socket:
                    self._hear(text)
            finally:
                beating.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await beating

    def _open(self, socket: ClientConnection) -> None:
        now = self.now()
        self._socket, self._asked_alive = socket, None
        self._opened = self._heard = self._pinged = now
        self._note("broker_connected")
        self._spawn(self._resume(self._session.restart(now).frames))

    async def _resume(self, frames: Iterable[Outgoing]) -> None:
        await self._send_paced(frames)
        if self.on_connected is not None:
            await self.on_connected()

    async def _beat(self, socket: ClientConnection) -> None:
        while True:
            await asyncio.sleep(self.timing.beat)
            now = self.now()
            if self._asked_alive is not None and now - self._asked_alive > self.timing.pong_within:
                self._note("broker_silent", quiet_seconds=round(now - self._heard, 1))
                socket.transport.abort()
                return
            await self._ping_if_due(now)
            self._act(self._session.expire(now))

    async def _ping_if_due(self, now: float) -> None:
        is_quiet = self._asked_alive is None and now - self._heard > self.timing.quiet
        if is_quiet or now - self._pinged > self.timing.keep_alive:
            self._pinged = now
            self._asked_alive = self._asked_alive or now
            await self._send([self._session.call(calls.PING, now)[1]])

    def _hear(self, text: str | bytes) -> None:
        self._heard, self._asked_alive = self.now(), None
        try:
            output = self._session.receive(text, self._heard)
        except ValueError as e:
            self._note("broker_frame_unreadable", error=str(e))
            return
        self._tell(output.events)
        if output.frames:
            self._spawn(self._send(output.frames))

    def _act(self, output: Output) -> None:
        self._tell(output.events)
        if output.frames:
            self._spawn(self._send_paced(output.frames))

    def _tell(self, events: Iterable[Event]) -> None:
        for event in events:
            match event:
                case Updated(key, frame):
                    handler = self._handlers.get(key)
                    if handler is not None:
                        handler(frame)
                case Answered(req_id, frame):
                    self._resolve(req_id, frame)
                case Failed(req_id, call, error):
                    self._fail(req_id, call, error)
                case Ended(key, error):
                    self._end(key, error)

    def _resolve(self, req_id: int, frame: Frame) -> None:
        answer = self._answers.get(req_id)
        if answer is not None and not answer.done():
            answer.set_result(frame)

    def _fail(self, req_id: int, call: str, error: NexusError) -> None:
        if isinstance(error, Throttled):
            self.budgets.block(call, self.now() + error.retry_after)
        answer = self._answers.get(req_id)
        if answer is not None and not answer.done():
            answer.set_exception(error)

    def _end(self, key: str, error: NexusError) -> None:
        self._note("broker_stream_ended", key=key, error=error.detail)
        self._handlers.pop(key, None)
        ended = self._end_handlers.pop(key, None)
        if ended is not None:
            ended(error)

    async def _admit(self, call: str, patience: float, reserve: int) -> None:
        deadline = self.now() + patience
        while (wait := self.budgets.take(call, self.now(), reserve)) > 0:
            if self.now() + wait > deadline:
                raise Throttled(f"The budget for {call} is used up", retry_after=int(wait) + 1)
            if self._waiting >= self.timing.waiting_most and call not in FIRST:
                raise Throttled(f"{self._waiting} calls wait already", retry_after=int(wait) + 1)
            self._waiting += 1
            try:
                await asyncio.sleep(wait)
            finally:
                self._waiting -= 1

    async def _send_paced(self, frames: Iterable[Outgoing]) -> None:
        socket = self._socket
        for out in frames:
            await self._admit(out.call, 3600.0, 0)
            if self._socket is not socket:
                return
            await self._send([out])

    async def _send(self, frames: Iterable[Outgoing]) -> None:
        # A failed send is not told here: the read loop sees the same drop and fails what is open.
        for out in frames:
            socket = self._socket
            if socket is not None:
                with contextlib.suppress(WebSocketException, OSError):
                    await socket.send(out.text)

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Awaitable[None]) -> None:
        try:
            await work
        except NexusError as e:
            self._note("broker_task_failed", error=e.detail)

    def _drop(self) -> bool:
        opened, self._socket, self._opened = self._opened, None, None
        self._tell(self._session.disconnect().events)
        if opened is not None and self.on_disconnected is not None:
            self.on_disconnected()
        return opened is not None and self.now() - opened > self.timing.steady

    async def _pause(self, failures: int) -> None:
        seconds = self.timing.pause_after(failures, self.jitter())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)

    def _note(self, event: str, **facts: object) -> None:
        self.log.info(event, extra={"event": event, "socket": self.name, **facts})


async def fixed(url: str) -> str:
    """Give the same address each time: a public socket needs no OTP."""
    return url
