"""Background work that is never lost sight of."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine

LOG = logging.getLogger("nexus.trader")


class Tasks:
    """Own the tasks of one process; a task that fails is logged with its traceback."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    @property
    def count(self) -> int:
        """How many tasks are running."""
        return len(self._running)

    def spawn(self, work: Coroutine[object, object, None], name: str) -> asyncio.Task[None]:
        """Start work beside everything else."""
        task = asyncio.create_task(_watched(work, name), name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    def every(self, seconds: float, work: Callable[[], Awaitable[None]], name: str) -> None:
        """Repeat work, `seconds` apart, for as long as the process lives."""
        self.spawn(_repeated(seconds, work, name), name)

    async def finish(self, within: float) -> None:
        """Let running work end for a while, then stop what is left."""
        if self._running:
            await asyncio.wait(self._running, timeout=within)
        await self.stop()

    async def stop(self) -> None:
        """Cancel everything and wait until it is gone."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _watched(work: Coroutine[object, object, None], name: str) -> None:
    try:
        await work
    except asyncio.CancelledError:
        raise
    except Exception:
        LOG.exception("task_failed", extra={"event": "task_failed", "task": name})


async def _repeated(seconds: float, work: Callable[[], Awaitable[None]], name: str) -> None:
    while True:
        try:
            await work()
        except asyncio.CancelledError:
            raise
        except Exception:
            LOG.exception("round_failed", extra={"event": "round_failed", "task": name})
        await asyncio.sleep(seconds)
