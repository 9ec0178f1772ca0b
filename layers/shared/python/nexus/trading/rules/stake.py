"""Rules about the money put at stake."""

from decimal import Decimal

from nexus.kernel.account import Account, AccountKind
from nexus.kernel.clock import utc_day
from nexus.kernel.money import ZERO, cents, share
from nexus.trading.models import Case
from nexus.trading.refusal import RISK, Refusal, refuse


def stake_range(case: Case) -> Refusal | None:
    """Refuse a stake outside the trader's own limits and the symbol's least stake."""
    limits, stake = case.account.limits, case.request.stake
    least = max(limits.min_stake, case.instrument.min_stake if case.instrument else ZERO)
    if least <= stake <= limits.max_stake:
        return None
    sentence = "The stake is out of range"
    return refuse("STAKE_OUT_OF_RANGE", sentence, stake=stake, min=least, max=limits.max_stake)


def enough_balance(case: Case) -> Refusal | None:
    """Refuse a stake above the balance."""
    balance, stake = case.account.balance, case.request.stake
    if stake <= balance:
        return None
    sentence = "The balance does not cover the stake"
    return refuse("INSUFFICIENT_BALANCE", sentence, stake=stake, balance=balance)


def exposure_limit(account: Account) -> Decimal | None:
    """Say how much real money may be at stake at once; a demo has no such limit."""
    if account.kind is not AccountKind.REAL:
        return None
    by_limit = share(account.limits.daily_loss_limit, RISK.exposure_share * account.leverage)
    return min(account.balance, by_limit)


def exposure_cap(case: Case) -> Refusal | None:
    """Refuse real money beyond the exposure cap; a demo has no cap but its other limits."""
    limit = exposure_limit(case.account)
    if limit is None:
        return None
    exposure = case.account.exposure + case.request.stake
    if exposure <= limit:
        return None
    sentence = "Too much would be at stake at once"
    return refuse("MAX_EXPOSURE_EXCEEDED", sentence, exposure=exposure, limit=limit)


def daily_loss(case: Case) -> Refusal | None:
    """Refuse what could take the UTC day past its loss limit, open stakes counted as lost.

    A profit made earlier in the day does not raise the limit.
    """
    account = case.account.on_day(utc_day(case.at))
    lost, open_stakes = max(ZERO, -account.day_result), account.exposure
    at_risk = lost + open_stakes + case.request.stake
    limit = account.limits.daily_loss_limit
    if at_risk <= limit:
        return None
    return refuse(
        "DAILY_LOSS_LIMIT",
        "The day's loss could pass its limit",
        lost=lost,
        open_stakes=open_stakes,
        stake=case.request.stake,
        limit=limit,
    )


def payout_cap(case: Case) -> Refusal | None:
    """Refuse a stake that would pay more than the broker pays at most.

    Asked last, so that a trader's own limits speak before the broker's.
    """
    if case.quote is None:
        return None
    payout = cents(case.request.stake * case.quote.payout_ratio)
    limit = case.quote.max_payout
    if payout <= limit:
        return None
    sentence = "The payout would pass the broker's largest"
    return refuse(
        "MAX_PAYOUT_EXCEEDED", sentence, stake=case.request.stake, payout=payout, limit=limit
    )
