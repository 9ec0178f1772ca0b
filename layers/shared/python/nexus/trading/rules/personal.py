"""Rules people set to protect themselves."""

from nexus.kernel.clock import to_text, utc_day
from nexus.kernel.hours import is_within, opens_at
from nexus.kernel.limits import cooling_until
from nexus.trading.models import Case
from nexus.trading.refusal import Refusal, refuse


def self_exclusion(case: Case) -> Refusal | None:
    """Refuse everything until the moment the owner chose."""
    until = case.account.excluded_until
    if until is None or case.at >= until:
        return None
    return refuse("SELF_EXCLUDED", "You have excluded yourself", until=to_text(until))


def trading_hours(case: Case) -> Refusal | None:
    """Refuse outside the hours the owner trades in."""
    windows = case.account.limits.trading_hours
    if is_within(windows, case.at):
        return None
    facts = {"hours": ",".join(windows), "opens_at": to_text(opens_at(windows, case.at))}
    return refuse("OUTSIDE_TRADING_HOURS", "It is outside your trading hours", **facts)


def cooldown(case: Case) -> Refusal | None:
    """Refuse for some minutes after a number of losses in a row."""
    until = cooling_until(case.account)
    if until is None or case.at >= until:
        return None
    facts = {
        "consecutive_losses": str(case.account.consecutive_losses),
        "limit": str(case.account.limits.cooldown_losses),
        "until": to_text(until),
    }
    return refuse("COOLDOWN", "You rest after losses in a row", **facts)


def take_profit(case: Case) -> Refusal | None:
    """Refuse once the day's profit is what the owner wanted."""
    target = case.account.limits.daily_take_profit
    if target is None:
        return None
    won = case.account.on_day(utc_day(case.at)).day_result
    if won < target:
        return None
    return refuse("DAILY_TAKE_PROFIT", "The day's profit is reached", won=won, limit=target)
