"""What replays of automatic sessions came to."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Verdict(StrEnum):
    """`expired`: the ticks are not all on tape (any more), so not everything could be compared."""

    SAME = "same"
    DIFFERENT = "different"
    EXPIRED = "expired"


@dataclass(frozen=True)
class ReplayCheck:
    """What came of replaying one symbol of a session; hashes chain its decisions in order."""

    account_id: str
    session_id: str
    symbol: str
    verdict: Verdict
    decisions: int
    expected: str
    found: str
    checked_at: datetime


@dataclass(frozen=True)
class Parity:
    """How many symbols of sessions came to the same decisions on a UTC day."""

    day: date
    same: int = 0
    different: int = 0
    expired: int = 0

    @property
    def rate(self) -> float | None:
        """The share that was the same among those compared; None when there was none."""
        compared = self.same + self.different
        return self.same / compared if compared else None
