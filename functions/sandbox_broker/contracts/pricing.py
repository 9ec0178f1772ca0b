from dataclasses import dataclass
from decimal import Decimal
from math import log, sqrt
from statistics import NormalDist

from functions.sandbox_broker.assumptions import Assumptions
from functions.sandbox_broker.contracts.terms import Terms
from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.market.instruments import Instrument
from functions.sandbox_broker.market.prices import YEAR
from functions.sandbox_broker.money import cents, text

HALF = Decimal("0.5")
_CUMULATIVE = NormalDist().cdf


@dataclass(frozen=True)
class Channel:
    """Say for whom a price is made: its margin and its highest payout."""

    margin: Decimal
    payout_limit: Decimal


@dataclass(frozen=True)
class Price:
    """Hold a price: what is paid now, what a win returns, and the app's part in it."""

    ask: Decimal
    payout: Decimal
    markup: Decimal


def channel(assumptions: Assumptions, account_type: str | None) -> Channel:
    """Choose margin and limit by the kind of socket; no account means the public one."""
    if account_type is None:
        return Channel(assumptions.public_margin, assumptions.public_payout_limit)
    limit = (
        assumptions.real_payout_limit if account_type == "real" else assumptions.demo_payout_limit
    )
    return Channel(assumptions.account_margin, limit)


def barrier_pips(barrier: str | None, instrument: Instrument, spot: int) -> int:
    """Resolve a barrier: none means the spot, a sign means relative to it."""
    if barrier is None:
        return spot
    offset = instrument.pips(float(barrier))
    return spot + offset if barrier[0] in "+-" else offset


def win_probability(
    instrument: Instrument, spot: int, barrier: int, sign: int, seconds: int
) -> Decimal:
    """Give the fair chance that the price ends beyond the barrier."""
    if spot == barrier:
        return HALF
    if seconds <= 0:
        return Decimal(int((spot - barrier) * sign > 0))
    deviation = instrument.volatility * sqrt(seconds / YEAR)
    return Decimal(repr(round(_CUMULATIVE(sign * log(spot / barrier) / deviation), 6)))


def quote(terms: Terms, spot: int, now: int, terminal: Channel, assumptions: Assumptions) -> Price:
    """Price the terms at a spot and refuse what the limits forbid."""
    barrier = barrier_pips(terms.barrier, terms.instrument, spot)
    seconds = terms.expiry(now) - now
    chance = win_probability(terms.instrument, spot, barrier, terms.kind.sign, seconds)
    if terms.kind.wins_ties:
        chance += assumptions.tie_probability
    price = mark_up(terms.basis, terms.amount, chance + terminal.margin, terms.markup_percent)
    _check_limits(terms, price, terminal, assumptions)
    return price


def mark_up(basis: str, amount: Decimal, probability: Decimal, percent: Decimal) -> Price:
    """Turn a probability with its margin into a price; the app's percent is one of the payout."""
    share = percent / 100
    if basis == "payout":
        return Price(cents(amount * (probability + share)), amount, cents(amount * share))
    payout = cents(amount / (probability + share))
    return Price(amount, payout, cents(payout * share))


def bid(payout: Decimal, chance: Decimal, margin: Decimal) -> Decimal:
    """Give what the broker would pay for a running contract."""
    return cents(payout * max(Decimal(0), chance - margin))


def _check_limits(terms: Terms, price: Price, terminal: Channel, assumptions: Assumptions) -> None:
    if price.ask < assumptions.minimum_stake:
        raise BrokerError(*_limit_text("StakeLimits", "stake", price.ask, terminal, assumptions))
    if price.payout > terminal.payout_limit:
        raise BrokerError(
            *_limit_text("PayoutLimits", "payout", price.payout, terminal, assumptions)
        )
    if price.payout <= price.ask:
        raise BrokerError("NoReturn", "This contract offers no return.")
    if terms.markup_percent > assumptions.highest_markup or terms.markup_percent < 0:
        raise BrokerError("InputValidationFailed", "Input validation failed: app_markup_percentage")


def _limit_text(
    code: str, name: str, value: Decimal, terminal: Channel, assumptions: Assumptions
) -> tuple[str, str]:
    return code, (
        f"Minimum stake of {text(assumptions.minimum_stake)} and maximum payout of "
        f"{text(terminal.payout_limit)}. Current {name} is {text(value)}."
    )
