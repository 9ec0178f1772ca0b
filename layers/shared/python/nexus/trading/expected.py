"""What a contract is worth on average, at the rates its votes were measured to win."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from nexus.kernel.money import cents
from nexus.trading.market import Direction, Vote
from nexus.trading.models import Cost
from nexus.trading.statistics import HitRate

_RATE = Decimal("0.0001")


@dataclass(frozen=True)
class MeasuredRates:
    """Hit rates on a symbol by contract minutes and strategy, from so many closed candles."""

    symbol: str
    candles: int
    by_minutes: Mapping[int, Mapping[str, HitRate]]


class RateShelf(Protocol):
    """How often votes on a symbol were right; None where nothing was measured."""

    def rates(self, symbol: str) -> MeasuredRates | None: ...


@dataclass(frozen=True)
class Expected:
    """The mean result of one contract, in money after all fees, at a strategy's hit rate.

    `low` and `high` are the results at the ends of the rate's interval. `agrees` tells whether
    the strategy votes for the side that is asked for now; the rate holds for its votes only.
    """

    strategy: str
    agrees: bool
    rate: HitRate
    value: Decimal
    low: Decimal
    high: Decimal


def expected_values(
    cost: Cost, rates: Mapping[str, HitRate], votes: Sequence[Vote], wanted: Direction
) -> tuple[Expected, ...]:
    """Give those of the strategies that vote for the wanted side, or of all when none does.

    A strategy without a sample is left out: nothing is known of it.
    """
    agreeing = {vote.strategy for vote in votes if vote.direction is wanted}
    found = [
        _expected(cost, name, name in agreeing, rate) for name, rate in rates.items() if rate.count
    ]
    return tuple([each for each in found if each.agrees] or found)


def _expected(cost: Cost, strategy: str, agrees: bool, rate: HitRate) -> Expected:
    value, low, high = (_worth(cost, each) for each in (rate.rate or 0.0, rate.low, rate.high))
    return Expected(strategy, agrees, rate, value, low, high)


def _worth(cost: Cost, rate: float) -> Decimal:
    chance = Decimal(rate).quantize(_RATE)
    return cents(chance * (cost.stake + cost.net_profit_if_won) - cost.stake)
