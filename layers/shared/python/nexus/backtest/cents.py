"""The money of the vectorized back end, in whole cents and one loop.

Risk rules, staking, payouts, fees and settlement once more, in the order in which risk.py asks.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from dataclasses import dataclass

DAY, HALT_SECONDS, MICRO, FOR_EVER = 86_400, 3600, 1_000_000, 1 << 62
HAIRCUT, FEE_SHARE, EXPOSURE_SHARE = 10_000, 700_000, 200_000
CODES = (
    "",
    "ACCOUNT_HALTED",
    "QUOTE_UNAVAILABLE",
    "QUOTE_STALE",
    "STAKE_OUT_OF_RANGE",
    "INSUFFICIENT_BALANCE",
    "MAX_EXPOSURE_EXCEEDED",
    "MAX_OPEN_TRADES",
    "CONSECUTIVE_LOSSES",
    "DAILY_LOSS_LIMIT",
    "OUTSIDE_TRADING_HOURS",
    "COOLDOWN",
    "DAILY_TAKE_PROFIT",
    "MAX_PAYOUT_EXCEEDED",
)
HALTED, NO_QUOTE, STALE, RANGE, BALANCE, EXPOSURE, OPEN, LOSSES, DAILY = range(1, 10)
HOURS, COOLDOWN, PROFIT, PAYOUT = range(10, 14)
RULES = (
    HALTED,
    HOURS,
    COOLDOWN,
    NO_QUOTE,
    STALE,
    RANGE,
    BALANCE,
    EXPOSURE,
    OPEN,
    LOSSES,
    DAILY,
    PROFIT,
    PAYOUT,
)
STANDING = (HALTED, BALANCE, EXPOSURE, OPEN, LOSSES, DAILY, PROFIT)
FIXED, FIBONACCI, PERCENTAGE = 0, 1, 2


@dataclass
class Money:
    """Settings and running state of the loop: amounts in cents, rates in millionths."""

    expiry: int
    minutes: int
    least_votes: int
    sure: int
    staking: int
    stake: int
    balance_share: int
    balance: int
    min_stake: int
    max_stake: int
    max_open: int
    max_losses: int
    daily_loss: int
    exposure: int
    is_real: int
    has_haircut: int
    commission: int
    markup: int
    max_payout: int
    equals: int
    stops: int
    take_profit: int
    cooldown_losses: int
    cooldown_seconds: int
    at_stake: int = 0
    open_count: int = 0
    streak: int = 0
    day: int = 0
    day_result: int = 0
    halted_at: int = -1
    lost_at: int = -1
    changes: int = 0


def simulate(m, candles, votes, prices, hours, decisions, trades, rested):
    """Trade the votes; fill the rows of decisions and trades and return how many, and the cash."""
    epochs, opens, closes = candles
    directions, confidences, weights = votes
    made, done, due = 0, 0, 0
    rest, rest_changes, rest_day = 0, 0, 0
    m.day = epochs[0] // DAY
    for number in range(len(epochs)):
        direction, agreeing, total, weight = agreed(m, number, directions, confidences, weights)
        if direction == 0:
            continue
        due = settle_until(m, epochs, opens, closes, trades, due, done, epochs[number])
        at = epochs[number] + 60
        if m.halted_at >= 0 and m.stops:
            break
        resume_if_due(m, at)
        if rest and rest_changes == m.changes and rest_day == at // DAY:
            rested[rest] += 1
            continue
        stake = stake_of(m)
        ratio = ratio_at(prices, direction, number)
        code = refusal(m, stake, ratio, at, hours)
        decisions[made] = (number, code, direction, total, weight, agreeing, stake)
        made += 1
        rest = code if code in STANDING else 0
        if code == 0:
            trades[done] = (number, direction, stake, payout_of(m, stake, ratio), 0, 0, -2)
            done += 1
            m.balance, m.at_stake = m.balance - stake, m.at_stake + stake
            m.open_count, m.changes = m.open_count + 1, m.changes + 1
            rest = OPEN if m.open_count >= m.max_open else 0
        rest_changes, rest_day = m.changes, at // DAY
    settle_until(m, epochs, opens, closes, trades, due, done, FOR_EVER)
    return made, done, m.balance


def settle_until(m, epochs, opens, closes, trades, due, done, moment):
    """Settle the open trades that end by a moment; return the first that is left."""
    while due < done and ends(m, epochs, trades[due]) <= moment:
        settle(m, epochs, opens, closes, trades[due])
        due += 1
    return due


def resume_if_due(m, at):
    """Lift a halt whose time and rest are over."""
    if m.halted_at >= 0 and at >= m.halted_at + HALT_SECONDS and not is_cooling(m, at):
        m.halted_at, m.streak = -1, 0
        m.changes += 1


def agreed(m, number, directions, confidences, weights):
    """Take the votes on one candle together: direction, votes, weighted confidence, weight."""
    rises, falls, for_rise, for_fall, up, down = 0, 0, 0, 0, 0, 0
    for each in range(len(weights)):
        vote = directions[each, number]
        if vote > 0:
            rises += 1
            for_rise += weights[each]
            up += weights[each] * confidences[each, number]
        elif vote < 0:
            falls += 1
            for_fall += weights[each]
            down += weights[each] * confidences[each, number]
    if for_rise > for_fall and rises >= m.least_votes and up >= m.sure * for_rise:
        return 1, rises, up, for_rise
    if for_fall > for_rise and falls >= m.least_votes and down >= m.sure * for_fall:
        return -1, falls, down, for_fall
    return 0, 0, 0, 0


def stake_of(m):
    """Choose the next stake."""
    stake = m.stake
    if m.staking == PERCENTAGE:
        stake = part(m.balance, m.balance_share)
    elif m.staking == FIBONACCI:
        now, after = 1, 1
        for _ in range(min(m.streak, 40)):
            now, after = after, now + after
        stake *= now
    return min(stake, m.max_stake)


def ratio_at(prices, direction, number):
    """Read the payout per unit of stake, in millionths; negative when there is none."""
    row = prices[0 if direction > 0 else 1]
    return row[min(number, len(row) - 1)]


def refusal(m, stake, ratio, at, hours):
    """Ask the rules in order; 0 when none refuses."""
    today = m.day_result if at // DAY <= m.day else 0
    refuses = (
        m.halted_at >= 0,
        hours[at % DAY // 60] == 0,
        is_cooling(m, at),
        ratio == -1,
        ratio == -2,
        stake < m.min_stake or stake > m.max_stake,
        stake > m.balance,
        m.is_real == 1 and m.at_stake + stake > exposure_limit(m),
        m.open_count >= m.max_open,
        m.streak >= m.max_losses,
        max(0, -today) + m.at_stake + stake > m.daily_loss,
        m.take_profit >= 0 and today >= m.take_profit,
        part(stake, ratio) > m.max_payout,
    )
    for place in range(len(refuses)):
        if refuses[place]:
            return RULES[place]
    return 0


def is_cooling(m, at):
    """Tell whether the pause after some losses in a row still runs."""
    is_due = m.cooldown_losses > 0 and m.lost_at >= 0 and m.streak >= m.cooldown_losses
    return is_due and at < m.lost_at + m.cooldown_seconds


def exposure_limit(m):
    """Say how much real money may be at stake at once."""
    return min(m.balance, part(m.exposure, EXPOSURE_SHARE))


def payout_of(m, stake, ratio):
    """Price a win."""
    payout = part(stake, ratio)
    if m.has_haircut:
        payout -= part(max(payout - stake, 0), HAIRCUT)
    return min(payout, m.max_payout)


def ends(m, epochs, trade):
    """Tell when a trade's contract expires."""
    return epochs[trade[0]] + 60 + m.expiry


def settle(m, epochs, opens, closes, trade):
    """End a trade: cash, day, streak, halt; cancelled when its candles are not all there."""
    number, stake, payout = trade[0], trade[2], trade[3]
    last, at = number + m.minutes, ends(m, epochs, trade)
    m.at_stake, m.open_count, m.changes = m.at_stake - stake, m.open_count - 1, m.changes + 1
    if last >= len(epochs) or epochs[last] + 60 != at:
        m.balance += stake
        trade[6] = -1
        return
    move = trade[1] * (closes[last] - opens[number + 1])
    won = move > 0 or (move == 0 and m.equals == 1)
    credited = payout if won else 0
    trade[4], trade[5], trade[6] = credited - stake, 0, 1 if won else 0
    if won and payout > stake:
        most = (payout - stake) * FEE_SHARE // MICRO
        commission = min(part(payout - stake, m.commission), most)
        trade[5] = commission + min(part(payout - stake, m.markup), most - commission)
    m.balance += credited
    if at // DAY > m.day:
        m.day, m.day_result = at // DAY, 0
    m.day_result += trade[4] - (trade[5] if m.is_real else 0)
    m.streak = m.streak + 1 if trade[4] < 0 else 0
    if trade[4] < 0:
        m.lost_at = at
    if m.halted_at < 0 and m.streak >= m.max_losses:
        m.halted_at = at


def part(amount, rate):
    """Take a rate in millionths of an amount, rounded half to even."""
    whole, left = amount * rate // MICRO, amount * rate % MICRO
    return whole + (2 * left > MICRO or (2 * left == MICRO and whole % 2 == 1))
