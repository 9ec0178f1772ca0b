"""What people set to protect themselves, and what automatic sessions obey besides."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.account import Limits
from nexus.kernel.hours import is_within, open_minutes, opens_at
from nexus.trading.decision import decide
from nexus.trading.risk import first_refusal
from nexus.trading.tally import SessionTally
from tests.factories import NOW, a_case, a_request, an_account

MINUTE = timedelta(minutes=1)


def _tally(**changes: Any) -> SessionTally:
    return replace(SessionTally("S1", NOW - 10 * MINUTE), **changes)


def _code(**changes: Any) -> str | None:
    refusal = first_refusal(a_case(**changes))
    return refusal.code if refusal else None


def test_the_defaults_refuse_nothing() -> None:
    assert first_refusal(a_case()) is None
    assert first_refusal(a_case(session=_tally())) is None


def test_who_excluded_themselves_trades_again_at_that_moment_and_not_before() -> None:
    account = an_account(excluded_until=NOW + MINUTE)

    assert _code(account=account) == "SELF_EXCLUDED"
    assert _code(account=an_account(excluded_until=NOW)) is None


def test_trades_outside_the_hours_are_refused_with_the_next_opening() -> None:
    account = an_account(limits=Limits(trading_hours=("22:00-02:00",)))

    refusal = first_refusal(a_case(account=account))

    assert refusal is not None
    assert refusal.code == "OUTSIDE_TRADING_HOURS"
    assert refusal.facts["opens_at"] == "2026-11-24T22:00:00.000Z"


def test_losses_in_a_row_are_followed_by_a_rest() -> None:
    limits = Limits(cooldown_losses=2, cooldown_minutes=15)
    account = an_account(limits=limits, consecutive_losses=2, last_loss_at=NOW - 14 * MINUTE)

    assert _code(account=account) == "COOLDOWN"
    assert _code(account=replace(account, consecutive_losses=1)) is None
    assert _code(account=replace(account, last_loss_at=NOW - 15 * MINUTE)) is None


def test_a_day_ends_when_its_profit_is_reached() -> None:
    limits = Limits(daily_take_profit=Decimal("50.00"))
    account = an_account(limits=limits, day_result=Decimal("50.00"))

    assert _code(account=account) == "DAILY_TAKE_PROFIT"
    assert _code(account=replace(account, day=(NOW - 1440 * MINUTE).date())) is None


@pytest.mark.parametrize(
    ("tally", "code"),
    [
        (_tally(hours=("01:00-02:00",)), "SESSION_SCHEDULE"),
        (_tally(max_minutes=10), "SESSION_TIME_LIMIT"),
        (_tally(trades=3, max_trades=3), "SESSION_TRADES_LIMIT"),
        (_tally(open_trades=1), "SESSION_OPEN_TRADES"),
        (_tally(result=Decimal("5.00"), take_profit=Decimal("5.00")), "SESSION_TAKE_PROFIT"),
        (_tally(result=Decimal("-5.01"), max_loss=Decimal("15.00")), "SESSION_LOSS_LIMIT"),
    ],
)
def test_a_session_obeys_its_own_limits(tally: SessionTally, code: str) -> None:
    assert _code(session=tally) == code


def test_the_accounts_session_limits_bind_a_session_that_has_none() -> None:
    account = an_account(limits=Limits(session_loss_limit=Decimal("9.99"), session_minutes=11))

    assert _code(session=_tally(), account=account) == "SESSION_LOSS_LIMIT"
    late = _tally(started_at=NOW - 11 * MINUTE)
    assert _code(session=late, account=account) == "SESSION_TIME_LIMIT"


@given(
    st.lists(st.tuples(st.integers(35, 2000), st.booleans()), max_size=40),
    st.integers(100, 5000),
)
def test_no_series_of_trades_loses_more_than_a_session_may(
    trades: list[tuple[int, bool]], most: int
) -> None:
    limit = Decimal(most) / 100
    tally = _tally(max_loss=limit, max_open_trades=2)
    for cents, is_won in trades:
        stake = Decimal(cents) / 100
        if decide(a_case(request=a_request(str(stake)), session=tally)).accepted:
            change = stake * Decimal("0.95") if is_won else -stake
            tally = replace(tally, result=tally.result + change)
        assert tally.result >= -limit


@given(st.sampled_from(["00:00-00:01", "23:59-00:00", "08:30-17:15", "22:00-02:00"]))
def test_a_window_opens_at_the_first_minute_that_is_within_it(window: str) -> None:
    opening = opens_at((window,), NOW)

    assert is_within((window,), opening)
    assert opening == NOW or not is_within((window,), opening - MINUTE)
    assert 0 < len(open_minutes((window,))) < 1440
