"""What became of a wish that the books be compared."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from nexus.accounts.checks import BookCheck, CheckState, state_of
from nexus.accounts.mirror import AccountMirror
from nexus.accounts.reconciliation import Verdict
from tests.factories import NOW


def after(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


def mirror(seconds: int | None) -> AccountMirror | None:
    if seconds is None:
        return None
    one = Decimal(1)
    return AccountMirror("A1", after(seconds), Verdict.AGREED, one, one, one)


@pytest.mark.parametrize(
    ("failed", "compared", "now", "state"),
    [
        (None, None, 5, CheckState.PENDING),
        (None, -60, 5, CheckState.PENDING),
        (None, None, 121, CheckState.UNANSWERED),
        (None, 3, 5, CheckState.DONE),
        (None, 3, 500, CheckState.DONE),
        (4, None, 5, CheckState.FAILED),
        (4, 3, 5, CheckState.FAILED),
        (3, 4, 5, CheckState.DONE),
        (-30, None, 5, CheckState.PENDING),
    ],
)
def test_the_last_thing_that_happened_since_the_wish_decides(
    failed: int | None, compared: int | None, now: int, state: CheckState
) -> None:
    reason = None if failed is None else "LINK_EXPIRED"
    wish = BookCheck("A1", NOW, None if failed is None else after(failed), reason)

    assert state_of(wish, mirror(compared), after(now)) is state
