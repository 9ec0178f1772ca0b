"""What a trader can do: preview, execute, close."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from nexus.kernel.account import AccountKind, ConsensusMode
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Conflict, Denied, FieldError, Malformed, NotFound
from nexus.kernel.events import JsonValue
from nexus.kernel.ids import NewId, digest
from nexus.kernel.limits import settled_limits
from nexus.kernel.money import ZERO, cents, money_text
from nexus.trading.evidence import judge
from nexus.trading.expected import Expected, RateShelf, expected_values
from nexus.trading.fees import fee_rule
from nexus.trading.lifecycle import close_requested, request_trade
from nexus.trading.market import Quote
from nexus.trading.models import (
    Case,
    Decision,
    Evidence,
    Judged,
    Terms,
    Trade,
    TradeRequest,
    TradeStatus,
)
from nexus.trading.ports import (
    Command,
    CommandKind,
    CommandQueue,
    Desk,
    DeskView,
    Guard,
    Ledger,
    QuoteDesk,
    QuoteKey,
    TradeKey,
)
from nexus.trading.view import decision_view

ATTEMPTS = 3
EXECUTE_WITHIN = timedelta(seconds=10)
GUARD_LIFE = timedelta(hours=24)
QUOTE_WAIT = timedelta(seconds=2)
QUOTE_POLL_SECONDS = 0.1
# A price this close to its end is replaced first: its trade could not be opened in time.
QUOTE_LEFT = timedelta(seconds=3)
LEAST_PAYOUT = Decimal("0.99")


class TradeDenied(Denied):
    """Our rules refused the trade; `decision` is the evidence, as its owner sees it."""

    def __init__(self, decision: Mapping[str, JsonValue]) -> None:
        super().__init__(str(decision["code"]), str(decision["detail"]))
        self.decision = decision


@dataclass(frozen=True)
class Pricing:
    """Get everything a decision needs, asking the trader for a price when there is none."""

    desk: Desk
    quotes: QuoteDesk
    clock: Clock
    pause: Callable[[float], None]
    allows_real: Callable[[str], bool]

    def case(self, request: TradeRequest, guard_id: str | None) -> tuple[Case, DeskView]:
        """Read the desk and price the request.

        The case's quote is None when nobody ever offered one, and an old one when nobody does now.
        """
        view = self.desk.view(request, guard_id)
        if view.account.user_id != request.user_id:
            raise NotFound(f"No account {request.account_id}")
        quote = None if view.guard else self._quote(request, view)
        return self._case(request, view, quote), view

    def _quote(self, request: TradeRequest, view: DeskView) -> Quote | None:
        is_own = view.account.is_at_broker
        known = view.own_quote if is_own else view.public_quote
        if view.instrument is None or self._lasts(known):
            return known
        return self._ask(QuoteKey.of(request, request.account_id if is_own else None))

    def _ask(self, key: QuoteKey) -> Quote | None:
        deadline = self.clock() + QUOTE_WAIT
        self.quotes.request(key, self.clock())
        while not self._lasts(quote := self.quotes.quote(key)) and self.clock() < deadline:
            self.pause(QUOTE_POLL_SECONDS)
        return quote

    def _lasts(self, quote: Quote | None) -> bool:
        return quote is not None and quote.valid_until > self.clock() + QUOTE_LEFT

    def _case(self, request: TradeRequest, view: DeskView, quote: Quote | None) -> Case:
        at = self.clock()
        rule = fee_rule(at)
        terms = Terms(
            fee_rule=rule.version,
            commission_rate=rule.commission_rate,
            partner_share=rule.partner_share,
            markup_rate=Decimal(view.user.markup_rate),
            referrer_id=view.user.referrer_id,
            real_trading_allowed=self.allows_real(view.user.country),
            kill_switch_on=view.kill_switch_on,
        )
        enforced = view.account.consensus_mode is ConsensusMode.ENFORCED
        account = settled_limits(view.account, at)
        return Case(at, account, request, terms, view.instrument, view.market, quote, enforced)


@dataclass(frozen=True)
class Preview:
    """A decision that is not carried out, and the price it rests on; None when there was none.

    `expected` says what the contract is worth at the hit rates that were measured.
    """

    decision: Decision
    evidence: Evidence
    quote: Quote | None
    expected: tuple[Expected, ...] = ()


@dataclass(frozen=True)
class PreviewTrade:
    """Say what a trade would pay, cost and be answered, without doing it."""

    pricing: Pricing
    rates: RateShelf

    def __call__(self, request: TradeRequest) -> Preview:
        """Decide the request as `ExecuteTrade` would at this moment."""
        case, _ = self.pricing.case(request, None)
        _known(case)
        judged = judge(case)
        expected = self._expected(request, judged.decision)
        return Preview(judged.decision, judged.evidence, case.quote, expected)

    def _expected(self, request: TradeRequest, decision: Decision) -> tuple[Expected, ...]:
        measured = self.rates.rates(request.symbol) if decision.cost else None
        if decision.cost is None or measured is None:
            return ()
        rates = measured.by_minutes.get(request.expiry_minutes, {})
        return expected_values(decision.cost, rates, decision.votes, request.direction)


@dataclass(frozen=True)
class ExecuteTrade:
    """Buy: decide, debit and record in one transaction, then hand over to the trader."""

    pricing: Pricing
    ledger: Ledger
    queue: CommandQueue
    new_id: NewId

    def __call__(self, request: TradeRequest, idempotency_key: str) -> Trade:
        """Place the trade, or return the first answer again for a repeated key.

        Raises TradeDenied with the evidence, Malformed for an unknown symbol or a key re-used
        for another request, Conflict when the account kept changing for three attempts.
        """
        guard_id = digest(request.user_id, idempotency_key)
        for _ in range(ATTEMPTS):
            case, view = self.pricing.case(request, guard_id)
            if view.guard is not None:
                return self._repeat(request, view.guard)
            try:
                return self._attempt(case, guard_id)
            except Conflict:
                continue
        raise Conflict(f"Account {request.account_id} kept changing; nothing was bought")

    def _attempt(self, case: Case, guard_id: str) -> Trade:
        _known(case)
        judged = judge(case)
        trade_id = self.new_id(case.at)
        guard = Guard(guard_id, body_hash(case.request), case.at + GUARD_LIFE)
        if not judged.decision.accepted:
            raise self._denied(judged, trade_id, guard)
        trade = intent_of(judged, trade_id)
        change = request_trade(case.account, trade)
        self.pricing.desk.place(change, judged, answered_by(guard, trade_id))
        self.queue.send(Command(CommandKind.EXECUTE, key_of(trade)))
        return trade

    def _denied(self, judged: Judged, decision_id: str, guard: Guard) -> TradeDenied:
        shown = decision_view(judged.decision, judged.evidence)
        self.pricing.desk.deny(judged, decision_id, _denied_by(guard, shown))
        return TradeDenied(shown)

    def _repeat(self, request: TradeRequest, guard: Guard) -> Trade:
        if guard.body_hash != body_hash(request):
            raise Malformed(
                FieldError("Idempotency-Key", "was used before with another request"),
                code="IDEMPOTENCY_KEY_REUSED",
            )
        if guard.denial is not None:
            raise TradeDenied(guard.denial)
        trade = self.ledger.trade(request.user_id, str(guard.placed))
        if trade.status is TradeStatus.PENDING:
            self.queue.send(Command(CommandKind.EXECUTE, key_of(trade)))
        return trade


@dataclass(frozen=True)
class CloseTrade:
    """Ask for an open trade to be sold early."""

    ledger: Ledger
    queue: CommandQueue
    clock: Clock

    def __call__(self, user_id: str, trade_id: str, min_sale: Decimal | None = None) -> Trade:
        """Record the wish and hand it to the trader; Denied when the trade is not open.

        Below `min_sale` nothing is sold and the trade says `PRICE_MOVED`.
        """
        trade = self.ledger.trade(user_id, trade_id)
        for _ in range(ATTEMPTS):
            account, trade = self.ledger.pair(key_of(trade))
            if trade.status is not TradeStatus.OPEN:
                raise Denied("TRADE_NOT_OPEN", f"Expected an open trade, was {trade.status}")
            try:
                change = close_requested(account, trade, self.clock(), min_sale)
                self.ledger.commit(change)
            except Conflict:
                continue
            attempt = str(change.account.after.version)
            self.queue.send(Command(CommandKind.CLOSE, key_of(trade), attempt))
            return change.trade
        raise Conflict(f"Trade {trade_id} kept changing; nothing was sold")


def _known(case: Case) -> None:
    if case.instrument is None:
        reason = f"Expected a symbol on offer, was {case.request.symbol}"
        raise Malformed(FieldError("symbol", reason), code="UNKNOWN_SYMBOL")


def key_of(trade: Trade) -> TradeKey:
    """Name a trade and its account."""
    return TradeKey(trade.user_id, trade.account_id, trade.trade_id)


def body_hash(request: TradeRequest) -> str:
    """Tell a repeat of a request from another one."""
    return digest(
        request.account_id,
        request.symbol,
        request.trade_type,
        money_text(request.stake),
        str(request.expiry_minutes),
        str(request.allow_equals),
        "" if request.min_payout is None else money_text(request.min_payout),
    )


def answered_by(guard: Guard, trade_id: str) -> Guard:
    """Answer later repeats with this trade."""
    return replace(guard, placed=trade_id)


def _denied_by(guard: Guard, evidence: Mapping[str, JsonValue]) -> Guard:
    return replace(guard, denial=evidence)


def intent_of(judged: Judged, trade_id: str) -> Trade:
    """Write down what is about to be bought."""
    case, decision = judged.case, judged.decision
    request, account = case.request, case.account
    quoted = decision.cost.payout if decision.cost else ZERO
    return Trade(
        trade_id=trade_id,
        user_id=request.user_id,
        account_id=account.account_id,
        account_kind=account.kind,
        currency=account.currency,
        symbol=request.symbol,
        trade_type=request.trade_type,
        contract_type=request.contract_type,
        stake=request.stake,
        expiry_minutes=request.expiry_minutes,
        status=TradeStatus.PENDING,
        requested_at=case.at,
        execute_before=_latest(case),
        quoted_payout=quoted,
        min_payout=request.min_payout or cents(quoted * LEAST_PAYOUT),
        terms=case.terms,
        decision=decision,
        evidence=judged.evidence,
    )


def _latest(case: Case) -> datetime:
    """Paper is filled at the quoted payout, so not once that price has run out."""
    latest, quote = case.at + EXECUTE_WITHIN, case.quote
    is_paper = case.account.kind is AccountKind.DEMO
    return min(latest, quote.valid_until) if is_paper and quote is not None else latest


def late_reason(trade: Trade) -> str:
    """Say whether a trade's time to be executed ended with its paper price or by itself."""
    is_paper = trade.account_kind is AccountKind.DEMO
    ended_early = trade.execute_before < trade.requested_at + EXECUTE_WITHIN
    return "QUOTE_STALE" if is_paper and ended_early else "TOO_LATE"
