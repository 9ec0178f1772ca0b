"""What a client measures of itself; needs nothing but the standard library."""

import json
import time
from dataclasses import dataclass, field


@dataclass
class Watch:
    """Count ticks after the `skipped` first; processor time and delays are of the others."""

    skipped: int
    count: int
    delays: list[int] = field(default_factory=list)
    seconds: float = 0.0
    _started: float = 0.0
    _seen: int = 0

    def saw(self, sent: int) -> bool:
        """Note one tick sent at `sent` (monotonic nanoseconds); tell whether it was the last."""
        self._seen += 1
        if self._seen <= self.skipped:
            self._started = time.process_time()
            return False
        self.delays.append(time.monotonic_ns() - sent)
        if len(self.delays) < self.count:
            return False
        self.seconds = time.process_time() - self._started
        return True

    def report(self) -> str:
        """Write what was measured as JSON."""
        return json.dumps({"seconds": self.seconds, "delays": self.delays})
