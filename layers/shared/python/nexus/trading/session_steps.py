"""The life of a session as pure steps.

    ready -> running <-> paused
                |-----------|-> stopped

Stopping ends buying at once; trades that are open run on to their end and still count.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from nexus.kernel.account import Account, AccountStatus
from nexus.kernel.errors import Denied
from nexus.kernel.ids import digest
from nexus.kernel.money import ZERO
from nexus.trading.decision import decision_hash
from nexus.trading.market import Direction
from nexus.trading.models import Decision, Trade, TradeStatus
from nexus.trading.rules.session import loss_limit, lower
from nexus.trading.session import Session, SessionStatus, StopReason

ACCEPTED = "ACCEPTED"
_CANDLE_SECONDS = 60


@dataclass(frozen=True)
class SessionChange:
    """Move a session from `before` to `after`; `before` is None for a new one."""

    before: Session | None
    after: Session


def started(session: Session, at: datetime) -> SessionChange:
    """Begin to trade."""
    _expect(session, SessionStatus.READY)
    return _moved(session, replace(session, status=SessionStatus.RUNNING, started_at=at))


def paused(session: Session) -> SessionChange:
    """Buy nothing until resumed."""
    _expect(session, SessionStatus.RUNNING)
    return _moved(session, replace(session, status=SessionStatus.PAUSED))


def resumed(session: Session) -> SessionChange:
    """Go on after a pause."""
    _expect(session, SessionStatus.PAUSED)
    return _moved(session, replace(session, status=SessionStatus.RUNNING))


def stopped(session: Session, reason: StopReason, at: datetime) -> SessionChange:
    """End buying for good."""
    _expect(session, SessionStatus.RUNNING, SessionStatus.PAUSED)
    ended = replace(session, status=SessionStatus.STOPPED, stopped_at=at, stop_reason=reason)
    return _moved(session, ended)


def decided(
    session: Session, symbol: str, decision: Decision, at: datetime, trade: Trade | None = None
) -> SessionChange:
    """Count a decision, and the trade that came of it."""
    code = decision.code or ACCEPTED
    chain = digest(session.hashes.get(symbol, ""), decision_hash(decision))
    after = replace(
        session,
        decisions=session.decisions + 1,
        reasons={**session.reasons, code: session.reasons.get(code, 0) + 1},
        hashes={**session.hashes, symbol: chain},
        last_refusals={**session.last_refusals, symbol: _mark(code, at)},
        last_decision_at=at,
    )
    if trade is not None:
        opened = {**session.open_trades, trade.trade_id: trade.stake}
        after = replace(after, trades=session.trades + 1, open_trades=opened)
    return _moved(session, after)


def is_news(session: Session, symbol: str, decision: Decision, at: datetime) -> bool:
    """Tell whether a decision is kept: each trade, each change of reason, and one per candle."""
    return session.last_refusals.get(symbol) != _mark(decision.code or ACCEPTED, at) or (
        decision.accepted
    )


def ended(session: Session, trades: Mapping[str, Trade]) -> SessionChange | None:
    """Count the session's trades that have ended since; None when none has."""
    over = [trades[key] for key in session.open_trades if key in trades and not trades[key].is_live]
    if not over:
        return None
    after = session
    for trade in over:
        left = {key: stake for key, stake in after.open_trades.items() if key != trade.trade_id}
        after = replace(
            after,
            open_trades=left,
            won=after.won + (trade.status is TradeStatus.WON),
            lost=after.lost + (trade.status is TradeStatus.LOST),
            result=after.result + _net(trade),
        )
    return _moved(session, after)


def due_stop(session: Session, account: Account, at: datetime) -> StopReason | None:
    """Say why a session has to stop now; None while it may go on.

    A loss limit is reached when the next stake of the plan does not fit in what is left of it.
    """
    if not session.is_active:
        return None
    if account.excluded_until is not None and at < account.excluded_until:
        return StopReason.SELF_EXCLUDED
    return _ACCOUNT_STOPS.get(account.status) or _own_stop(session, account, at)


_ACCOUNT_STOPS = {
    AccountStatus.HALTED: StopReason.ACCOUNT_HALTED,
    AccountStatus.FROZEN: StopReason.ACCOUNT_FROZEN,
    AccountStatus.NEEDS_RELINK: StopReason.LINK_EXPIRED,
    AccountStatus.UNLINKED: StopReason.LINK_EXPIRED,
}


def _own_stop(session: Session, account: Account, at: datetime) -> StopReason | None:
    limits, tally = session.settings.limits, session.tally
    minutes = lower(limits.max_minutes, account.limits.session_minutes)
    most = loss_limit(tally, account.limits.session_loss_limit)
    if limits.take_profit is not None and session.result >= limits.take_profit:
        return StopReason.TAKE_PROFIT
    plan = session.settings.plan(session.settings.symbols[0])
    at_risk = max(ZERO, -session.result) + plan.request(Direction.RISE, account).stake
    if most is not None and not session.open_trades and at_risk > most:
        return StopReason.LOSS_LIMIT
    if limits.max_trades is not None and session.trades >= limits.max_trades:
        return StopReason.TRADES_LIMIT
    if minutes is not None and at >= tally.started_at + timedelta(minutes=int(minutes)):
        return StopReason.TIME_LIMIT
    return None


def _net(trade: Trade) -> Decimal:
    fees = ZERO if trade.is_simulated else (trade.commission or ZERO) + (trade.markup or ZERO)
    return (trade.profit or ZERO) - fees


def _mark(code: str, at: datetime) -> str:
    return f"{code}@{int(at.timestamp()) // _CANDLE_SECONDS}"


def _moved(before: Session, after: Session) -> SessionChange:
    return SessionChange(before, replace(after, version=before.version + 1))


def _expect(session: Session, *statuses: SessionStatus) -> None:
    if session.status not in statuses:
        wanted = " or ".join(statuses)
        raise Denied(
            "SESSION_STATUS",
            f"Expected a session that is {wanted}, was {session.status}",
            {"status": str(session.status)},
        )
