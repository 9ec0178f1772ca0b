"""Trade for a session: the votes of a tick, the pipeline, one transaction, the same hand-over.

The way is the one of `ExecuteTrade`: the same prices, rules and transaction. The guard's key
comes from session, symbol and tick, so that a repeat after a crash finds the first answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from nexus.kernel.account import Account
from nexus.kernel.clock import from_epoch
from nexus.kernel.errors import Conflict
from nexus.kernel.ids import NewId, digest, ulid_of
from nexus.kernel.money import ZERO
from nexus.trading.consensus import take_consensus
from nexus.trading.engine import Desk, Engine, Outcome, case_of
from nexus.trading.evidence import evidence_of
from nexus.trading.lifecycle import TradeChange, request_trade
from nexus.trading.market import Direction, MarketView
from nexus.trading.models import Case, Evidence, Judged, Trade, TradeRequest, TradeStatus, TradeType
from nexus.trading.ports import Command, CommandKind, CommandQueue, Guard, Ledger
from nexus.trading.service import (
    ATTEMPTS,
    GUARD_LIFE,
    Pricing,
    answered_by,
    body_hash,
    intent_of,
    key_of,
)
from nexus.trading.session import Session, SessionStatus, StopReason
from nexus.trading.session_steps import (
    SessionChange,
    decided,
    due_stop,
    ended,
    is_news,
    stopped,
)


@dataclass(frozen=True)
class Record:
    """A decision of a session with all it was made from, so that it can be made again."""

    decision_id: str
    session_id: str
    outcome: Outcome
    desk: Desk
    evidence: Evidence | None = None


class SessionBook(Protocol):
    """Sessions under their version; writes raise Conflict when anything moved meanwhile."""

    def session(self, account_id: str, session_id: str) -> Session: ...

    def save(self, change: SessionChange) -> None: ...

    def refuse(self, change: SessionChange, record: Record) -> None: ...

    def place(
        self, change: SessionChange, record: Record, trade: TradeChange, guard: Guard
    ) -> None: ...

    def trades(self, session: Session) -> Mapping[str, Trade]: ...


@dataclass(frozen=True)
class Asked:
    """What came of asking: the session as it is now, and the decision if it was kept."""

    session: Session
    account: Account
    record: Record | None = None


@dataclass(frozen=True)
class TradeForSession:
    """Ask the engine on one tick's view, and carry out what it says."""

    pricing: Pricing
    book: SessionBook
    ledger: Ledger
    queue: CommandQueue
    new_id: NewId

    def __call__(self, account_id: str, session_id: str, view: MarketView) -> Asked | None:
        """Decide on a view whose votes call for a trade; None when the session may not trade.

        Raises Conflict when the account kept changing; nothing was bought then.
        """
        for _ in range(ATTEMPTS):
            session = self.book.session(account_id, session_id)
            if session.status is not SessionStatus.RUNNING:
                return None
            try:
                return self._attempt(session, view)
            except Conflict:
                continue
        raise Conflict(f"Account {account_id} kept changing; nothing was bought")

    def _attempt(self, session: Session, view: MarketView) -> Asked | None:
        plan = session.settings.plan(view.symbol)
        direction = take_consensus(view.votes, plan.consensus).direction
        if direction is None:
            return None
        probe = _probe(session, view.symbol, direction)
        guard_id = digest(session.user_id, session.session_id, view.symbol, str(view.tick_epoch))
        case, seen = self.pricing.case(probe, guard_id)
        if seen.guard is not None:
            return self._again(session, case.account, seen.guard)
        desk = _desk(case, session)
        outcome = Engine(plan, _as_seen).pipeline(view, desk)
        if outcome is None:
            return None
        made = case_of(outcome.request, view, desk, plan)
        evidence = evidence_of(made, outcome.decision)
        record = Record(decision_id(session, view), session.session_id, outcome, desk, evidence)
        return self._carry_out(session, record, Judged(made, outcome.decision, evidence), guard_id)

    def _carry_out(self, session: Session, record: Record, judged: Judged, guard_id: str) -> Asked:
        case, decision = judged.case, judged.decision
        request = case.request
        if not decision.accepted:
            return self._refuse(session, record, case)
        trade = intent_of(judged, self.new_id(case.at))
        change = decided(session, request.symbol, decision, case.at, trade)
        guard = Guard(guard_id, body_hash(request), case.at + GUARD_LIFE)
        bought = request_trade(case.account, trade)
        self.book.place(change, record, bought, answered_by(guard, trade.trade_id))
        self.queue.send(Command(CommandKind.EXECUTE, key_of(trade)))
        return Asked(change.after, bought.account.after, record)

    def _refuse(self, session: Session, record: Record, case: Case) -> Asked:
        symbol, decision = record.outcome.request.symbol, record.outcome.decision
        if not is_news(session, symbol, decision, case.at):
            return Asked(session, case.account)
        change = decided(session, symbol, decision, case.at)
        self.book.refuse(change, record)
        return Asked(change.after, case.account, record)

    def _again(self, session: Session, account: Account, guard: Guard) -> Asked:
        trade = self.ledger.trade(session.user_id, str(guard.placed))
        if trade.status is TradeStatus.PENDING:
            self.queue.send(Command(CommandKind.EXECUTE, key_of(trade)))
        return Asked(session, account)


@dataclass(frozen=True)
class KeepSession:
    """Count what has ended, and stop what has to stop."""

    book: SessionBook

    def __call__(self, session: Session, account: Account, at: datetime) -> Session:
        """Bring a session up to date; Conflict when somebody else changed it first."""
        if session.open_trades:
            counted = ended(session, self.book.trades(session))
            if counted is not None:
                self.book.save(counted)
                session = counted.after
        reason = due_stop(session, account, at)
        return session if reason is None else self._stop(session, reason, at)

    def _stop(self, session: Session, reason: StopReason, at: datetime) -> Session:
        change = stopped(session, reason, at)
        self.book.save(change)
        return change.after


def decision_id(session: Session, view: MarketView) -> str:
    """Name a decision by session, symbol and tick, sorted by the tick's time among other ids."""
    return ulid_of(from_epoch(view.tick_epoch), session.session_id, view.symbol)


def _as_seen(view: MarketView, _at: datetime) -> MarketView:
    return view


def _probe(session: Session, symbol: str, direction: Direction) -> TradeRequest:
    # Finds prices only: the pipeline works out the stake on the account that was read.
    plan = session.settings.plan(symbol)
    return TradeRequest(
        user_id=session.user_id,
        account_id=session.account_id,
        symbol=symbol,
        trade_type=TradeType(direction.value),
        stake=ZERO,
        expiry_minutes=plan.expiry_minutes,
    )


def _desk(case: Case, session: Session) -> Desk:
    quotes = {} if case.quote is None else {case.request.direction: case.quote}
    return Desk(case.at, case.account, case.terms, case.instrument, quotes, session.tally)
