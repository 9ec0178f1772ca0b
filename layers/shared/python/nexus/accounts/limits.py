"""Limits a trader sets for themselves: bounds, and when a change binds (design.md D13)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from nexus.kernel.account import Account, ConsensusMode, Limits
from nexus.kernel.errors import FieldError, Malformed
from nexus.kernel.hours import hours_errors, open_minutes
from nexus.kernel.limits import settled_limits

LOOSENING_DELAY = timedelta(hours=24)
LONGEST_EXCLUSION = timedelta(days=5 * 365)
Amount = Decimal | int
Value = Amount | tuple[str, ...] | None
HOURS = "trading_hours"


@dataclass(frozen=True)
class Bounds:
    """The values a limit may take; `lower_is_tighter` says which way is safer.

    An optional limit may also be None, which is looser than any value.
    """

    least: Amount
    most: Amount
    lower_is_tighter: bool = True
    is_optional: bool = False


BOUNDS: Mapping[str, Bounds] = {
    "daily_loss_limit": Bounds(Decimal("1.00"), Decimal("5000.00")),
    "max_consecutive_losses": Bounds(1, 10),
    "min_stake": Bounds(Decimal("0.35"), Decimal("1000.00"), lower_is_tighter=False),
    "max_stake": Bounds(Decimal("0.35"), Decimal("1000.00")),
    "max_open_trades": Bounds(1, 50),
    "daily_take_profit": Bounds(Decimal("1.00"), Decimal("100000.00"), is_optional=True),
    "cooldown_losses": Bounds(1, 10, is_optional=True),
    "cooldown_minutes": Bounds(1, 1440, lower_is_tighter=False),
    "session_loss_limit": Bounds(Decimal("1.00"), Decimal("5000.00"), is_optional=True),
    "session_minutes": Bounds(1, 10080, is_optional=True),
}
NAMES = (*BOUNDS, HOURS)


@dataclass(frozen=True)
class LimitsWish:
    """What a trader wants changed; `values` is keyed like `Limits`."""

    values: Mapping[str, Value]
    consensus_mode: ConsensusMode | None = None


def changed_limits(account: Account, wish: LimitsWish, at: datetime) -> Account:
    """Apply tighter limits now and looser ones after 24 hours; the consensus mode at once."""
    now = settled_limits(account, at)
    _check(now, wish)
    tighter = {name: value for name, value in wish.values.items() if _tightens(now, name, value)}
    looser = {name: value for name, value in wish.values.items() if _loosens(now, name, value)}
    return _pended(
        replace(
            now,
            limits=replace(now.limits, **tighter),  # type: ignore[arg-type]
            consensus_mode=wish.consensus_mode or now.consensus_mode,
        ),
        wish,
        looser,
        at,
    )


def excluded(account: Account, until: datetime, at: datetime) -> Account:
    """Shut the owner out until a moment; an exclusion may be made longer and never shorter."""
    if not at < until <= at + LONGEST_EXCLUSION:
        said = f"Expected a moment from now on within 5 years, was {until.isoformat()}"
        raise Malformed(FieldError("until", said))
    current = account.excluded_until
    if current is not None and at < current and until < current:
        said = f"Expected no earlier than {current.isoformat()}, was {until.isoformat()}"
        raise Malformed(FieldError("until", said), code="EXCLUSION_NOT_SHORTENED")
    return replace(account, excluded_until=until)


def _pended(
    account: Account, wish: LimitsWish, looser: Mapping[str, Value], at: datetime
) -> Account:
    kept = _still_waiting(account, wish)
    if not looser and not kept:
        return replace(account, pending_limits=None, pending_limits_from=None)
    waiting = replace(account.limits, **{**kept, **looser})  # type: ignore[arg-type]
    due = at + LOOSENING_DELAY if looser else account.pending_limits_from
    return replace(account, pending_limits=waiting, pending_limits_from=due)


def _still_waiting(account: Account, wish: LimitsWish) -> dict[str, Value]:
    if account.pending_limits is None:
        return {}
    return {
        name: getattr(account.pending_limits, name)
        for name in NAMES
        if name not in wish.values
        and getattr(account.pending_limits, name) != getattr(account.limits, name)
    }


def _tightens(account: Account, name: str, value: Value) -> bool:
    current: Value = getattr(account.limits, name)
    if isinstance(value, tuple) or isinstance(current, tuple):
        return _narrows(current or (), value or ())
    if value is None or current is None:
        return current is None and value is not None
    return value < current if BOUNDS[name].lower_is_tighter else value > current


def _narrows(current: object, value: object) -> bool:
    before, after = (open_minutes(each) for each in (current, value) if isinstance(each, tuple))
    return after < before


def _loosens(account: Account, name: str, value: Value) -> bool:
    return value != getattr(account.limits, name) and not _tightens(account, name, value)


def _check(account: Account, wish: LimitsWish) -> None:
    wrong = [error for name in wish.values for error in _errors(name, wish.values[name])]
    if not wrong:
        wanted = _wanted(account.limits, wish)
        if wanted.min_stake > wanted.max_stake:
            said = f"Expected at most max_stake {wanted.max_stake}, was {wanted.min_stake}"
            wrong = [FieldError("min_stake", said)]
    if wrong:
        raise Malformed(*wrong)


def _errors(name: str, value: Value) -> list[FieldError]:
    if name == HOURS:
        return hours_errors(value if isinstance(value, tuple) else (), name)
    bounds = BOUNDS[name]
    if value is None and bounds.is_optional:
        return []
    if isinstance(value, Decimal | int) and bounds.least <= value <= bounds.most:
        return []
    return [FieldError(name, f"Expected {bounds.least} to {bounds.most}, was {value}")]


def _wanted(limits: Limits, wish: LimitsWish) -> Limits:
    return replace(limits, **wish.values)  # type: ignore[arg-type]
