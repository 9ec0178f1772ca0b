"""Run automatic sessions: whoever holds an account's shard trades for it, nobody else.

Everything that counts is in the tables: a session found there is taken up as if it had just
begun, so that start, restart and hand-over are one path.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from functions.trader.failures import StrategyFailures
from functions.trader.feed import MarketFeed
from functions.trader.session_frames import SessionFrames
from functions.trader.session_market import SessionMarket
from functions.trader.session_tape import SessionTape
from functions.trader.symbol_feed import SymbolFeed
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from nexus.adapters.dynamodb.engine_sessions import DynamoSessions
from nexus.kernel.account import Account
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Conflict, NexusError, NotFound
from nexus.kernel.limits import settled_limits
from nexus.trading.automatic import KeepSession, TradeForSession
from nexus.trading.market import MarketView, Tick
from nexus.trading.session import Session, SessionStatus

LOG = logging.getLogger("nexus.trader")


@dataclass
class Watched:
    """One session and its markets."""

    session: Session
    markets: dict[str, SessionMarket] = field(default_factory=dict)
    shown: int = -1
    most_minutes: int | None = None


@dataclass
class SessionRunner:
    """Follow the sessions of the shards this process may work on."""

    sessions: DynamoSessions
    trade: TradeForSession
    keep: KeepSession
    account_of: Callable[[str], Account]
    tape: SessionTape
    frames: SessionFrames
    feed: MarketFeed
    shards: Callable[[], list[int]]
    threads: Threads
    clock: Clock
    tasks: Tasks
    _watched: dict[str, Watched] = field(default_factory=dict)
    _failures: StrategyFailures = field(init=False)

    def __post_init__(self) -> None:
        self._failures = StrategyFailures(self.clock)

    @property
    def count(self) -> int:
        """How many sessions are followed."""
        return len(self._watched)

    async def refresh(self) -> None:
        """Take up what is new, bring what is known up to date, let go of the rest."""
        found = [
            pair
            for shard in self.shards()
            for pair in await self.threads.run(self.sessions.of_shard, shard)
        ]
        for session_id in set(self._watched) - {name for _, name in found}:
            await self._let_go(self._watched.pop(session_id))
        await asyncio.gather(*(self._safely(*pair) for pair in found))

    def on_ticks(self, feed: SymbolFeed, ticks: list[Tick]) -> None:
        """Vote on new ticks for every session of the symbol, and ask where votes agree."""
        for watched in self._watched.values():
            market = watched.markets.get(feed.symbol)
            if market is None:
                continue
            self.tape.on_tick(feed, ticks)
            view = market.take(ticks, self.clock())
            self._report(watched.session, market)
            is_running = watched.session.status is SessionStatus.RUNNING
            if view is not None and is_running and market.may_ask(self.clock()):
                market.is_asking = True
                self.tasks.spawn(self._ask(watched, market, view), "session-trade")
            if market.is_changed() and self.frames.votes(watched.session, market):
                market.note_shown()

    def _report(self, session: Session, market: SessionMarket) -> None:
        session_id, symbol = session.session_id, market.feed.symbol
        self._failures.report(
            f"{session_id}:{symbol}", market.state.failures, session_id=session_id, symbol=symbol
        )

    async def _safely(self, account_id: str, session_id: str) -> None:
        try:
            await self._update(account_id, session_id)
        except NexusError as e:
            # Somebody else wrote first, or the tables rest: the next round sees what holds.
            facts = {"session_id": session_id, "error": e.detail}
            LOG.info("session_waits", extra={"event": "session_waits", **facts})

    async def _update(self, account_id: str, session_id: str) -> None:
        session = await self.threads.run(self.sessions.session, account_id, session_id)
        account = await self.threads.run(self.account_of, account_id)
        at = self.clock()
        account = settled_limits(account, at)
        kept = await self.threads.run(self.keep, session, account, at)
        watched = self._watched.get(session_id)
        if watched is None:
            watched = self._watched[session_id] = Watched(kept)
            LOG.info("session_taken_up", extra={"event": "session_taken_up", **_facts(kept)})
        if kept.status is not watched.session.status:
            LOG.info(f"session_{kept.status}", extra={"event": "session_step", **_facts(kept)})
            if kept.status is SessionStatus.STOPPED:
                # Nothing is decided from here on: what led here is on tape before anybody looks.
                await self._end_tapes(watched)
        watched.most_minutes = account.limits.session_minutes
        self._show(watched, kept)
        await self.frames.refresh(kept)
        if kept.is_active:
            await self._follow(watched)
            self.frames.keep_looks(kept, list(watched.markets.values()))

    async def _follow(self, watched: Watched) -> None:
        session = watched.session
        for symbol in session.settings.symbols:
            if symbol in watched.markets:
                continue
            try:
                await self.feed.want(symbol, session.session_id)
            except NotFound:
                continue
            feed = await self.feed.ready(symbol)
            if feed is not None and symbol not in watched.markets:
                market = watched.markets[symbol] = SessionMarket.load(session, feed)
                await self.tape.begin(session, market)

    async def _ask(self, watched: Watched, market: SessionMarket, view: MarketView) -> None:
        session = watched.session
        ask = partial(self.trade, session.account_id, session.session_id, view)
        try:
            asked = await self.threads.run(ask)
        except Conflict as e:
            facts = {**_facts(session), "error": e.detail}
            LOG.warning("session_trade_waits", extra={"event": "session_trade_waits", **facts})
            asked = None
        finally:
            market.is_asking = False
        market.rest(asked.session if asked else session, self.clock())
        if asked is None:
            return
        self._show(watched, asked.session)
        if asked.record is not None:
            decision = asked.record.outcome.decision
            facts = {**_facts(session), "code": decision.code or "ACCEPTED", "symbol": view.symbol}
            LOG.info("session_decided", extra={"event": "session_decided", **facts})

    def _show(self, watched: Watched, session: Session) -> None:
        if session.version <= watched.shown:
            return
        watched.shown = session.version
        freed = len(session.open_trades) < len(watched.session.open_trades)
        watched.session = session
        for market in watched.markets.values():
            market.session = session
            if freed:
                market.quiet_until = None
        self.frames.state(session, watched.most_minutes)

    async def _end_tapes(self, watched: Watched) -> None:
        for market in watched.markets.values():
            await self.tape.end(market.feed)

    async def _let_go(self, watched: Watched) -> None:
        session = watched.session
        await self._end_tapes(watched)
        for symbol in watched.markets:
            await self.feed.unwant(symbol, session.session_id)
        LOG.info("session_let_go", extra={"event": "session_let_go", **_facts(session)})


def _facts(session: Session) -> dict[str, object]:
    return {
        "session_id": session.session_id,
        "account_id": session.account_id,
        "status": session.status.value,
        "stop_reason": session.stop_reason.value if session.stop_reason else None,
    }
