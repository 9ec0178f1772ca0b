"""The ticks of symbols that sessions trade, minute by minute; kept for 24 h (design.md D15)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.serialization import Item
from nexus.adapters.dynamodb.store import NEW, Put, Query, Store
from nexus.kernel.clock import to_epoch
from nexus.kernel.errors import Conflict
from nexus.trading.candles import minute_of
from nexus.trading.market import Candle, Tick
from nexus.trading.session import Opening

LIFE = timedelta(hours=24)


@dataclass(frozen=True)
class DynamoTape:
    """Recorded ticks in the market table."""

    store: Store

    def open(self, symbol: str, session_id: str, opening: Opening, at: datetime) -> None:
        """Keep what a session began with; the first to write it stays."""
        item = {
            "decimals": opening.decimals,
            "candles": [_candle_row(candle) for candle in opening.candles],
            "ticks": [_tick_row(tick) for tick in opening.ticks],
            "ttl": to_epoch(at + LIFE),
        }
        try:
            self.store.write(Put(keys.session_opening(symbol, session_id), item, NEW))
        except Conflict:
            return

    def opening(self, symbol: str, session_id: str) -> Opening | None:
        """Read what a session began with; None once its day is over."""
        item = self.store.get(keys.session_opening(symbol, session_id))
        if item is None:
            return None
        candles = tuple(_candle(row) for row in item["candles"])
        return Opening(int(item["decimals"]), candles, _ticks(symbol, item))

    def keep(self, ticks: Sequence[Tick], at: datetime) -> None:
        """Keep whole minutes of one symbol's ticks; writing a minute again replaces it."""
        minutes: dict[int, list[Tick]] = defaultdict(list)
        for tick in ticks:
            minutes[minute_of(tick.epoch)].append(tick)
        for minute, rows in minutes.items():
            item = {"ticks": [_tick_row(tick) for tick in rows], "ttl": to_epoch(at + LIFE)}
            self.store.write(Put(keys.taped_minute(rows[0].symbol, minute), item))

    def ticks(self, symbol: str, since: int, until: int) -> tuple[Tick, ...]:
        """Read the ticks from `since` to `until`, both included, oldest first."""
        query = Query(
            "market",
            symbol,
            at_least=keys.taped_minute(symbol, minute_of(since)).sort,
            at_most=keys.taped_minute(symbol, minute_of(until)).sort,
            consistent=True,
        )
        found = [tick for row in self.store.query_all(query) for tick in _ticks(symbol, row)]
        return tuple(tick for tick in found if since <= tick.epoch <= until)


def _tick_row(tick: Tick) -> list[Decimal | str]:
    return [Decimal(tick.epoch), f"{tick.spot:f}"]


def _ticks(symbol: str, item: Item) -> tuple[Tick, ...]:
    return tuple(Tick(symbol, int(row[0]), Decimal(row[1])) for row in item["ticks"])


def _candle_row(candle: Candle) -> list[Decimal | str]:
    prices = (candle.open, candle.high, candle.low, candle.close)
    return [Decimal(candle.epoch), *map(repr, prices)]


def _candle(row: Sequence[Decimal | str]) -> Candle:
    opened, high, low, close = (float(price) for price in row[1:])
    return Candle(int(row[0]), opened, high, low, close)
