"""When a session ends by itself, as its owner sees it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from nexus.kernel.clock import to_text
from nexus.trading.session import Session, SessionLimits, SessionSettings, WeighedStrategy
from nexus.trading.session_view import session_view
from nexus.trading.staking import StakingKind, StakingPlan
from tests.factories import NOW

SETTINGS = SessionSettings(
    symbols=("R_100",),
    strategies=(WeighedStrategy("breakout"), WeighedStrategy("momentum")),
    expiry_minutes=1,
    staking=StakingPlan(StakingKind.FIXED, Decimal("5.00")),
    limits=SessionLimits(Decimal("100.00")),
)


def a_session(**changes: Any) -> Session:
    """A session of two strategies on R_100 that started at NOW."""
    base = Session(
        session_id="S1",
        user_id="U1",
        account_id="A1",
        settings=SETTINGS,
        created_at=NOW,
        started_at=NOW,
    )
    return replace(base, **changes)


@pytest.mark.parametrize(
    ("own", "of_account", "minutes"), [(60, 30, 30), (20, 30, 20), (None, 30, 30), (60, None, 60)]
)
def test_a_session_ends_at_the_tighter_of_its_limit_and_its_accounts(
    own: int | None, of_account: int | None, minutes: int
) -> None:
    limits = SessionLimits(Decimal("100.00"), max_minutes=own)
    session = a_session(settings=replace(SETTINGS, limits=limits))

    assert session_view(session, NOW, of_account)["ends_at"] == to_text(
        NOW + timedelta(minutes=minutes)
    )


def test_a_session_without_limit_or_start_has_no_end() -> None:
    assert session_view(a_session(), NOW, None)["ends_at"] is None
    assert session_view(a_session(started_at=None), NOW, 30)["ends_at"] is None
