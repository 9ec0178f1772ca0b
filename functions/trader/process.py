"""The trader's life: start in the order things depend on each other, run, drain."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from functions.trader.commands import CommandLoop
from functions.trader.contract_watch import ContractWatch
from functions.trader.execution import Execution
from functions.trader.feed import MarketFeed
from functions.trader.health import HealthServer
from functions.trader.leases import RENEW_SECONDS, Leases
from functions.trader.linked import LinkedAccounts
from functions.trader.logs import metric
from functions.trader.looks import LookDesk
from functions.trader.quotes import QuoteDesk
from functions.trader.rounds import TICK_SECONDS, CheckRounds
from functions.trader.sessions import SessionRunner
from functions.trader.settings import Settings
from functions.trader.settlement import PaperSettler
from functions.trader.shown import ShownSymbols
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from functions.trader.views import ViewWriter
from nexus.adapters.broker.client import BrokerClient
from nexus.kernel.clock import Clock
from nexus.kernel.errors import NexusError

LOG = logging.getLogger("nexus.trader")
MEASURED = logging.getLogger("nexus.metrics")
STALE_SECONDS = 30.0
# Of the 1,500 calls an hour that portfolio and profit_table share, this takes twelve.
LOOK_SECONDS = 300.0
SESSION_SECONDS = 2.0
DRAIN_SECONDS = 6.0


@dataclass
class Trader:
    """All parts of the process, wired."""

    settings: Settings
    clock: Clock
    client: BrokerClient
    feed: MarketFeed
    views: ViewWriter
    quotes: QuoteDesk
    shown: ShownSymbols
    settler: PaperSettler
    contracts: ContractWatch
    linked: LinkedAccounts
    looks: LookDesk
    rounds: CheckRounds
    execution: Execution
    sessions: SessionRunner
    leases: Leases
    commands: CommandLoop
    pools: tuple[Threads, ...]
    tasks: Tasks
    work: Tasks
    owns: Callable[[str], bool]
    is_draining: bool = False

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set, then finish what was begun within ten seconds."""
        health = HealthServer(self.settings.health_host, self.settings.health_port, self.health)
        await health.start()
        self.tasks.every(1.0, self.client.run, "public-socket")
        self.tasks.spawn(self._begin(), "begin")
        await stop.wait()
        await self._drain()
        await health.stop()

    def health(self) -> Mapping[str, object]:
        """Tell how the process is doing."""
        age = self.feed.age()
        return {
            "ok": not self.is_draining and age is not None and age < STALE_SECONDS,
            "is_draining": self.is_draining,
            "is_connected": self.client.is_connected,
            "feed_age_seconds": None if age is None else round(age, 3),
            "symbols": sorted(self.feed.feeds),
            "price_ages": {symbol: round(old, 3) for symbol, old in self.feed.ages().items()},
            "broker_accounts": self.linked.connected_count,
            "open_paper_trades": self.settler.open_count,
            "open_broker_trades": self.contracts.open_count,
            "sessions": self.sessions.count,
            "in_flight": self.work.count,
            "shards": self.leases.held_shards(),
            "is_speaker": self.leases.is_speaker,
        }

    async def leave(self, _shard: int) -> None:
        """Let go of everything whose account was taken over, or given away."""

        def is_gone(account_id: str) -> bool:
            return not self.owns(account_id)

        self.contracts.leave(is_gone)
        await self.settler.leave(is_gone)
        await self.linked.leave(is_gone)

    async def _begin(self) -> None:
        self.tasks.every(RENEW_SECONDS, self.leases.keep, "leases")
        await self._follow_defaults()
        self.tasks.every(60.0, self.feed.catalogue.refresh, "catalogue")
        self.tasks.every(60.0, self.feed.learn_time, "time")
        self.tasks.every(0.25, self.views.flush, "views")
        self.tasks.every(0.25, self.quotes.serve, "quotes")
        self.tasks.every(0.5, self.looks.serve, "looks")
        self.tasks.every(LOOK_SECONDS, self.looks.look_at_all, "mirror")
        self.tasks.every(TICK_SECONDS, self.rounds.serve, "rounds")
        self.tasks.every(60.0, self.rounds.measure, "frozen")
        self.tasks.every(1.0, self.shown.refresh, "shown")
        self.tasks.every(1.0, self.settler.look_again, "settlement")
        self.tasks.every(5.0, self.contracts.look_again, "contracts")
        self.tasks.every(SESSION_SECONDS, self.sessions.refresh, "sessions")
        self.tasks.every(60.0, self._close_idle, "idle")
        self.tasks.every(10.0, self._measure, "metrics")
        self.commands.start()
        LOG.info("trader_started", extra={"event": "trader_started"})

    async def _follow_defaults(self) -> None:
        symbols = self.settings.default_symbols
        while True:
            try:
                await self.feed.catalogue.refresh_some(symbols)
                break
            except NexusError as e:
                LOG.info("broker_awaited", extra={"event": "broker_awaited", "error": e.detail})
                await asyncio.sleep(1.0)
        for symbol in symbols:
            await self._follow(symbol)

    async def _follow(self, symbol: str) -> None:
        try:
            await self.feed.want(symbol, "default")
        except NexusError as e:
            facts = {"symbol": symbol, "error": e.detail}
            LOG.warning("symbol_missing", extra={"event": "symbol_missing", **facts})

    async def _close_idle(self) -> None:
        await self.linked.close_idle(self.contracts.is_busy)

    async def _measure(self) -> None:
        age = self.feed.age()
        if age is not None:
            MEASURED.info(metric("TickAgeSeconds", round(age, 3), "Seconds", self.clock()))

    async def _drain(self) -> None:
        self.is_draining = True
        LOG.info("trader_draining", extra={"event": "trader_draining"})
        self.commands.stop()
        await self.leases.begin_to_leave()
        await self.work.finish(DRAIN_SECONDS)
        await self.tasks.stop()
        await self.leases.release()
        await self.linked.close()
        await self.client.close()
        for pool in (*self.pools, self.sessions.threads):
            pool.close()
        LOG.info("trader_stopped", extra={"event": "trader_stopped"})
