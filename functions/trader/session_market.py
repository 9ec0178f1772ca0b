"""What one session sees of one symbol: its own strategies, tuned its own way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from functions.trader.symbol_feed import VOTED_TICKS, SymbolFeed
from nexus.kernel.clock import from_epoch, to_text
from nexus.kernel.events import JsonValue
from nexus.trading.consensus import take_consensus
from nexus.trading.market import MarketView, Tick
from nexus.trading.market_state import MarketState
from nexus.trading.models import Consensus
from nexus.trading.session import Opening, Session
from nexus.trading.session_view import Json, reason_not_to_trade
from nexus.trading.view import consensus_view

PAUSE = timedelta(seconds=5)
PAUSE_WHEN_FULL = timedelta(minutes=1)


@dataclass
class SessionMarket:
    """Vote on every tick; remember what was seen last and what came nearest to a trade."""

    session: Session
    feed: SymbolFeed
    state: MarketState
    opening: Opening
    view: MarketView | None = None
    consensus: Consensus | None = None
    is_asking: bool = False
    quiet_until: datetime | None = None
    nearest: dict[str, JsonValue] | None = None
    shown: tuple[str, ...] = field(default_factory=tuple)

    @classmethod
    def load(cls, session: Session, feed: SymbolFeed) -> "SessionMarket":
        """Begin with what the feed knows; nothing may wait between here and the next tick."""
        state = MarketState(feed.symbol, feed.decimals, session.settings.new_strategies())
        candles, ticks = feed.candles, tuple(feed.recent(VOTED_TICKS))
        state.load(candles, ticks)
        return cls(session, feed, state, Opening(feed.decimals, candles, ticks))

    def take(self, ticks: Sequence[Tick], at: datetime) -> MarketView | None:
        """Take new ticks; give the view when its votes call for a trade."""
        for tick in ticks:
            self.view = self.state.on_tick(tick, at)
        if self.view is None:
            return None
        rules = self.session.settings.plan(self.feed.symbol).consensus
        self.consensus = take_consensus(self.view.votes, rules)
        if self.consensus.direction is not None:
            return self.view
        self._measure(self.view, self.consensus)
        return None

    def may_ask(self, at: datetime) -> bool:
        """Tell whether a question now could be of use."""
        return not self.is_asking and (self.quiet_until is None or at >= self.quiet_until)

    def rest(self, session: Session, at: datetime) -> None:
        """Ask no more for a moment, for a minute while no trade may be opened."""
        is_full = len(session.open_trades) >= session.settings.limits.max_open_trades
        self.quiet_until = at + (PAUSE_WHEN_FULL if is_full else PAUSE)

    def is_changed(self) -> bool:
        """Tell whether a reader would see something else than was last shown."""
        return self._visible() != self.shown

    def note_shown(self) -> None:
        """Remember that the votes were shown as they are."""
        self.shown = self._visible()

    def _visible(self) -> tuple[str, ...]:
        votes = self.view.votes if self.view else ()
        return tuple(f"{vote.direction} {vote.confidence:.2f}" for vote in votes)

    def look(self) -> Json:
        """Show what was seen last."""
        if self.view is None or self.consensus is None:
            return {"symbol": self.feed.symbol, "consensus": None, "seen_at": None}
        return {
            "symbol": self.feed.symbol,
            "consensus": consensus_view(self.consensus, self.view.votes),
            "reason": reason_not_to_trade(self.consensus, self.view.votes),
            "seen_at": to_text(from_epoch(self.view.tick_epoch)),
        }

    def _measure(self, view: MarketView, consensus: Consensus) -> None:
        if consensus.confidence == 0.0:
            return
        key = f"{consensus.agreeing}:{consensus.confidence:.4f}"
        if self.nearest is not None and key <= str(self.nearest["key"]):
            return
        self.nearest = {
            "key": key,
            "symbol": self.feed.symbol,
            "agreeing": consensus.agreeing,
            "confidence": f"{consensus.confidence:.4f}",
            "at": to_text(from_epoch(view.tick_epoch)),
        }
