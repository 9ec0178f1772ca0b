"""Snapshots of the local AWS that cost the serving process next to nothing.

ministack saves its state only at a clean stop. Here the event loop forks a child every few
seconds in which something was written: the child holds one frozen instant of all services, so
nothing has to be copied or locked while the parent goes on serving.
"""

import asyncio
import json
import logging
import os
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

READ_ACTIONS = ("Get", "List", "Describe", "Query", "Scan", "BatchGet", "TransactGet", "Receive")
CHILD_DEADLINE_SECONDS = 60.0

logger = logging.getLogger("nexus.snapshots")
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


def is_write(scope: Message) -> bool:
    """Tell whether a request may change state; unknown requests count as writes."""
    if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return False
    if scope["path"].startswith("/_aws/execute-api/"):
        return False
    target = dict(scope["headers"]).get(b"x-amz-target", b"").decode("latin-1")
    return not target.rpartition(".")[2].startswith(READ_ACTIONS)


class Snapshots:
    """Save the state of every service after writes, at most once per interval."""

    def __init__(self, app: Any, persistence: Any, interval_seconds: float) -> None:
        self._app = app
        self._persistence = persistence
        self._interval = interval_seconds
        self._serve = app.app
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writes = 0
        self._stopping = False
        self._folder = Path(persistence.STATE_DIR)
        self._staging = self._folder / ".next"

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request and count it when it may have written."""
        self._loop = self._loop or asyncio.get_running_loop()
        self._writes += is_write(scope)
        watched = self._watch_shutdown(receive) if scope["type"] == "lifespan" else receive
        await self._serve(scope, watched, send)

    def start(self) -> None:
        """Take snapshots in the background until the process ends."""
        threading.Thread(target=self._run, name="snapshots", daemon=True).start()

    def _watch_shutdown(self, receive: Receive) -> Receive:
        async def watched() -> Message:
            message = await receive()
            self._stopping = self._stopping or message["type"] == "lifespan.shutdown"
            return message

        return watched

    def _run(self) -> None:
        saved = 0
        while not self._stopping:
            time.sleep(self._interval)
            seen = self._writes
            if self._loop is None or seen == saved:
                continue
            try:
                if self._take(self._loop):
                    saved = seen
            except Exception:
                logger.exception("snapshot failed")

    def _take(self, loop: asyncio.AbstractEventLoop) -> bool:
        child = asyncio.run_coroutine_threadsafe(self._fork(), loop).result(30)
        if not _succeeded(child):
            logger.error("snapshot child %s did not finish", child)
            return False
        return asyncio.run_coroutine_threadsafe(self._publish(), loop).result(30)

    async def _fork(self) -> int:
        child = os.fork()
        if child == 0:
            os._exit(self._save_in_child())
        return child

    def _save_in_child(self) -> int:
        # Sockets inherited from the parent would otherwise stay open for the peer.
        os.closerange(3, 65536)
        os.nice(5)
        try:
            self._staging.mkdir(parents=True, exist_ok=True)
            for service, read in self._app._build_persistence_save_dict().items():
                self._stage(service, read())
        except Exception as error:  # noqa: BLE001 - the outermost frame of the child
            os.write(2, f"snapshot: {error!r}\n".encode())
            return 1
        return 0

    def _stage(self, service: str, state: Message | None) -> None:
        if state is None:
            return
        document = {
            "__ministack_format__": self._persistence._state_format_version(service),
            "payload": state,
        }
        text = json.dumps(document, default=self._persistence._json_default)
        saved = self._folder / f"{service}.json"
        if not saved.exists() or saved.read_text() != text:
            (self._staging / saved.name).write_text(text)

    async def _publish(self) -> bool:
        # On the loop, so that it never lands after the save of a clean stop.
        if self._stopping:
            return False
        for staged in self._staging.glob("*.json"):
            staged.replace(self._folder / staged.name)
        return True


def _succeeded(child: int) -> bool:
    deadline = time.monotonic() + CHILD_DEADLINE_SECONDS
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.02)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return False
