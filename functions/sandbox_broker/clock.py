import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ClockState:
    """Say which broker time stood at which machine time, and how fast it runs from there."""

    machine: float
    broker: float
    pace: float


class Clock:
    """Tell the broker's time: real (pace 1), scaled, or stepped (pace 0).

    Every timestamp and every wait of the broker goes through one clock.
    """

    def __init__(self, machine: Callable[[], float] = time.time) -> None:
        self._machine = machine
        start = machine()
        self.state = ClockState(start, start, 1.0)
        self._changed = asyncio.Event()

    def now(self) -> float:
        """Give the broker's time in epoch seconds."""
        elapsed = self._machine() - self.state.machine
        return self.state.broker + elapsed * self.state.pace

    def epoch(self) -> int:
        """Give the broker's time in whole seconds, as the wire does."""
        return int(self.now())

    def set(self, *, broker: float | None = None, pace: float | None = None) -> None:
        """Move the broker's time or change its pace; whoever waits looks again."""
        now = self.now() if broker is None else broker
        self.restore(ClockState(self._machine(), now, self.state.pace if pace is None else pace))

    def restore(self, state: ClockState) -> None:
        """Continue from a saved state, as after a restart."""
        self.state = state
        self._changed.set()
        self._changed = asyncio.Event()

    async def sleep_until(self, broker: float) -> None:
        """Wait until the broker's time has reached the given moment."""
        while (left := broker - self.now()) > 0:
            await _wait(self._changed, left / self.state.pace if self.state.pace else None)


async def _wait(event: asyncio.Event, longest: float | None) -> None:
    try:
        async with asyncio.timeout(longest):
            await event.wait()
    except TimeoutError:
        return
