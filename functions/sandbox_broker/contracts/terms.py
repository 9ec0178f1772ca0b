from dataclasses import dataclass
from decimal import Decimal

from functions.sandbox_broker.contracts.kinds import KINDS, Kind
from functions.sandbox_broker.contracts.offerings import Offering, offerings
from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.market.instruments import Calendar, Instrument
from functions.sandbox_broker.market.sessions import DAY, is_open, is_quiet

UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600}
SHORT_FOREX = 5 * 3600


@dataclass(frozen=True)
class Wish:
    """Hold what a client asks for, before any rule has looked at it."""

    contract_type: str
    currency: str
    amount: Decimal | None = None
    basis: str | None = None
    duration: int | None = None
    duration_unit: str | None = None
    date_expiry: int | None = None
    barrier: str | None = None
    barrier2: str | None = None
    markup_percent: Decimal | None = None


@dataclass(frozen=True)
class Terms:
    """Hold a wish that can be priced and bought."""

    kind: Kind
    instrument: Instrument
    currency: str
    basis: str
    amount: Decimal
    ticks: int | None
    seconds: int | None
    days: int | None
    fixed_expiry: int | None
    barrier: str | None
    markup_percent: Decimal

    def expiry(self, start: int) -> int:
        """Give the expiry of a contract starting then; for ticks, the earliest thinkable one."""
        if self.ticks is not None:
            return start + (self.ticks + 1) * self.instrument.cadence
        if self.days is not None:
            return start - start % DAY + self.days * DAY + DAY - 1
        return self.fixed_expiry or start + (self.seconds or 0)


def accept(
    wish: Wish,
    instrument: Instrument,
    now: int,
    markup: Decimal = Decimal(0),
    *,
    has_quiet_hours: bool = True,
) -> Terms:
    """Check a wish against the offerings and trading hours; amounts are priced elsewhere."""
    kind = _kind(wish, instrument)
    _check_currency(wish)
    _check_barrier(wish, kind)
    if not is_open(instrument.calendar, now):
        raise BrokerError("MarketIsClosed", "This market is presently closed.")
    basis, amount = _amount(wish)
    ticks, seconds, days = _duration(wish, now)
    terms = Terms(
        kind=kind,
        instrument=instrument,
        currency=wish.currency,
        basis=basis,
        amount=amount,
        ticks=ticks,
        seconds=seconds,
        days=days,
        fixed_expiry=wish.date_expiry,
        barrier=wish.barrier,
        markup_percent=markup if wish.markup_percent is None else wish.markup_percent,
    )
    _check_duration(terms)
    _check_hours(terms, now, has_quiet_hours=has_quiet_hours)
    return terms


def _kind(wish: Wish, instrument: Instrument) -> Kind:
    kind = KINDS.get(wish.contract_type)
    if kind is None:
        raise BrokerError("InvalidInputAsset", "Trading is not offered for this asset.")
    if not any(offering.kind is kind for offering in offerings(instrument)):
        raise BrokerError("InvalidInputAsset", "Trading is not offered for this asset.")
    return kind


def _check_currency(wish: Wish) -> None:
    if wish.currency != "USD":
        raise BrokerError("InvalidPayoutCurrency", "The provided currency is invalid.")


def _check_barrier(wish: Wish, kind: Kind) -> None:
    if wish.barrier2 is not None:
        raise BrokerError(
            "InvalidBarrierSingle", "Invalid barrier (Single barrier input is expected)."
        )
    if kind.takes_barrier and wish.barrier is None:
        raise BrokerError(
            "InvalidBarrierSingle", "Invalid barrier (Single barrier input is expected)."
        )
    if wish.barrier is not None and not kind.takes_barrier:
        raise BrokerError("BarrierNotAllowed", "Barrier is not allowed for this contract type.")


def _amount(wish: Wish) -> tuple[str, Decimal]:
    if wish.basis is None or wish.amount is None:
        raise BrokerError("InvalidAmount", "Please specify an amount and its basis.")
    if wish.amount != round(wish.amount, 2):
        code = "IncorrectStakeDecimals" if wish.basis == "stake" else "IncorrectPayoutDecimals"
        raise BrokerError(code, f"{wish.basis.capitalize()} can not have more than 2 decimals.")
    return wish.basis, wish.amount


def _duration(wish: Wish, now: int) -> tuple[int | None, int | None, int | None]:
    if wish.date_expiry is not None:
        return None, _until(wish, now), None
    if wish.duration is None:
        raise BrokerError("InvalidExpiry", "Please specify a duration or an expiry.")
    unit = wish.duration_unit or "s"
    if unit == "t":
        return wish.duration, None, None
    if unit == "d":
        return None, None, wish.duration
    return None, wish.duration * UNIT_SECONDS[unit], None


def _until(wish: Wish, now: int) -> int:
    if wish.duration is not None:
        raise BrokerError("InvalidExpiry", "Please specify either a duration or an expiry.")
    seconds = (wish.date_expiry or 0) - now
    if seconds <= 0:
        raise BrokerError("PastExpiryTime", "Expiry time cannot be in the past.")
    return seconds


def _check_duration(terms: Terms) -> None:
    offered = [o for o in offerings(terms.instrument) if o.kind is terms.kind]
    for expiry_type, value in (
        ("tick", terms.ticks),
        ("intraday", terms.seconds),
        ("daily", terms.days),
    ):
        if value is not None:
            _check_bounds(expiry_type, value, offered)


def _check_bounds(expiry_type: str, value: int, offered: list[Offering]) -> None:
    bounds = next((o for o in offered if o.expiry_type == expiry_type), None)
    if bounds and bounds.shortest <= value <= bounds.longest:
        return
    if bounds and expiry_type == "tick":
        message = f"Number of ticks must be between {bounds.shortest} and {bounds.longest}."
        raise BrokerError("TicksNumberLimits", message)
    raise BrokerError("TradingDurationNotAllowed", "Trading is not offered for this duration.")


def _check_hours(terms: Terms, now: int, *, has_quiet_hours: bool) -> None:
    if terms.instrument.calendar is Calendar.ALWAYS:
        return
    expiry = terms.expiry(now)
    short = terms.seconds is not None and terms.seconds < SHORT_FOREX
    if (
        has_quiet_hours
        and short
        and (is_quiet(Calendar.FOREX, now) or is_quiet(Calendar.FOREX, expiry))
    ):
        raise BrokerError(
            "TradingSuspendedSpecificHours",
            "Trading on forex contracts with duration less than 5 hours is not available"
            " from 21:00:00 to 23:59:59",
        )
    if terms.seconds is not None and expiry // DAY != now // DAY:
        raise BrokerError(
            "SameTradingDayExpiry", "Contracts on this market must expire on the same trading day."
        )
    if not is_open(Calendar.FOREX, min(expiry, expiry - expiry % DAY + DAY // 2)):
        raise BrokerError("TradingDayExpiry", "The contract must expire on a trading day.")
