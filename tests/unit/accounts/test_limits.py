"""When a changed limit binds."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.accounts.limits import BOUNDS, NAMES, LimitsWish, changed_limits, excluded
from nexus.kernel.account import ConsensusMode, Limits
from nexus.kernel.errors import Malformed
from nexus.kernel.limits import settled_limits
from tests.factories import NOW, an_account

DAY = timedelta(hours=24)


def test_the_defaults_are_within_their_bounds() -> None:
    for name, bounds in BOUNDS.items():
        value = getattr(Limits(), name)
        assert bounds.is_optional if value is None else bounds.least <= value <= bounds.most


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


def test_an_absent_limit_is_the_loosest_so_that_setting_one_binds_at_once() -> None:
    account = changed_limits(an_account(), LimitsWish({"session_minutes": 60}), NOW)
    removed = changed_limits(account, LimitsWish({"session_minutes": None}), NOW)

    assert account.limits.session_minutes == 60
    assert removed.limits.session_minutes == 60
    assert removed.pending_limits is not None
    assert removed.pending_limits.session_minutes is None


def test_fewer_trading_hours_bind_at_once_and_more_wait() -> None:
    wish = LimitsWish({"trading_hours": ("08:00-12:00",)})
    account = changed_limits(an_account(), wish, NOW)
    wider = changed_limits(account, LimitsWish({"trading_hours": ("08:00-13:00",)}), NOW)

    assert account.limits.trading_hours == ("08:00-12:00",)
    assert wider.limits.trading_hours == ("08:00-12:00",)
    assert settled_limits(wider, NOW + DAY).limits.trading_hours == ("08:00-13:00",)


def test_hours_that_cannot_be_read_are_refused_by_name() -> None:
    with pytest.raises(Malformed) as refused:
        changed_limits(an_account(), LimitsWish({"trading_hours": ("8-12",)}), NOW)

    assert refused.value.fields[0].field == "trading_hours"


def test_an_exclusion_is_never_shortened() -> None:
    account = excluded(an_account(), NOW + DAY, NOW)

    with pytest.raises(Malformed) as refused:
        excluded(account, NOW + DAY / 2, NOW + timedelta(hours=1))

    assert refused.value.code == "EXCLUSION_NOT_SHORTENED"
    assert excluded(account, NOW + 2 * DAY, NOW).excluded_until == NOW + 2 * DAY


_VALUES = {
    "daily_loss_limit": st.integers(1, 5000).map(Decimal),
    "max_consecutive_losses": st.integers(1, 10),
    "max_open_trades": st.integers(1, 50),
    "daily_take_profit": st.none() | st.integers(1, 500).map(Decimal),
    "cooldown_losses": st.none() | st.integers(1, 10),
    "cooldown_minutes": st.integers(1, 1440),
    "session_loss_limit": st.none() | st.integers(1, 500).map(Decimal),
    "session_minutes": st.none() | st.integers(1, 600),
    "trading_hours": st.sampled_from([(), ("08:00-12:00",), ("22:00-02:00", "09:00-10:00")]),
}
_WISHES = st.lists(
    st.tuples(st.fixed_dictionaries({}, optional=_VALUES), st.integers(0, 23)), max_size=6
)


@given(_WISHES)
def test_no_series_of_changes_loosens_a_limit_within_a_day(
    wishes: list[tuple[dict[str, object], int]],
) -> None:
    account = start = an_account()
    at = NOW
    for values, _ in wishes:
        before = account.limits
        account = changed_limits(account, LimitsWish(values), at)  # type: ignore[arg-type]
        for name in NAMES:
            assert getattr(account.limits, name) == getattr(before, name) or _is_tighter(
                name, before, account.limits
            )
        at += timedelta(minutes=1)
    assert settled_limits(account, start.created_at + timedelta(hours=23)).limits == account.limits


def _is_tighter(name: str, before: Limits, after: Limits) -> bool:
    loosened = changed_limits(
        an_account(limits=after), LimitsWish({name: getattr(before, name)}), NOW
    )
    return loosened.pending_limits is not None
