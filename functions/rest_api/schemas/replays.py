"""What replays of sessions came to."""

from datetime import date
from typing import Literal

from functions.rest_api.schemas.fields import Answer, Page, TimeText


class Replay(Answer):
    """What came of replaying one symbol of a session; `same`: every decision, byte for byte.

    `expired`: the ticks were no longer on tape, so nothing could be compared.
    """

    symbol: str
    verdict: Literal["same", "different", "expired"]
    decisions: int
    expected: str
    found: str
    checked_at: TimeText


class ParityDay(Answer):
    """How many replays came to the same decisions on a UTC day; `rate` is of those compared."""

    day: date
    same: int
    different: int
    expired: int
    rate: str | None


class Parity(Page):
    """The parity of replays, newest day first; a day without replays is left out."""

    items: list[ParityDay]
