"""What a staking plan risks, told before it is armed: exact, by a Markov chain, no simulation."""

from dataclasses import dataclass
from decimal import Decimal

from nexus.kernel.errors import FieldError, Malformed
from nexus.kernel.money import ZERO, cents
from nexus.trading.staking import StakingPlan, next_stake

MOST_TRADES = 100_000


@dataclass(frozen=True)
class StakingOdds:
    """The odds of a plan over a number of trades at a given win rate.

    `stop_chance` is the chance of `losses` in a row at least once. `streak_stakes` are the
    stakes of that streak and `streak_loss` their sum. `worst_day` is the most that can be lost
    before a limit stops the day. `wins_cover` says, for a win after 1, 2, … losses, whether its
    profit makes up for the losses before it, at this payout and after fees.
    """

    trades: int
    win_rate: float
    stop_chance: float
    expected_trades_to_stop: float | None
    streak_stakes: tuple[Decimal, ...]
    streak_loss: Decimal
    worst_day: Decimal
    wins_cover: tuple[bool, ...]


def stop_chance(win_rate: float, trades: int, losses: int) -> float:
    """Compute the chance of `losses` in a row at least once in `trades` independent trades.

    The chain's state is the current streak; `losses` is absorbing.
    """
    _check(win_rate, trades, losses)
    streaks = [1.0] + [0.0] * (losses - 1)
    stopped = 0.0
    for _ in range(trades):
        stopped += streaks[-1] * (1 - win_rate)
        alive = sum(streaks)
        streaks = [alive * win_rate, *(each * (1 - win_rate) for each in streaks[:-1])]
    return min(stopped, 1.0)


def expected_trades(win_rate: float, losses: int) -> float | None:
    """Compute after how many trades, on average, `losses` follow each other; None for never."""
    lose = 1 - win_rate
    if lose == 0:
        return None
    return sum(lose**-each for each in range(1, losses + 1))


def staking_odds(
    plan: StakingPlan,
    win_rate: float,
    trades: int,
    losses: int,
    *,
    net_ratio: Decimal,
    balance: Decimal,
    daily_loss_limit: Decimal,
    max_stake: Decimal,
) -> StakingOdds:
    """State the odds of a plan; `net_ratio` is the profit of a win per unit of stake, after fees.

    Raises Malformed for a win rate, a number of trades or a streak out of range.
    """
    stakes = _streak(plan, losses, balance, max_stake)
    return StakingOdds(
        trades=trades,
        win_rate=win_rate,
        stop_chance=stop_chance(win_rate, trades, losses),
        expected_trades_to_stop=expected_trades(win_rate, losses),
        streak_stakes=stakes,
        streak_loss=sum(stakes, ZERO),
        worst_day=min(daily_loss_limit, balance),
        wins_cover=tuple(
            cents(stakes[each] * net_ratio) >= sum(stakes[:each], ZERO) for each in range(1, losses)
        ),
    )


def _streak(
    plan: StakingPlan, losses: int, balance: Decimal, max_stake: Decimal
) -> tuple[Decimal, ...]:
    stakes: list[Decimal] = []
    for streak in range(losses):
        left = balance - sum(stakes, ZERO)
        stakes.append(min(next_stake(plan, streak, left), max_stake, left))
    return tuple(stakes)


def _check(win_rate: float, trades: int, losses: int) -> None:
    errors = []
    if not 0 <= win_rate <= 1:
        errors.append(FieldError("win_rate", f"Expected from 0 to 1, was {win_rate}"))
    if not 0 <= trades <= MOST_TRADES:
        errors.append(FieldError("trades", f"Expected from 0 to {MOST_TRADES}, was {trades}"))
    if not 1 <= losses <= 20:
        errors.append(FieldError("losses", f"Expected from 1 to 20, was {losses}"))
    if errors:
        raise Malformed(*errors)
