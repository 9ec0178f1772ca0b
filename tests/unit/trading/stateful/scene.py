"""One account, its sessions and the model beside them, before anything happens."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
)

from nexus.accounts.desk import AccountDesk
from nexus.trading.automatic import KeepSession, TradeForSession
from nexus.trading.lifecycle import Fill, opened
from nexus.trading.market import MarketView
from nexus.trading.models import Trade, TradeStatus
from nexus.trading.ports import TradeKey
from nexus.trading.service import ExecuteTrade, Pricing
from nexus.trading.session import (
    Session,
    SessionLimits,
    SessionSettings,
    WeighedStrategy,
)
from nexus.trading.session_desk import SessionDesk
from nexus.trading.session_steps import ended
from nexus.trading.staking import StakingKind, StakingPlan
from tests.factories import an_account, an_instrument
from tests.unit.trading.stateful.model import ZERO, Bet, Model, Run
from tests.unit.trading.stateful.world import Shelf, World

PLACE = ("U1", "A1")
MISHAPS = {
    "is_stopped": "KILL_SWITCH",
    "is_closed": "MARKET_CLOSED",
    "is_silent": "STALE_FEED",
    "is_unpriced": "QUOTE_UNAVAILABLE",
    "is_abroad": "COUNTRY_NOT_ALLOWED",
}


class Scene(RuleBasedStateMachine):
    """What a story is told on."""

    def __init__(self) -> None:
        super().__init__()
        self.ids = (f"ID{number:06}" for number in count(1))
        self.opening = ZERO
        self.world = World(an_account())
        self.shelf = Shelf(self.world)
        clock = self.world.clock
        pricing = Pricing(
            self.world, self.world, clock, self.world.pause, lambda _: not self.world.is_abroad
        )
        new_id = self.new_id
        self.execute = ExecuteTrade(pricing, self.world, self.world, new_id)
        self.trade_for = TradeForSession(pricing, self.shelf, self.world, self.world, new_id)
        self.keep = KeepSession(self.shelf)
        self.desk = AccountDesk(self.world, clock)
        instrument = an_instrument()
        self.sessions = SessionDesk(
            self.shelf, self.world.account, lambda _: instrument, clock, new_id
        )
        self.model = Model(is_real=False, balance=ZERO)

    def new_id(self, at: datetime) -> str:
        return next(self.ids)

    def _seen(self) -> MarketView:
        view = self.world.market_view()
        return view if not self.world.is_silent else replace(view, tick_epoch=view.tick_epoch - 60)

    def _around(self) -> set[str]:
        codes = {code for name, code in MISHAPS.items() if getattr(self.world, name)}
        return codes if self.model.is_real else codes - {"COUNTRY_NOT_ALLOWED"}

    def _not_startable(self) -> set[str]:
        codes = {"ACCOUNT_HALTED"} if self.model.halted_at is not None else set()
        codes |= {"SELF_EXCLUDED"} if self._is_excluded() else set()
        return codes | ({"SESSION_OVERLAP"} if self.shelf.active("A1") else set())

    def _is_excluded(self) -> bool:
        until = self.model.excluded_until
        return until is not None and self.world.now < until

    def _session(self) -> Session | None:
        started = [each for each in self.world.held_sessions.values() if each.started_at]
        return started[-1] if started else None

    def _live(self, *statuses: TradeStatus) -> list[Trade]:
        live = [trade for trade in self.world.held_trades.values() if trade.is_live]
        return [trade for trade in live if not statuses or trade.status in statuses]

    def _pick(self, data: st.DataObject, *statuses: TradeStatus) -> Trade:
        return data.draw(st.sampled_from(self._live(*statuses)))

    def _fill(self, trade: Trade) -> Trade:
        if trade.status is TradeStatus.OPEN:
            return trade
        account, _ = self.world.pair(key_of(trade))
        now = self.world.now
        fill = Fill(trade.quoted_payout, now, now + timedelta(minutes=1))
        self.world.commit(opened(account, trade, fill, now))
        if self.model.buying == trade.trade_id:
            self.model.buying = None
        return self.world.held_trades[trade.trade_id]

    def _commit(self, trade: Trade, step: Any) -> Trade:
        account, _ = self.world.pair(key_of(trade))
        self.world.commit(step(account, trade, self.world.now))
        return self.world.held_trades[trade.trade_id]

    def _opened(self, trade: Trade, session: str | None) -> None:
        self.model.opened(trade.trade_id, Bet(trade.stake, session), self.world.now)

    def _count(self) -> None:
        session = self._session()
        if session is not None and session.open_trades:
            change = ended(session, self.shelf.trades(session))
            if change is not None:
                self.shelf.save(change)
            self._counted(session)

    def _counted(self, session: Session) -> None:
        for name in session.open_trades:
            bet = self.model.bets[name]
            bet.is_counted = bet.profit is not None


def key_of(trade: Trade) -> TradeKey:
    return TradeKey(trade.user_id, trade.account_id, trade.trade_id)


def settings_of(run: Run) -> SessionSettings:
    limits = SessionLimits(
        run.max_loss, run.take_profit, run.max_minutes, run.max_trades, run.max_open
    )
    strategies = tuple(map(WeighedStrategy, ("breakout", "momentum", "scalping")))
    plan = StakingPlan(StakingKind(run.kind), run.stake)
    return SessionSettings(("R_100",), strategies, 1, plan, limits, run.hours)
