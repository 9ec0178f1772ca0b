"""The broker's clock, by which contracts start and end."""

from dataclasses import dataclass
from datetime import datetime

from nexus.kernel.clock import Clock


@dataclass
class BrokerTime:
    """Our clock plus the least correction that the broker's own answers allow.

    The broker tells whole seconds, so one answer leaves a second of doubt; our clock is trusted
    wherever it lies within.
    """

    clock: Clock
    _offset: float = 0.0

    def learn(self, sent: datetime, received: datetime, told: int) -> None:
        """Take one answer of the broker's `time` call."""
        least = told - received.timestamp()
        most = told + 1 - sent.timestamp()
        self._offset = min(max(0.0, least), most)

    def saw(self, epoch: int) -> None:
        """Take a tick's epoch: the broker's clock cannot be behind it."""
        self._offset = max(self._offset, epoch - self.clock().timestamp())

    def now(self) -> float:
        """Tell the broker's time in epoch seconds."""
        return self.at(self.clock())

    def at(self, moment: datetime) -> float:
        """Tell what the broker's clock shows at a moment of ours."""
        return moment.timestamp() + self._offset
