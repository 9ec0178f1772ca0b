"""Limits a trader sets for themselves: bounds, and when a change binds (design.md D13)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from nexus.kernel.account import Account, ConsensusMode, Limits
from nexus.kernel.errors import FieldError, Malformed
from nexus.kernel.limits import settled_limits

LOOSENING_DELAY = timedelta(hours=24)
Amount = Decimal | int


@dataclass(frozen=True)
class Bounds:
    """The values a limit may take; `lower_is_tighter` says which way is safer."""

    least: Amount
    most: Amount
    lower_is_tighter: bool = True


BOUNDS: Mapping[str, Bounds] = {
    "daily_loss_limit": Bounds(Decimal("1.00"), Decimal("5000.00")),
    "max_consecutive_losses": Bounds(1, 10),
    "min_stake": Bounds(Decimal("0.35"), Decimal("1000.00"), lower_is_tighter=False),
    "max_stake": Bounds(Decimal("0.35"), Decimal("1000.00")),
    "max_open_trades": Bounds(1, 50),
}


@dataclass(frozen=True)
class LimitsWish:
    """What a trader wants changed; `values` is keyed like `Limits`."""

    values: Mapping[str, Amount]
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


def _pended(
    account: Account, wish: LimitsWish, looser: Mapping[str, Amount], at: datetime
) -> Account:
    kept = _still_waiting(account, wish)
    if not looser and not kept:
        return replace(account, pending_limits=None, pending_limits_from=None)
    waiting = replace(account.limits, **{**kept, **looser})  # type: ignore[arg-type]
    due = at + LOOSENING_DELAY if looser else account.pending_limits_from
    return replace(account, pending_limits=waiting, pending_limits_from=due)


def _still_waiting(account: Account, wish: LimitsWish) -> dict[str, Amount]:
    if account.pending_limits is None:
        return {}
    return {
        name: getattr(account.pending_limits, name)
        for name in BOUNDS
        if name not in wish.values
        and getattr(account.pending_limits, name) != getattr(account.limits, name)
    }


def _tightens(account: Account, name: str, value: Amount) -> bool:
    current: Amount = getattr(account.limits, name)
    return value < current if BOUNDS[name].lower_is_tighter else value > current


def _loosens(account: Account, name: str, value: Amount) -> bool:
    return value != getattr(account.limits, name) and not _tightens(account, name, value)


def _check(account: Account, wish: LimitsWish) -> None:
    wrong = [
        FieldError(name, f"Expected {BOUNDS[name].least} to {BOUNDS[name].most}, was {value}")
        for name, value in wish.values.items()
        if not BOUNDS[name].least <= value <= BOUNDS[name].most
    ]
    wanted = _wanted(account.limits, wish)
    if not wrong and wanted.min_stake > wanted.max_stake:
        said = f"Expected at most max_stake {wanted.max_stake}, was {wanted.min_stake}"
        wrong = [FieldError("min_stake", said)]
    if wrong:
        raise Malformed(*wrong)


def _wanted(limits: Limits, wish: LimitsWish) -> Limits:
    return replace(limits, **wish.values)  # type: ignore[arg-type]
