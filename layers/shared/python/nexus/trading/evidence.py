"""What a decision was measured against, and which rule came nearest to refusing it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from nexus.kernel.clock import from_epoch, utc_day
from nexus.kernel.money import ZERO, cents, money_text
from nexus.trading.decision import decide
from nexus.trading.models import Case, Decision, Evidence, Judged, NearestMiss
from nexus.trading.refusal import RISK
from nexus.trading.risk import RULES
from nexus.trading.rules.session import loss_limit, lower
from nexus.trading.rules.stake import exposure_limit

_SHARE = Decimal("0.0001")


@dataclass(frozen=True)
class Margin:
    """How much of a limit a trade would use up; both are counts, seconds or money."""

    code: str
    value: Decimal
    limit: Decimal

    @property
    def used(self) -> Decimal:
        """The share of the limit that is used, 1 at the limit."""
        return self.value / self.limit if self.limit > ZERO else Decimal(1)


def judge(case: Case) -> Judged:
    """Decide a case and say what it was measured against."""
    decision = decide(case)
    return Judged(case, decision, evidence_of(case, decision))


def evidence_of(case: Case, decision: Decision) -> Evidence:
    """Name every limit in force and the nearest miss among the rules that did not refuse."""
    margins = list(margins_of(case, decision))
    refused = {decision.code, *(said.code for rule in RULES if (said := rule(case)))}
    passed = [each for each in margins if each.code not in refused]
    nearest = max(passed, key=lambda each: each.used, default=None)
    return Evidence(_thresholds(case), _nearest(nearest))


def margins_of(case: Case, decision: Decision) -> Iterator[Margin]:
    """Give how near each rule that measures something came, this trade included."""
    for margins in (_market, _stake, _losses, _session):
        yield from margins(case)
    if case.enforced and decision.consensus.direction is case.request.direction:
        consensus = decision.consensus
        sure = Decimal(str(consensus.confidence))
        yield Margin("CONSENSUS_NOT_REACHED", case.consensus.min_confidence, sure)


def _market(case: Case) -> Iterator[Margin]:
    if case.market is not None:
        age = (case.at - from_epoch(case.market.tick_epoch)).total_seconds()
        limit = Decimal(str(RISK.max_tick_age.total_seconds()))
        yield Margin("STALE_FEED", max(ZERO, Decimal(str(round(age, 2)))), limit)
    if case.quote is not None:
        payout = cents(case.request.stake * case.quote.payout_ratio)
        yield Margin("MAX_PAYOUT_EXCEEDED", payout, case.quote.max_payout)


def _stake(case: Case) -> Iterator[Margin]:
    account, stake = case.account, case.request.stake
    yield Margin("STAKE_OUT_OF_RANGE", stake, account.limits.max_stake)
    yield Margin("INSUFFICIENT_BALANCE", stake, account.balance)
    most = exposure_limit(account)
    if most is not None:
        yield Margin("MAX_EXPOSURE_EXCEEDED", account.exposure + stake, most)


def _losses(case: Case) -> Iterator[Margin]:
    limits, account = case.account.limits, case.account.on_day(utc_day(case.at))
    lost = max(ZERO, -account.day_result)
    at_risk = lost + account.exposure + case.request.stake
    yield Margin("DAILY_LOSS_LIMIT", at_risk, limits.daily_loss_limit)
    yield _count("MAX_OPEN_TRADES", len(account.open_trades) + 1, limits.max_open_trades)
    yield _count("CONSECUTIVE_LOSSES", account.consecutive_losses, limits.max_consecutive_losses)
    if limits.daily_take_profit is not None:
        won = max(ZERO, account.day_result)
        yield Margin("DAILY_TAKE_PROFIT", won, limits.daily_take_profit)


def _session(case: Case) -> Iterator[Margin]:
    session, limits = case.session, case.account.limits
    if session is None:
        return
    yield _count("SESSION_OPEN_TRADES", session.open_trades + 1, session.max_open_trades)
    if session.max_trades is not None:
        yield _count("SESSION_TRADES_LIMIT", session.trades + 1, session.max_trades)
    minutes = lower(session.max_minutes, limits.session_minutes)
    if minutes is not None:
        ran = int((case.at - session.started_at).total_seconds() // 60)
        yield _count("SESSION_TIME_LIMIT", ran, int(minutes))
    if session.take_profit is not None:
        yield Margin("SESSION_TAKE_PROFIT", max(ZERO, session.result), session.take_profit)
    most = loss_limit(session, limits.session_loss_limit)
    if most is not None:
        at_risk = max(ZERO, -session.result) + session.open_stakes + case.request.stake
        yield Margin("SESSION_LOSS_LIMIT", at_risk, most)


def _count(code: str, value: int, limit: int) -> Margin:
    return Margin(code, Decimal(value), Decimal(limit))


def _nearest(margin: Margin | None) -> NearestMiss | None:
    if margin is None:
        return None
    used = margin.used.quantize(_SHARE)
    return NearestMiss(margin.code, f"{margin.value:f}", f"{margin.limit:f}", used)


_Limit = Callable[[Case], Decimal | int | None]
_LIMITS: dict[str, _Limit] = {
    "min_agreeing": lambda case: case.consensus.min_agreeing,
    "min_confidence": lambda case: case.consensus.min_confidence,
    "max_tick_age_seconds": lambda _case: int(RISK.max_tick_age.total_seconds()),
    "max_stake": lambda case: case.account.limits.max_stake,
    "exposure_limit": lambda case: exposure_limit(case.account),
    "max_open_trades": lambda case: case.account.limits.max_open_trades,
    "max_consecutive_losses": lambda case: case.account.limits.max_consecutive_losses,
    "daily_loss_limit": lambda case: case.account.limits.daily_loss_limit,
    "daily_take_profit": lambda case: case.account.limits.daily_take_profit,
    "max_payout": lambda case: case.quote.max_payout if case.quote else None,
}
_SESSION_LIMITS: dict[str, _Limit] = {
    "session_loss_limit": lambda case: (
        loss_limit(case.session, case.account.limits.session_loss_limit) if case.session else None
    ),
    "session_take_profit": lambda case: case.session.take_profit if case.session else None,
    "session_minutes": lambda case: (
        lower(case.session.max_minutes, case.account.limits.session_minutes)
        if case.session
        else None
    ),
    "session_trades": lambda case: case.session.max_trades if case.session else None,
    "session_open_trades": lambda case: case.session.max_open_trades if case.session else None,
}


def _thresholds(case: Case) -> dict[str, str]:
    least = max(case.account.limits.min_stake, case.instrument.min_stake if case.instrument else 0)
    found = {name: limit(case) for name, limit in (_LIMITS | _SESSION_LIMITS).items()}
    texts = {name: _text(value) for name, value in found.items() if value is not None}
    return {"min_stake": _text(Decimal(least)), **texts}


def _text(value: Decimal | int) -> str:
    return str(value) if isinstance(value, int) else money_text(value)
