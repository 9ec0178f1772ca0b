"""Rules of automatic sessions; a trade by hand has none."""

from datetime import timedelta
from decimal import Decimal

from nexus.kernel.clock import to_text
from nexus.kernel.hours import is_within, opens_at
from nexus.kernel.money import ZERO
from nexus.trading.models import Case
from nexus.trading.refusal import Refusal, refuse
from nexus.trading.tally import SessionTally


def session_hours(case: Case) -> Refusal | None:
    """Refuse outside a session's schedule."""
    session = case.session
    if session is None or is_within(session.hours, case.at):
        return None
    facts = {
        "hours": ",".join(session.hours),
        "opens_at": to_text(opens_at(session.hours, case.at)),
    }
    return refuse("SESSION_SCHEDULE", "The session rests by its schedule", **facts)


def session_time(case: Case) -> Refusal | None:
    """Refuse once a session has run for as long as it may."""
    if case.session is None:
        return None
    minutes = lower(case.session.max_minutes, case.account.limits.session_minutes)
    if minutes is None or case.at < case.session.started_at + timedelta(minutes=int(minutes)):
        return None
    sentence = "The session has run its time"
    facts = {"started_at": to_text(case.session.started_at), "minutes": str(minutes)}
    return refuse("SESSION_TIME_LIMIT", sentence, **facts)


def session_trades(case: Case) -> Refusal | None:
    """Refuse one trade more than a session may make."""
    session = case.session
    if session is None or session.max_trades is None or session.trades < session.max_trades:
        return None
    facts = {"trades": str(session.trades), "limit": str(session.max_trades)}
    return refuse("SESSION_TRADES_LIMIT", "The session has made its trades", **facts)


def session_open_trades(case: Case) -> Refusal | None:
    """Refuse one trade more than a session may have open at once."""
    session = case.session
    if session is None or session.open_trades < session.max_open_trades:
        return None
    facts = {"open_trades": str(session.open_trades), "limit": str(session.max_open_trades)}
    return refuse("SESSION_OPEN_TRADES", "The session waits for an open trade", **facts)


def session_profit(case: Case) -> Refusal | None:
    """Refuse once a session has won what it was meant to."""
    session = case.session
    if session is None or session.take_profit is None or session.result < session.take_profit:
        return None
    facts = {"result": session.result, "limit": session.take_profit}
    return refuse("SESSION_TAKE_PROFIT", "The session's profit is reached", **facts)


def session_loss(case: Case) -> Refusal | None:
    """Refuse what could take a session past its loss limit, open stakes counted as lost."""
    if case.session is None:
        return None
    limit = loss_limit(case.session, case.account.limits.session_loss_limit)
    lost = max(ZERO, -case.session.result)
    stake = case.request.stake
    if limit is None or lost + case.session.open_stakes + stake <= limit:
        return None
    sentence = "The session's loss could pass its limit"
    facts = {"lost": lost, "open_stakes": case.session.open_stakes, "stake": stake, "limit": limit}
    return refuse("SESSION_LOSS_LIMIT", sentence, **facts)


def loss_limit(session: SessionTally, of_account: Decimal | None) -> Decimal | None:
    """Take the tighter of a session's loss limit and its account's."""
    limit = lower(session.max_loss, of_account)
    return None if limit is None else Decimal(limit)


def lower(one: Decimal | int | None, other: Decimal | int | None) -> Decimal | int | None:
    """Take the lower of two limits that may be absent."""
    given = [each for each in (one, other) if each is not None]
    return min(given) if given else None
