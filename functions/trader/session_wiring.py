"""Put the running of automatic sessions together."""

from collections.abc import Callable

from functions.trader.browsers import Audience, Post
from functions.trader.feed import MarketFeed
from functions.trader.session_frames import SessionFrames
from functions.trader.session_tape import SessionTape
from functions.trader.sessions import SessionRunner
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from nexus import bootstrap_engine
from nexus.accounts.countries import allows_real_trading
from nexus.adapters.dynamodb.store import Store
from nexus.kernel.clock import Clock

THREADS = 4


def build_sessions(
    store: Store,
    command_queue_urls: tuple[str, ...],
    feed: MarketFeed,
    audience: Audience,
    post: Post,
    shards: Callable[[], list[int]],
    clock: Clock,
    tasks: Tasks,
) -> SessionRunner:
    """Wire the runner and its own threads: a price that is waited for holds up nobody else."""
    threads = Threads(THREADS, "sessions")
    urls = command_queue_urls
    engine = bootstrap_engine.automatic_trading(store, urls, allows_real_trading, clock)
    frames = SessionFrames(engine.sessions, audience, post, threads, clock, tasks)
    runner = SessionRunner(
        sessions=engine.sessions,
        trade=engine.trade,
        keep=engine.keep,
        account_of=engine.ledger.account,
        tape=SessionTape(engine.tape, threads, clock, tasks),
        frames=frames,
        feed=feed,
        shards=shards,
        threads=threads,
        clock=clock,
        tasks=tasks,
    )
    feed.on_ticks.append(runner.on_ticks)
    return runner
