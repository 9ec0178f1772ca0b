"""When a changed leverage binds."""

from datetime import timedelta

import pytest

from nexus.accounts.leverage import changed_leverage
from nexus.kernel.account import AccountKind
from nexus.kernel.errors import Malformed
from nexus.kernel.limits import settled_limits
from tests.factories import NOW, an_account

DAY = timedelta(hours=24)


def test_a_lower_leverage_binds_now_and_a_higher_one_waits_a_day() -> None:
    real = an_account(kind=AccountKind.REAL, leverage=5)

    lower = changed_leverage(real, 2, NOW)
    higher = changed_leverage(real, 9, NOW)

    assert (lower.leverage, lower.pending_leverage) == (2, None)
    assert (higher.leverage, higher.pending_leverage) == (5, 9)
    assert settled_limits(higher, NOW + DAY - timedelta(seconds=1)).leverage == 5
    assert settled_limits(higher, NOW + DAY).leverage == 9
    assert settled_limits(higher, NOW + DAY).pending_leverage is None


def test_asking_for_the_same_leverage_again_does_not_start_the_day_anew() -> None:
    waiting = changed_leverage(an_account(kind=AccountKind.REAL), 3, NOW)

    again = changed_leverage(waiting, 3, NOW + timedelta(hours=5))

    assert again.pending_leverage_from == NOW + DAY


def test_a_lower_leverage_takes_a_waiting_one_back() -> None:
    waiting = changed_leverage(an_account(kind=AccountKind.REAL, leverage=4), 8, NOW)

    assert changed_leverage(waiting, 4, NOW).pending_leverage is None


@pytest.mark.parametrize("kind", [AccountKind.DEMO, AccountKind.DERIV_DEMO])
def test_leverage_is_for_real_accounts_only(kind: AccountKind) -> None:
    with pytest.raises(Malformed) as refused:
        changed_leverage(an_account(kind=kind), 2, NOW)

    assert refused.value.code == "LEVERAGE_REAL_ONLY"


@pytest.mark.parametrize("leverage", [0, 11, -1])
def test_leverage_has_bounds(leverage: int) -> None:
    with pytest.raises(Malformed):
        changed_leverage(an_account(kind=AccountKind.REAL), leverage, NOW)
