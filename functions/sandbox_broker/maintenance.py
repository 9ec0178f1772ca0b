import time
from collections.abc import Callable


class Maintenance:
    """Say whether the broker is being updated; that goes by the machine's time."""

    def __init__(self, machine: Callable[[], float] = time.monotonic) -> None:
        self._machine = machine
        self._until = 0.0

    @property
    def seconds_left(self) -> float:
        """Give how long everything is still refused."""
        return max(0.0, self._until - self._machine())

    def begin(self, seconds: float) -> None:
        """Refuse everything for so long from now; zero ends it."""
        self._until = self._machine() + seconds
