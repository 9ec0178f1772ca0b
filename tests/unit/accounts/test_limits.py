"""When a changed limit binds."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from nexus.accounts.limits import BOUNDS, LimitsWish, changed_limits
from nexus.kernel.account import ConsensusMode, Limits
from nexus.kernel.errors import Malformed
from nexus.kernel.limits import settled_limits
from tests.factories import NOW, an_account

DAY = timedelta(hours=24)


def test_the_defaults_are_within_their_bounds() -> None:
    for name, bounds in BOUNDS.items():
        assert bounds.least <= getattr(Limits(), name) <= bounds.most


def test_a_tighter_limit_binds_now_and_a_looser_one_waits() -> None:
    wish = LimitsWish({"daily_loss_limit": Decimal("50.00"), "max_open_trades": 20})

    account = changed_limits(an_account(), wish, NOW)

    assert account.limits.daily_loss_limit == Decimal("50.00")
    assert account.limits.max_open_trades == 10
    assert account.pending_limits is not None
    assert account.pending_limits.max_open_trades == 20
    assert account.pending_limits.daily_loss_limit == Decimal("50.00")
    assert account.pending_limits_from == NOW + DAY


def test_a_higher_least_stake_is_tighter() -> None:
    account = changed_limits(an_account(), LimitsWish({"min_stake": Decimal("5.00")}), NOW)

    assert account.limits.min_stake == Decimal("5.00")
    assert account.pending_limits is None


def test_looser_limits_bind_once_their_day_has_passed() -> None:
    waiting = changed_limits(an_account(), LimitsWish({"max_consecutive_losses": 8}), NOW)

    early = settled_limits(waiting, NOW + DAY - timedelta(seconds=1))
    due = settled_limits(waiting, NOW + DAY)

    assert early == waiting
    assert due.limits.max_consecutive_losses == 8
    assert (due.pending_limits, due.pending_limits_from) == (None, None)


def test_asking_again_for_a_looser_limit_waits_again() -> None:
    first = changed_limits(an_account(), LimitsWish({"max_open_trades": 20}), NOW)

    again = changed_limits(first, LimitsWish({"max_open_trades": 30}), NOW + timedelta(hours=12))

    assert again.pending_limits is not None
    assert again.pending_limits.max_open_trades == 30
    assert again.pending_limits_from == NOW + timedelta(hours=36)


def test_a_waiting_limit_is_kept_when_another_is_tightened() -> None:
    first = changed_limits(an_account(), LimitsWish({"max_open_trades": 20}), NOW)

    wish = LimitsWish({"max_stake": Decimal("10.00")})
    then = changed_limits(first, wish, NOW + timedelta(hours=1))

    assert then.limits.max_stake == Decimal("10.00")
    assert then.pending_limits == replace(then.limits, max_open_trades=20)
    assert then.pending_limits_from == NOW + DAY


def test_taking_a_looser_wish_back_leaves_nothing_waiting() -> None:
    first = changed_limits(an_account(), LimitsWish({"max_open_trades": 20}), NOW)

    back = changed_limits(first, LimitsWish({"max_open_trades": 10}), NOW)

    assert back == an_account()


def test_the_consensus_mode_is_no_limit_and_changes_now() -> None:
    account = changed_limits(an_account(), LimitsWish({}, ConsensusMode.ENFORCED), NOW)

    assert account.consensus_mode is ConsensusMode.ENFORCED
    assert account.pending_limits is None


@pytest.mark.parametrize("name", list(BOUNDS))
def test_a_value_out_of_bounds_is_named(name: str) -> None:
    for value in (BOUNDS[name].least - 1, BOUNDS[name].most + 1):
        with pytest.raises(Malformed) as refused:
            changed_limits(an_account(), LimitsWish({name: value}), NOW)
        assert [each.field for each in refused.value.fields] == [name]


def test_the_least_stake_may_not_pass_the_most() -> None:
    wish = LimitsWish({"min_stake": Decimal("20.00"), "max_stake": Decimal("10.00")})

    with pytest.raises(Malformed):
        changed_limits(an_account(), wish, NOW)
