"""What a contract costs and pays, told before the click."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from nexus.kernel.account import AccountKind
from nexus.kernel.money import CENT, ZERO, cents, share
from nexus.trading.models import Case, Cost, Terms

_RATE = Decimal("0.0001")
_CERTAIN = Decimal("1.0000")


@dataclass(frozen=True)
class CostRules:
    """Rates as fractions: what a paper payout gives up of its profit, the most fees may take."""

    demo_haircut: Decimal = Decimal("0.01")
    max_fee_share: Decimal = Decimal("0.70")


@dataclass(frozen=True)
class Fees:
    """What Nexus and the referring partner take of one winning trade, in money."""

    commission: Decimal
    markup: Decimal


DEFAULT_RULES = CostRules()


def cost_of(case: Case, rules: CostRules = DEFAULT_RULES) -> Cost | None:
    """Price the request from its quote; None while there is no quote."""
    if case.quote is None:
        return None
    # A plan prices the same few stakes all day. Decimals that are equal may differ in their
    # zeros, so the text of the stake names it.
    stake, is_paper = case.request.stake, case.account.kind is AccountKind.DEMO
    ratio, most = case.quote.payout_ratio, case.quote.max_payout
    return _priced(str(stake), stake, ratio, most, case.terms, is_paper, rules)


@lru_cache(maxsize=1024)
def _priced(
    _text: str,
    stake: Decimal,
    ratio: Decimal,
    most: Decimal,
    terms: Terms,
    is_paper: bool,
    rules: CostRules,
) -> Cost:
    payout = min(_offered(stake, ratio, is_paper, rules), most)
    profit = payout - stake
    fees = fees_on(profit, terms, rules)
    net = profit - fees.commission - fees.markup
    return Cost(
        stake=stake,
        payout=payout,
        profit_if_won=profit,
        commission=fees.commission,
        markup=fees.markup,
        net_profit_if_won=net,
        break_even_win_rate=break_even(stake, net),
        is_indicative=is_paper,
    )


def fees_on(profit: Decimal, terms: Terms, rules: CostRules = DEFAULT_RULES) -> Fees:
    """Take commission and markup of a won trade's profit; nothing unless there is one.

    Together they stay within the most that fees may take; the markup gives way first.
    """
    if profit <= ZERO:
        return Fees(ZERO, ZERO)
    most = _whole_cents_within(profit * rules.max_fee_share)
    commission = min(share(profit, terms.commission_rate), most)
    return Fees(commission, min(share(profit, terms.markup_rate), most - commission))


def break_even(stake: Decimal, net_profit: Decimal) -> Decimal:
    """Find the share of trades that must win for losses to be made up, 1 when none would do."""
    if net_profit <= ZERO:
        return _CERTAIN
    return (stake / (stake + net_profit)).quantize(_RATE, rounding=ROUND_HALF_EVEN)


def _offered(stake: Decimal, ratio: Decimal, is_paper: bool, rules: CostRules) -> Decimal:
    payout = cents(stake * ratio)
    haircut = share(max(payout - stake, ZERO), rules.demo_haircut) if is_paper else ZERO
    return payout - haircut


def _whole_cents_within(amount: Decimal) -> Decimal:
    rounded = cents(amount)
    return rounded if rounded <= amount else rounded - CENT
