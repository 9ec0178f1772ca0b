"""Whose turn it is to ask the broker's REST interface: within its budgets, urgent ones first."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

# The broker allows 300 a minute and 1,000 in ten for one address; some are left for a mishap.
WINDOWS = ((60.0, 270), (600.0, 950))
LOOK_SECONDS = 0.25
# After a mass disconnect everybody asks within a second; the urgent ones must be among them.
GATHER_SECONDS = 1.5


def _monotonic() -> float:
    return asyncio.get_running_loop().time()


@dataclass
class Turns:
    """Let calls through one by one; how urgent somebody is, is asked anew each time."""

    is_urgent: Callable[[str], bool] = lambda _account_id: False
    windows: tuple[tuple[float, int], ...] = WINDOWS
    now: Callable[[], float] = _monotonic
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _taken: deque[float] = field(default_factory=deque)
    _waiting: list[tuple[str, asyncio.Future[None]]] = field(default_factory=list)
    _caller: asyncio.Task[None] | None = None
    _closed_until: float = 0.0

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._waiting)

    async def take(self, account_id: str) -> None:
        """Return when it is this account's turn."""
        if not self.is_urgent(account_id):
            await self.pause(GATHER_SECONDS)
        turn = asyncio.get_running_loop().create_future()
        place = (account_id, turn)
        self._waiting.append(place)
        if self._caller is None or self._caller.done():
            self._caller = asyncio.create_task(self._call())
        try:
            await turn
        finally:
            if place in self._waiting:
                self._waiting.remove(place)

    def close(self, seconds: float) -> None:
        """Let nobody through for a while: the broker said it had enough."""
        self._closed_until = max(self._closed_until, self.now() + seconds)

    async def _call(self) -> None:
        while self._waiting:
            if not self._is_free():
                await self.pause(LOOK_SECONDS)
                continue
            urgent = (each for each in self._waiting if self.is_urgent(each[0]))
            place = next(urgent, self._waiting[0])
            self._waiting.remove(place)
            self._taken.append(self.now())
            place[1].set_result(None)

    def _is_free(self) -> bool:
        now = self.now()
        longest = max(seconds for seconds, _ in self.windows)
        while self._taken and self._taken[0] <= now - longest:
            self._taken.popleft()
        return now >= self._closed_until and all(
            len(self._taken) < most or self._taken[-most] <= now - seconds
            for seconds, most in self.windows
        )
