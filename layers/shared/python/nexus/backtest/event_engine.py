"""Trade a plan on history, candle by candle, through the pipeline that trades live."""

import gc
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from nexus.backtest import book
from nexus.backtest.compilation import whole_numbers
from nexus.backtest.market import CandleMarket, PriceList, chained, instrument_of
from nexus.backtest.models import (
    CANDLE_SECONDS,
    Decided,
    Run,
    Series,
    Settings,
    SimulatedTrade,
    WhenHalted,
)
from nexus.kernel.account import Account, AccountKind, AccountStatus
from nexus.kernel.clock import from_epoch, to_epoch, utc_day
from nexus.kernel.limits import resumable_at
from nexus.kernel.money import ZERO
from nexus.trading.contract import decide_result
from nexus.trading.decision import decision_hash
from nexus.trading.engine import Desk, Engine, Outcome, Rest, rest_after
from nexus.trading.market import Tick
from nexus.trading.models import Terms, TradeStatus

DAY = 86_400
# Taking a member of an enumeration by its name costs as much as a call.
_WON, _LOST, _HALTED = TradeStatus.WON, TradeStatus.LOST, AccountStatus.HALTED
Progress = Callable[[int, int], None]


def run_events(
    settings: Settings,
    series: Series,
    *,
    compile_them: bool | None = None,
    asks_always: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Run a backtest on checked settings and candles.

    `compile_them` None compiles strategies where the compiler is installed. `asks_always` takes
    every candle through the pipeline, also those on which votes do not agree; the result is
    the same, later. `progress` hears how many of how many candles are done and may raise to
    cancel.
    """
    market = CandleMarket(settings, series, compile_them=compile_them)
    desk = EventDesk(settings, series, Engine(settings.plan, market.view))
    with _uncollected():
        for start, stop in market.blocks():
            numbers = range(start, stop) if asks_always else market.agreements(stop - start)
            for number in numbers:
                desk.ask(number)
            if progress is not None:
                progress(stop, len(series))
            if desk.is_over:
                break
    return desk.finished(market)


@contextmanager
def _uncollected() -> Iterator[None]:
    # A run only adds decisions and trades and makes no cycles: looking for them finds nothing.
    # Frozen and thawed, what it made is old: it waits for the next full collection like the rest.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


class _Held(NamedTuple):
    number: int
    expiry: int
    outcome: Outcome


class EventDesk:
    """Carry out what the engine decides on one account, and settle it by the candles."""

    def __init__(self, settings: Settings, series: Series, engine: Engine[int]) -> None:
        self.is_over = False
        self._settings, self._series, self._engine = settings, series, engine
        self._account = account_of(settings, from_epoch(int(series.epochs[0])))
        self._terms, self._instrument = terms_of(settings), instrument_of(settings)
        owner = self._account.account_id if self._account.is_at_broker else None
        self._prices = PriceList(settings, series, owner)
        self._held: deque[_Held] = deque()
        self._epochs = whole_numbers(series.epochs)
        self._rest: Rest | None = None
        self._wake = 0
        self._rested: Counter[str] = Counter()
        self._decided: list[Decided] = []
        self._trades: list[SimulatedTrade] = []
        self._hash = ""

    def ask(self, number: int) -> None:
        """Bring the account up to the close of a candle, then ask the engine unless it rests."""
        epoch = self._epochs[number]
        if self._rest is not None and epoch < self._wake:
            self._rested[self._rest.code] += 1
            return
        self._settle_until(epoch)
        at = from_epoch(epoch + CANDLE_SECONDS)
        if self._account.status is _HALTED:
            self._carry_on_or_end(at)
        if self.is_over:
            return
        if self._rest is not None and not self._rest.is_over(self._account, at):
            self._rested[self._rest.code] += 1
            return
        self._rest = None
        outcome = self._engine.pipeline(number, self._desk(at, epoch + CANDLE_SECONDS))
        if outcome is not None:
            self._carry_out(number, outcome, at)

    def finished(self, market: CandleMarket) -> Run:
        """Settle what the candles can settle, give the rest back, and report."""
        self._settle_until(self._epochs[-1] + CANDLE_SECONDS)
        while self._held:
            self._cancel(self._held.popleft())
        return Run(
            candles=len(self._series),
            decided=tuple(self._decided),
            trades=tuple(self._trades),
            rested=dict(self._rested),
            balance=self._account.balance,
            hash=self._hash,
            failures=market.failures,
        )

    def _desk(self, at: datetime, epoch: int) -> Desk:
        return Desk(at, self._account, self._terms, self._instrument, self._prices.at(epoch))

    def _carry_on_or_end(self, at: datetime) -> None:
        if self._settings.when_halted is WhenHalted.STOP:
            self.is_over = True
        else:
            self._account = book.resumed(self._account, at)

    def _carry_out(self, number: int, outcome: Outcome, at: datetime) -> None:
        name = decision_hash(outcome.decision)
        self._hash = chained(self._hash, name)
        self._decided.append(Decided(number, outcome.request, outcome.decision, name))
        if outcome.decision.accepted:
            stake = outcome.request.stake
            self._account = book.bought(self._account, str(number), stake, at)
            minutes = self._settings.expiry_minutes + 1
            expiry = self._epochs[number] + minutes * CANDLE_SECONDS
            self._held.append(_Held(number, expiry, outcome))
        self._rest = rest_after(outcome, self._account, at)
        self._wake = self._next_change(to_epoch(at)) - CANDLE_SECONDS

    def _next_change(self, at: int) -> int:
        # The first moment at which the account or the day may be another one.
        moments = [at - at % DAY + DAY]
        if self._held:
            moments.append(self._held[0].expiry + CANDLE_SECONDS)
        due = resumable_at(self._account)
        if due is not None:
            moments.append(to_epoch(due))
        return min(moments)

    def _settle_until(self, epoch: int) -> None:
        # A contract is settled once a price later than its expiry is seen: by the next candle.
        while self._held and self._held[0].expiry <= epoch:
            self._settle(self._held.popleft())

    def _settle(self, held: _Held) -> None:
        ticks = self._deciding_ticks(held)
        if ticks is None:
            self._cancel(held)
            return
        start = self._epochs[held.number] + CANDLE_SECONDS
        result = decide_result(held.outcome.request.contract_type, ticks, start, held.expiry)
        won = result is not None and result.status is _WON
        trade = self._ended(held, _WON if won else _LOST, ticks)
        credited = trade.payout if won else ZERO
        at = from_epoch(held.expiry)
        self._account = book.settled(self._account, str(held.number), credited, trade.fees, at)
        self._trades.append(trade)

    def _deciding_ticks(self, held: _Held) -> list[Tick] | None:
        first, last = held.number + 1, held.number + self._settings.expiry_minutes
        epochs = self._epochs
        if last >= len(epochs) or epochs[last] + CANDLE_SECONDS != held.expiry:
            return None
        opens = epochs[first] + 1
        entry, end = self._spot(self._series.opens[first]), self._spot(self._series.closes[last])
        symbol, expiry = self._settings.symbol, held.expiry
        return [
            Tick(symbol, opens, entry),
            Tick(symbol, expiry, end),
            Tick(symbol, expiry + 1, end),
        ]

    def _spot(self, price: float) -> Decimal:
        return Decimal(f"{float(price):.{self._settings.decimals}f}")

    def _cancel(self, held: _Held) -> None:
        self._account = book.refunded(self._account, str(held.number))
        self._trades.append(self._ended(held, TradeStatus.CANCELLED, None))

    def _ended(self, held: _Held, status: TradeStatus, ticks: list[Tick] | None) -> SimulatedTrade:
        request, decision = held.outcome.request, held.outcome.decision
        direction, payout = request.direction, decision.cost.payout if decision.cost else ZERO
        credited = payout if status is _WON else ZERO if status is _LOST else request.stake
        cost = decision.cost if status is _WON else None
        return SimulatedTrade(
            number=held.number,
            direction=direction,
            stake=request.stake,
            payout=payout,
            opened_epoch=self._epochs[held.number] + CANDLE_SECONDS,
            settled_epoch=held.expiry,
            status=status,
            profit=credited - request.stake,
            fees=cost.commission + cost.markup if cost else ZERO,
            strategies=tuple([v.strategy for v in decision.votes if v.direction is direction]),
            entry=ticks[0].spot if ticks else None,
            exit=ticks[1].spot if ticks else None,
        )


def account_of(settings: Settings, at: datetime) -> Account:
    """Open the account a backtest trades on."""
    return Account(
        account_id="backtest",
        user_id="backtest",
        kind=settings.account_kind,
        currency="USD",
        balance=settings.opening_balance,
        created_at=at,
        day=utc_day(at),
        limits=settings.limits,
        leverage=settings.leverage if settings.account_kind is AccountKind.REAL else 1,
    )


def terms_of(settings: Settings) -> Terms:
    """State the fees of a backtest; nothing but its limits stands in its way."""
    return Terms(
        fee_rule="backtest",
        commission_rate=settings.commission_rate,
        partner_share=ZERO,
        markup_rate=settings.markup_rate,
        referrer_id=None,
        real_trading_allowed=True,
        kill_switch_on=False,
    )
