"""A session on the real tables, at a time the test turns, and a market that walks."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from nexus import bootstrap_engine
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.ledger import opening_actions
from nexus.adapters.dynamodb.store import Put, Store
from nexus.kernel.change import account_change
from nexus.kernel.clock import from_epoch, to_epoch
from nexus.trading.consensus import take_consensus
from nexus.trading.lifecycle import Settlement, settled
from nexus.trading.market import Candle, MarketView, Tick
from nexus.trading.market_state import MarketState
from nexus.trading.models import TradeStatus
from nexus.trading.ports import TradeKey
from nexus.trading.session import (
    Opening,
    Session,
    SessionLimits,
    SessionSettings,
    WeighedStrategy,
)
from nexus.trading.staking import StakingKind, StakingPlan
from tests.factories import NOW, a_quote, a_view, an_account, an_instrument

_NUMBERS = count(1)
SYMBOL = "R_100"


class Stage:
    """One account with an open market, at a time the test turns."""

    def __init__(self, store: Store, queue_url: str) -> None:
        number = next(_NUMBERS)
        self.account_id, self.user_id, self.now = f"A{number}", f"U{number}", NOW
        self.store = store
        self.engine = bootstrap_engine.automatic_trading(
            store, [queue_url], lambda _: True, lambda: self.now
        )
        account = an_account(account_id=self.account_id, user_id=self.user_id)
        store.transact(opening_actions(account_change(account, account, NOW)))
        profile = {"country": "NG", "email": "a@example.com", "username": "ada"}
        store.write(Put(keys.profile(self.user_id), profile))
        self.open_market()

    def open_market(self) -> None:
        self.engine.market.put_instruments([an_instrument()])
        for contract_type in ("CALL", "PUT"):
            until = self.now + timedelta(days=1)
            quote = a_quote(contract_type=contract_type, asked_at=self.now, valid_until=until)
            self.engine.market.put_quote(quote)

    def session(self, **changes: Any) -> Session:
        created = self.engine.desk.create(self.user_id, self.account_id, settings(**changes))
        return self.engine.desk.start(self.user_id, self.account_id, created.session_id)

    def ask(self, session: Session, view: MarketView | None = None) -> Session:
        seen = view or self.view()
        asked = self.engine.trade(self.account_id, session.session_id, seen)
        assert asked is not None
        return asked.session

    def view(self) -> MarketView:
        return a_view(tick_epoch=to_epoch(self.now), seen_at=self.now)

    def settle(self, session: Session, *, won: bool) -> Session:
        for trade_id in session.open_trades:
            key = TradeKey(self.user_id, self.account_id, trade_id)
            account, trade = self.engine.ledger.pair(key)
            status = TradeStatus.WON if won else TradeStatus.LOST
            credited = trade.quoted_payout if won else Decimal("0.00")
            self.engine.ledger.commit(
                settled(account, trade, Settlement(status, credited, self.now))
            )
        return self.keep(self.engine.sessions.session(self.account_id, session.session_id))

    def keep(self, session: Session) -> Session:
        return self.engine.keep(session, self.engine.ledger.account(self.account_id), self.now)

    def advance(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)


def settings(**changes: Any) -> SessionSettings:
    base = SessionSettings(
        symbols=(SYMBOL,),
        strategies=tuple(map(WeighedStrategy, ("breakout", "momentum", "scalping"))),
        expiry_minutes=1,
        staking=StakingPlan(StakingKind.FIXED, Decimal("5.00")),
        limits=SessionLimits(max_loss=Decimal("20.00")),
    )
    return replace(base, **changes)


class Walk:
    """A market that walks from a moment on, and a session's view of it."""

    def __init__(self, session: Session, began: datetime = NOW) -> None:
        self._random = random.Random(7)
        self.session, self._spot, self._epoch = session, 1000.0, to_epoch(began)
        self._moves = 0
        start = self._epoch - 501 * 60
        self.candles = [self._candle(start + 60 * number) for number in range(501)]
        self.ticks: list[Tick] = []
        self._warm = [self._tick(self._epoch - 120 + number) for number in range(120)]
        self.opening = Opening(2, tuple(self.candles), tuple(self._warm))
        self._state = self._load(self.candles, self._warm)

    def step(self) -> MarketView:
        self._epoch += 1
        tick = self._tick(self._epoch)
        self.ticks.append(tick)
        return self._state.on_tick(tick, from_epoch(self._epoch))

    def restart(self) -> None:
        known = [*self._warm, *self.ticks]
        self._state = self._load(self._state.candles, known[-120:])

    def _load(self, candles: Any, ticks: list[Tick]) -> MarketState:
        state = MarketState(SYMBOL, 2, self.session.settings.new_strategies())
        state.load(candles, ticks)
        return state

    def _move(self) -> float:
        self._moves += 1
        trend = 0.12 if (self._moves // 45) % 2 else -0.12
        self._spot += self._random.gauss(trend, 0.12)
        return round(self._spot, 2)

    def _candle(self, epoch: int) -> Candle:
        prices = [self._move() for _ in range(4)]
        return Candle(epoch, prices[0], max(prices), min(prices), prices[3])

    def _tick(self, epoch: int) -> Tick:
        return Tick(SYMBOL, epoch, Decimal(f"{self._move():.2f}"))


def played(stage: Stage, market: Walk, ticks: int = 900) -> Session:
    """Let a session ask on every fourth tick, with a restart in the middle; trades are won."""
    session = market.session
    for number in range(ticks):
        if number == ticks // 2:
            market.restart()
        view = market.step()
        if number % 4 == 0 and take_consensus(view.votes).direction is not None:
            stage.now = from_epoch(view.tick_epoch)
            stage.open_market()
            session = stage.ask(session, view)
            if number % 12 == 0:
                session = stage.settle(session, won=True)
    return session
