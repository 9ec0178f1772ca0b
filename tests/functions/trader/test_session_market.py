"""What a session's reader is told: every change that can be seen, and none of them lost."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import cast

from functions.trader.session_market import SessionMarket
from functions.trader.symbol_feed import SymbolFeed
from nexus.kernel.clock import to_epoch
from nexus.trading.market import Direction, MarketView, Tick, Vote
from nexus.trading.market_state import MarketState
from nexus.trading.session import Opening, Session
from tests.factories import NOW, a_view
from tests.functions.engine.stage import settings

TICK = Tick("R_100", to_epoch(NOW), Decimal("1234.56"))


@dataclass
class Feed:
    symbol: str = "R_100"


@dataclass
class Told:
    """A market state that sees what the test says."""

    votes: tuple[Vote, ...] = ()

    def on_tick(self, _tick: Tick, _at: datetime) -> MarketView:
        return a_view(votes=self.votes)


def rises(*strengths: float) -> tuple[Vote, ...]:
    return tuple(
        Vote(f"strategy {n}", Direction.RISE, strength) for n, strength in enumerate(strengths)
    )


def test_votes_that_grow_strong_enough_for_a_trade_are_a_change() -> None:
    told = Told(rises(0.52, 0.63))
    session = Session("S1", "A1", "U1", settings(), NOW)
    feed, state = cast("SymbolFeed", Feed()), cast("MarketState", told)
    market = SessionMarket(session, feed, state, Opening(2, (), ()))
    market.take([TICK], NOW)
    first = market.is_changed()
    market.note_shown()
    again = market.is_changed()

    told.votes = rises(0.81, 0.92)
    market.take([TICK], NOW)

    assert (first, again) == (True, False)
    assert market.is_changed()
    assert market.is_changed(), "what was not shown stays to be shown"
    assert market.consensus is not None
    assert market.consensus.direction is Direction.RISE
