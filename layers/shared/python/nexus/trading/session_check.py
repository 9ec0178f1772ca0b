"""What may be wrong with a session's settings, field by field."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from nexus.kernel.account import Account, AccountStatus
from nexus.kernel.clock import to_text
from nexus.kernel.errors import FieldError, Malformed
from nexus.kernel.hours import hours_errors
from nexus.trading.market import Instrument
from nexus.trading.models import EXPIRY_MINUTES, ContractType
from nexus.trading.session import SessionLimits, SessionSettings
from nexus.trading.staking import staking_errors
from nexus.trading.strategies.tuning import tuning_errors

MOST_SYMBOLS = 5
MOST_WEIGHT = 10
LEAST_STRATEGIES = 2
Amount = Decimal | int

BOUNDS: Mapping[str, tuple[Amount, Amount]] = {
    "max_loss": (Decimal("1.00"), Decimal("5000.00")),
    "take_profit": (Decimal("1.00"), Decimal("100000.00")),
    "max_minutes": (1, 10_080),
    "max_trades": (1, 10_000),
    "max_open_trades": (1, 10),
}


def check_settings(settings: SessionSettings, instruments: Mapping[str, Instrument | None]) -> None:
    """Refuse settings that cannot be traded; raises Malformed with every wrong field."""
    errors = [
        *_symbols(settings, instruments),
        *_strategies(settings),
        *_prefixed("staking", staking_errors(settings.staking)),
        *_limits(settings.limits),
        *hours_errors(settings.hours, "hours"),
    ]
    if errors:
        raise Malformed(*errors)


def check_account(account: Account, at: datetime) -> None:
    """Refuse an account that may not trade by itself now; raises Malformed with the reason."""
    if account.excluded_until is not None and at < account.excluded_until:
        until = to_text(account.excluded_until)
        raise _not_tradable("SELF_EXCLUDED", f"is excluded until {until}")
    if account.status is not AccountStatus.ACTIVE:
        code = _CODES[account.status]
        raise _not_tradable(code, f"Expected an active account, was {account.status}")


_CODES = {
    AccountStatus.HALTED: "ACCOUNT_HALTED",
    AccountStatus.FROZEN: "ACCOUNT_FROZEN",
    AccountStatus.NEEDS_RELINK: "LINK_EXPIRED",
    AccountStatus.UNLINKED: "LINK_EXPIRED",
}


def _not_tradable(code: str, said: str) -> Malformed:
    return Malformed(FieldError("account_id", said), code=code)


def _symbols(
    settings: SessionSettings, instruments: Mapping[str, Instrument | None]
) -> list[FieldError]:
    symbols = settings.symbols
    if not 1 <= len(symbols) <= MOST_SYMBOLS:
        return [FieldError("symbols", f"Expected 1 to {MOST_SYMBOLS}, was {len(symbols)}")]
    if len(set(symbols)) < len(symbols):
        return [FieldError("symbols", "Expected each symbol once")]
    if settings.expiry_minutes not in EXPIRY_MINUTES:
        known = ", ".join(map(str, EXPIRY_MINUTES))
        said = f"Expected one of {known}, was {settings.expiry_minutes}"
        return [FieldError("expiry_minutes", said)]
    return [
        error
        for symbol in symbols
        if (error := _symbol(symbol, instruments.get(symbol), settings.expiry_minutes))
    ]


def _symbol(symbol: str, instrument: Instrument | None, minutes: int) -> FieldError | None:
    if instrument is None:
        return FieldError("symbols", f"Expected a symbol on offer, was {symbol}")
    offers = [instrument.offerings.get(kind) for kind in (ContractType.CALL, ContractType.PUT)]
    if all(o and o.min_seconds <= minutes * 60 <= o.max_seconds for o in offers):
        return None
    return FieldError("expiry_minutes", f"{symbol} is not offered for {minutes} minutes")


def _strategies(settings: SessionSettings) -> list[FieldError]:
    names = [each.name for each in settings.strategies]
    if len(names) < LEAST_STRATEGIES or len(set(names)) < len(names):
        said = f"Expected at least {LEAST_STRATEGIES} different ones, was {', '.join(names)}"
        return [FieldError("strategies", said)]
    errors = []
    for place, each in enumerate(settings.strategies):
        path = f"strategies.{place}"
        errors += tuning_errors(each.name, each.parameters, path)
        if not 1 <= each.weight <= MOST_WEIGHT:
            said = f"Expected from 1 to {MOST_WEIGHT}, was {each.weight}"
            errors.append(FieldError(f"{path}.weight", said))
    return errors


def _limits(limits: SessionLimits) -> list[FieldError]:
    given = {name: getattr(limits, name) for name in BOUNDS}
    return [
        FieldError(f"limits.{name}", f"Expected from {low} to {high}, was {given[name]}")
        for name, (low, high) in BOUNDS.items()
        if given[name] is not None and not low <= given[name] <= high
    ]


def _prefixed(path: str, errors: list[FieldError]) -> list[FieldError]:
    return [FieldError(f"{path}.{each.field}", each.message) for each in errors]
