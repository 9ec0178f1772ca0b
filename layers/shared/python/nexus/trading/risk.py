"""The rules that may refuse a trade, in the order they are asked; the first refusal wins."""

from collections.abc import Callable

from nexus.trading.models import Case
from nexus.trading.refusal import Refusal
from nexus.trading.rules import account, market, personal, session, stake

Rule = Callable[[Case], Refusal | None]

RULES: tuple[Rule, ...] = (
    account.kill_switch,
    account.account_status,
    personal.self_exclusion,
    personal.trading_hours,
    personal.cooldown,
    session.session_hours,
    session.session_time,
    session.session_trades,
    session.session_open_trades,
    session.session_profit,
    account.purchase_in_flight,
    market.known_symbol,
    market.open_market,
    market.offered_duration,
    market.fresh_feed,
    market.live_quote,
    stake.stake_range,
    account.allowed_country,
    stake.enough_balance,
    stake.exposure_cap,
    account.open_trades,
    account.losing_streak,
    stake.daily_loss,
    personal.take_profit,
    session.session_loss,
    stake.payout_cap,
)
# A trade by hand belongs to no session: a quarter of the rules have nothing to ask of it.
_BY_HAND = tuple(rule for rule in RULES if rule.__module__ != session.__name__)


def first_refusal(case: Case) -> Refusal | None:
    """Ask every rule in order and return the first refusal; None when all agree."""
    for rule in _BY_HAND if case.session is None else RULES:
        refusal = rule(case)
        if refusal is not None:
            return refusal
    return None
