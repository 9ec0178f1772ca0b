"""Put the trader together."""

import os
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import httpx

from functions.trader.addresses import SocketAddresses
from functions.trader.books import Books
from functions.trader.broker_time import BrokerTime
from functions.trader.browsers import Post, TickCaster
from functions.trader.catalogue import Catalogue
from functions.trader.commands import CommandLoop
from functions.trader.contract_watch import ContractWatch
from functions.trader.demo import DemoDesk
from functions.trader.doubts import Doubts
from functions.trader.execution import Desk, Execution
from functions.trader.feed import MarketFeed
from functions.trader.frames import FrameSender
from functions.trader.freezing import Freezer
from functions.trader.leases import Leases
from functions.trader.linked import LinkedAccounts
from functions.trader.links import LinkState
from functions.trader.looks import LookDesk
from functions.trader.mirror import BrokerMirror
from functions.trader.process import Trader
from functions.trader.purchase import Purchasing
from functions.trader.quotes import QuoteDesk
from functions.trader.real import RealDesk
from functions.trader.reconcile import Reconciler
from functions.trader.rounds import CheckRounds
from functions.trader.session_wiring import build_sessions
from functions.trader.sessions import SessionRunner
from functions.trader.settings import Settings
from functions.trader.settlement import PaperSettler
from functions.trader.shown import ShownSymbols
from functions.trader.sides import SideReader
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from functions.trader.turns import Turns
from functions.trader.views import ViewWriter
from nexus.adapters import aws
from nexus.adapters.broker.client import BrokerClient, fixed
from nexus.adapters.broker.market import PublicMarket
from nexus.adapters.broker.rest import BrokerRest
from nexus.adapters.broker.shapes import Proposal
from nexus.adapters.dynamodb.accounts import DynamoBrokerLinks
from nexus.adapters.dynamodb.audience import DynamoAudience
from nexus.adapters.dynamodb.feed_market import FencedMarket
from nexus.adapters.dynamodb.kill_switch import DynamoKillSwitch
from nexus.adapters.dynamodb.leases import DynamoLeases, FencedLedger, Lease
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.adapters.dynamodb.mirror import DynamoLooks, DynamoMirror
from nexus.adapters.dynamodb.open_trades import DynamoOpenTrades
from nexus.adapters.dynamodb.store import Store
from nexus.adapters.kms import TokenVault
from nexus.adapters.push_many import ManyBrowsersPush
from nexus.kernel.account import AccountKind
from nexus.kernel.clock import Clock, system_clock
from nexus.kernel.ids import new_secret
from nexus.kernel.sharding import shard_of
from nexus.trading.ports import QuoteKey

AWS_THREADS = 10
LEASE_THREADS = 4
BROKER_SECONDS = 8.0


@dataclass
class Pricing:
    """Ask the public market or the account's own socket, as the key says."""

    market: PublicMarket
    real: RealDesk

    async def price(self, key: QuoteKey, stake: Decimal) -> Proposal:
        """Ask for one price."""
        if key.account_id is not None:
            return await self.real.price(key, stake)
        return await self.market.price(key.symbol, key.contract_type, key.minutes, stake)


@dataclass
class Shared:
    """What nearly every part needs."""

    settings: Settings
    clock: Clock
    store: Store
    threads: Threads
    tasks: Tasks
    audience: DynamoAudience
    post: Post
    leases: Leases

    @property
    def market(self) -> FencedMarket:
        """The market table, written only by whose turn it is."""
        return FencedMarket(self.store, self.market_token)

    def speaks(self) -> bool:
        """Tell whether this process publishes the market."""
        return self.leases.is_speaker

    def lease(self, account_id: str) -> Lease | None:
        """Give the lease under which an account may be worked on now."""
        return self.leases.workable(shard_of(account_id, self.shards))

    def owns(self, account_id: str) -> bool:
        """Tell whether an account was not taken over by somebody else."""
        return self.leases.holds(shard_of(account_id, self.shards))

    def answers(self, account_id: str | None) -> bool:
        """Tell whether prices of an account, or public ones, are this process's to publish."""
        return self.market_token(account_id) is not None

    def market_token(self, account_id: str | None) -> int | None:
        """Give the fencing token to publish an account's prices with, or the market's."""
        if account_id is None:
            return self.leases.speaker_token()
        lease = self.lease(account_id)
        return lease.token if lease is not None else None

    @property
    def shards(self) -> int:
        """How many shards accounts hash to."""
        return len(self.settings.command_queue_urls)


def build(settings: Settings, clock: Clock = system_clock, store: Store | None = None) -> Trader:
    """Wire every part of the process; nothing runs yet."""
    store = store or Store(aws.client("dynamodb"), settings.table_prefix)
    lease_threads = Threads(LEASE_THREADS, "leases")
    leases = _leases(settings, clock, store, lease_threads)
    shared = _shared(settings, clock, store, leases)
    client = BrokerClient("public", lambda: fixed(settings.public_socket_url))
    feed = _feed(shared, client)
    books = _books(shared)
    settler = PaperSettler(books, feed, clock, shared.tasks)
    views = ViewWriter(shared.market, shared.threads, clock, shared.speaks)
    feed.on_ticks.extend([settler.on_ticks, views.on_ticks])
    links = _links(shared, books, feed.time)
    real = _real(shared, books, feed.time, links)
    execution = _execution(shared, books, DemoDesk(books, feed, settler, clock), real)
    quotes = _quotes(shared, Pricing(feed.market, real))
    polling, work = Threads(shared.shards, "poll"), Tasks()
    trader = Trader(
        settings=settings,
        clock=clock,
        client=client,
        feed=feed,
        views=views,
        quotes=quotes,
        shown=_shown(shared, feed, quotes),
        settler=settler,
        contracts=real.contracts,
        linked=real.linked,
        looks=_looks(shared, books, real, links),
        rounds=_rounds(shared, books, real, links),
        execution=execution,
        sessions=_sessions(shared, feed),
        leases=leases,
        commands=_commands(shared, execution, polling, work),
        pools=(shared.threads, polling, lease_threads),
        tasks=shared.tasks,
        work=work,
        owns=shared.owns,
    )
    leases.is_busy, leases.on_lost = trader.commands.is_busy, trader.leave
    return trader


def _shared(settings: Settings, clock: Clock, store: Store, leases: Leases) -> Shared:
    push = ManyBrowsersPush(settings.websocket_endpoint)
    return Shared(
        settings,
        clock,
        store,
        Threads(AWS_THREADS, "aws"),
        Tasks(),
        DynamoAudience(store),
        push.post,
        leases,
    )


def _books(shared: Shared) -> Books:
    threads, clock = shared.threads, shared.clock
    ledger = FencedLedger(shared.store, shared.shards)
    sender = FrameSender(shared.audience, shared.post, ledger, threads, clock)
    return Books(ledger, sender, threads, clock, shared.tasks)


def _quotes(shared: Shared, pricing: Pricing) -> QuoteDesk:
    threads, clock, tasks = shared.threads, shared.clock, shared.tasks
    return QuoteDesk(shared.market, pricing, threads, clock, tasks, shared.answers)


def _shown(shared: Shared, feed: MarketFeed, quotes: QuoteDesk) -> ShownSymbols:
    audience, threads, clock = shared.audience, shared.threads, shared.clock
    caster = TickCaster(audience, shared.post, threads, clock, shared.tasks, shared.speaks)
    # First in line: a browser waits for a tick, nobody else does.
    feed.on_ticks.insert(0, caster.on_ticks)
    return ShownSymbols(audience, feed, caster, threads, clock, lambda: quotes.symbols)


def _feed(shared: Shared, client: BrokerClient) -> MarketFeed:
    market = PublicMarket(client)
    shelf = DynamoMarket(shared.store)
    catalogue = Catalogue(market, shelf, shared.threads, shared.speaks)
    time = BrokerTime(shared.clock)
    feed = MarketFeed(market, catalogue, time, shared.clock, shared.tasks)
    client.on_connected, client.on_disconnected = feed.connected, feed.disconnected
    return feed


def _leases(settings: Settings, clock: Clock, store: Store, threads: Threads) -> Leases:
    owner = f"{os.getpid()}-{new_secret()[:8]}"
    shards = len(settings.command_queue_urls)
    return Leases(DynamoLeases(store), threads, clock, owner, shards)


def _real(shared: Shared, books: Books, time: BrokerTime, state: LinkState) -> RealDesk:
    settings, clock = shared.settings, shared.clock
    http = httpx.Client(timeout=BROKER_SECONDS)
    addresses = SocketAddresses(
        DynamoBrokerLinks(shared.store).link,
        TokenVault(aws.client("kms"), settings.broker_key_arn),
        BrokerRest(http, settings.deriv_api_url, settings.deriv_app_id),
        shared.threads,
        Turns(windows=settings.rest_windows),
    )
    linked = LinkedAccounts(addresses.locate, shared.tasks, clock, state)
    contracts = ContractWatch(books, linked, time, clock, shared.tasks)

    def is_urgent(account_id: str) -> bool:
        return contracts.is_busy(account_id) or linked.is_awaited(account_id)

    addresses.turns.is_urgent = is_urgent

    def lease_until(account_id: str, moment: datetime) -> Lease | None:
        return shared.leases.outlives(shard_of(account_id, shared.shards), moment)

    reconciler = Reconciler(
        books,
        linked,
        DynamoOpenTrades(shared.store).contract_ids,
        settings.deriv_app_id,
        time,
        shared.threads,
        clock,
        shared.tasks,
        contracts.watch,
        Doubts(state.mirror.records, state.mirror.freezer, shared.threads, clock),
        state.look_at,
        owns=shared.owns,
    )
    purchasing = Purchasing(books, lease_until, clock)
    return RealDesk(books, linked, purchasing, reconciler, contracts, clock)


def _links(shared: Shared, books: Books, time: BrokerTime) -> LinkState:
    records, trades = DynamoMirror(shared.store), DynamoOpenTrades(shared.store)
    threads, clock = shared.threads, shared.clock
    reader = SideReader(books, records, trades, threads, time, shared.settings.deriv_app_id)
    freezer = Freezer(books, records, threads, clock)
    return LinkState(BrokerMirror(books, reader, records, freezer, threads, clock), shared.tasks)


def _looks(shared: Shared, books: Books, real: RealDesk, links: LinkState) -> LookDesk:
    return LookDesk(
        DynamoLooks(shared.store),
        books,
        real.linked,
        shared.owns,
        links,
        links.mirror.records,
        real.reconciler,
        shared.threads,
        shared.clock,
        shared.tasks,
    )


def _rounds(shared: Shared, books: Books, real: RealDesk, links: LinkState) -> CheckRounds:
    return CheckRounds(
        DynamoBrokerLinks(shared.store),
        books,
        real.linked,
        links,
        links.mirror.freezer,
        shared.owns,
        shared.threads,
        shared.tasks,
        shared.settings.book_check_seconds,
    )


def _execution(shared: Shared, books: Books, demo: DemoDesk, real: RealDesk) -> Execution:
    desks: dict[AccountKind, Desk] = {
        AccountKind.DEMO: demo,
        AccountKind.REAL: real,
        AccountKind.DERIV_DEMO: real,
    }
    finder = DynamoOpenTrades(shared.store)
    return Execution(
        books,
        desks,
        finder,
        shared.threads,
        shared.clock,
        shared.tasks,
        shared.owns,
        DynamoKillSwitch(shared.store).mark_order,
    )


def _sessions(shared: Shared, feed: MarketFeed) -> SessionRunner:
    def workable() -> list[int]:
        return [shard for shard in range(shared.shards) if shared.leases.workable(shard)]

    urls, clock = shared.settings.command_queue_urls, shared.clock
    return build_sessions(
        shared.store, urls, feed, shared.audience, shared.post, workable, clock, shared.tasks
    )


def _commands(shared: Shared, execution: Execution, polling: Threads, work: Tasks) -> CommandLoop:
    return CommandLoop(
        aws.client("sqs"),
        shared.settings.command_queue_urls,
        shared.leases,
        execution.handle,
        execution.recover_shard,
        polling,
        shared.threads,
        shared.tasks,
        work,
    )
