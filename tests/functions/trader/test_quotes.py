from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from functions.trader.quotes import PAUSE_AFTER_REFUSAL, QuoteDesk
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from nexus.adapters.broker.shapes import Proposal
from nexus.kernel.errors import Rejected
from nexus.trading.market import Quote
from nexus.trading.ports import QuoteKey
from tests.functions.trader.memory import MovingClock

KEY = QuoteKey("R_100", "CALL", 5)


@dataclass
class Shelf:
    wanted: list[QuoteKey] = field(default_factory=lambda: [KEY])
    quotes: list[Quote] = field(default_factory=list)

    def quote_requests(self, at: datetime) -> list[QuoteKey]:
        return self.wanted

    def put_quote(self, quote: Quote) -> None:
        self.quotes.append(quote)


@dataclass
class Broker:
    payout: str = "195.345"
    asked: list[QuoteKey] = field(default_factory=list)
    refuses: bool = False

    async def price(self, key: QuoteKey, stake: Decimal) -> Proposal:
        self.asked.append(key)
        if self.refuses:
            raise Rejected("Closed.")
        payload = {"id": "x", "ask_price": stake, "payout": self.payout, "spot": 1, "spot_time": 1}
        return Proposal.model_validate(payload)


@dataclass
class Scene:
    shelf: Shelf = field(default_factory=Shelf)
    broker: Broker = field(default_factory=Broker)
    clock: MovingClock = field(default_factory=MovingClock)
    tasks: Tasks = field(default_factory=Tasks)

    def __post_init__(self) -> None:
        threads = Threads(1, "quotes")
        self.desk = QuoteDesk(
            self.shelf, self.broker, threads, self.clock, self.tasks, lambda _: True
        )

    async def serve(self, after: float = 0.0) -> None:
        self.clock.now += timedelta(seconds=after)
        await self.desk.serve()
        await self.tasks.finish(5)


async def test_new_wish_is_priced_at_once_and_rounded_in_the_traders_disfavour() -> None:
    scene = Scene()

    await scene.serve()

    [quote] = scene.shelf.quotes
    assert quote.payout_ratio == Decimal("1.9534")
    assert quote.valid_until - quote.asked_at == timedelta(seconds=15)


async def test_price_is_renewed_before_it_runs_out_and_not_sooner() -> None:
    scene = Scene()
    await scene.serve()

    await scene.serve(after=9.5)
    assert len(scene.broker.asked) == 1
    await scene.serve(after=1.0)

    assert len(scene.broker.asked) == 2
    assert scene.shelf.quotes[1].asked_at < scene.shelf.quotes[0].valid_until


async def test_wish_that_ended_is_not_priced_any_more() -> None:
    scene = Scene()
    await scene.serve()
    scene.shelf.wanted = []

    await scene.serve(after=60)

    assert len(scene.broker.asked) == 1
    assert scene.desk.symbols == set()


async def test_refused_price_is_asked_again_only_after_a_pause() -> None:
    scene = Scene(broker=Broker(refuses=True))
    await scene.serve()

    await scene.serve(after=1)
    assert len(scene.broker.asked) == 1
    await scene.serve(after=PAUSE_AFTER_REFUSAL.total_seconds())

    assert len(scene.broker.asked) == 2
    assert scene.shelf.quotes == []
