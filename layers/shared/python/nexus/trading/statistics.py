"""What a number of trades can tell: hit rate, expectancy, and whether it is more than chance.

Wilson's interval: E. B. Wilson, JASA 22 (1927), 209; Brown, Cai and DasGupta, Statistical
Science 16 (2001), 101, recommend it for small samples. The test is the exact binomial one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import exp, lgamma, log, sqrt
from statistics import NormalDist, fmean, stdev

CONFIDENCE = 0.95
CHANCE = 0.05


@dataclass(frozen=True)
class HitRate:
    """How often a strategy was right; `low` to `high` is the interval, `count` its sample."""

    wins: int
    count: int
    rate: float | None
    low: float
    high: float


@dataclass(frozen=True)
class Expectancy:
    """The mean result per trade in money and its interval; None with too few to tell."""

    count: int
    mean: float | None
    low: float | None
    high: float | None


def hit_rate(wins: int, count: int, confidence: float = CONFIDENCE) -> HitRate:
    """Measure wins among trades by Wilson's interval; without any it is anything from 0 to 1."""
    if not 0 <= wins <= count:
        raise ValueError(f"Expected wins from 0 to {count}, was {wins}")
    if count == 0:
        return HitRate(0, 0, None, 0.0, 1.0)
    z, rate = _z(confidence), wins / count
    spread = 1 + z * z / count
    middle = (rate + z * z / (2 * count)) / spread
    half = z * sqrt(rate * (1 - rate) / count + z * z / (4 * count * count)) / spread
    return HitRate(wins, count, rate, max(0.0, middle - half), min(1.0, middle + half))


def expectancy(results: Sequence[Decimal], confidence: float = CONFIDENCE) -> Expectancy:
    """Measure the mean result per trade, with the normal interval of a mean."""
    if not results:
        return Expectancy(0, None, None, None)
    values = [float(result) for result in results]
    mean = fmean(values)
    if len(values) == 1:
        return Expectancy(1, mean, None, None)
    half = _z(confidence) * stdev(values) / sqrt(len(values))
    return Expectancy(len(values), mean, mean - half, mean + half)


def chance_of(wins: int, count: int, rate: float) -> float:
    """Tell how likely at least so many wins are when the true rate is `rate` (one-sided)."""
    if wins <= 0 or rate >= 1:
        return 1.0
    if rate <= 0:
        return 0.0
    return min(1.0, sum(_binomial(k, count, rate) for k in range(wins, count + 1)))


def is_told_from_chance(
    wins: int, count: int, break_even: float, tried: int = 1, level: float = CHANCE
) -> bool:
    """Tell whether wins beat the break-even rate by more than luck would.

    `tried` settings share the level (Bonferroni): the best of many looks good by luck alone.
    """
    return chance_of(wins, count, break_even) <= level / max(tried, 1)


def _binomial(k: int, n: int, rate: float) -> float:
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return exp(ways + k * log(rate) + (n - k) * log(1 - rate))


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 2)
