"""What the feed's owner writes and everybody reads: instruments, votes, candles, prices, wishes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.serialization import Item, from_item, to_item
from nexus.adapters.dynamodb.store import Put, Query, Store
from nexus.kernel.clock import to_epoch
from nexus.trading.expected import MeasuredRates
from nexus.trading.market import Candle, Instrument, MarketView, Quote
from nexus.trading.ports import QuoteKey

CACHE_LIFE = timedelta(hours=24)
REQUEST_LIFE = timedelta(seconds=60)


@dataclass(frozen=True)
class DynamoMarket:
    """The market table."""

    store: Store

    def put_instruments(self, instruments: Sequence[Instrument]) -> None:
        """Replace what is known of instruments."""
        for instrument in instruments:
            self.store.write(
                Put(keys.instrument(instrument.symbol), {"instrument": to_item(instrument)})
            )

    def instruments(self) -> list[Instrument]:
        """List every instrument on offer."""
        rows = self.store.query_all(Query("market", "SYMBOLS"))
        return [from_item(Instrument, row["instrument"]) for row in rows]

    def instrument(self, symbol: str) -> Instrument | None:
        """Read one instrument."""
        item = self.store.get(keys.instrument(symbol))
        return from_item(Instrument, item["instrument"]) if item else None

    def put_view(self, view: MarketView) -> None:
        """Replace the votes on a symbol; kept for 24 h at most (design.md D15)."""
        self._put(keys.market_view(view.symbol), to_item(view), view.seen_at)

    def view(self, symbol: str) -> MarketView | None:
        """Read the latest votes on a symbol."""
        item = self.store.get(keys.market_view(symbol))
        return from_item(MarketView, item) if item else None

    def views(self, symbols: Sequence[str]) -> list[MarketView]:
        """Read the latest votes on up to 100 symbols; those without any are left out."""
        found = self.store.batch_get([keys.market_view(symbol) for symbol in symbols])
        return [from_item(MarketView, item) for item in found.values()]

    def put_candles(self, symbol: str, candles: Sequence[Candle], at: datetime) -> None:
        """Replace a symbol's window of one-minute candles, oldest first."""
        rows = [_candle_row(candle) for candle in candles]
        self._put(keys.candles(symbol), {"candles": rows}, at)

    def candles(self, symbol: str) -> list[Candle]:
        """Read a symbol's window of one-minute candles, oldest first."""
        item = self.store.get(keys.candles(symbol))
        rows = item["candles"] if item else []
        return [Candle(int(row[0]), *(float(price) for price in row[1:])) for row in rows]

    def put_rates(self, rates: MeasuredRates, at: datetime) -> None:
        """Replace how often votes on a symbol were right."""
        self._put(keys.measured_rates(rates.symbol), {"rates": to_item(rates)}, at)

    def rates(self, symbol: str) -> MeasuredRates | None:
        """Read how often votes on a symbol were right; None when nobody followed it for a day."""
        item = self.store.get(keys.measured_rates(symbol))
        return from_item(MeasuredRates, item["rates"]) if item else None

    def put_quote(self, quote: Quote) -> None:
        """Replace a price."""
        key = keys.quote(quote.symbol, quote.contract_type, quote.minutes, quote.account_id)
        self._put(key, to_item(quote), quote.asked_at)

    def quote(self, key: QuoteKey) -> Quote | None:
        """Read a price, whatever its age."""
        item = self.store.get(
            keys.quote(key.symbol, key.contract_type, key.minutes, key.account_id)
        )
        return from_item(Quote, item) if item else None

    def request(self, key: QuoteKey, at: datetime) -> None:
        """Wish for a price, and for it to be kept fresh for a minute."""
        until = to_epoch(at + REQUEST_LIFE)
        place = keys.quote_request(key.symbol, key.contract_type, key.minutes, key.account_id)
        self.store.write(Put(place, {"quote": to_item(key), "wanted_until": until, "ttl": until}))

    def quote_requests(self, at: datetime) -> list[QuoteKey]:
        """List the prices wished for."""
        rows = self.store.query_all(Query("market", "QUOTE_REQUESTS", consistent=True))
        return [
            from_item(QuoteKey, row["quote"]) for row in rows if row["wanted_until"] > to_epoch(at)
        ]

    def _put(self, key: keys.Key, item: Item, at: datetime) -> None:
        self.store.write(Put(key, self._kept(item, at)))

    def _kept(self, item: Item, at: datetime) -> Item:
        return {**item, "ttl": to_epoch(at + CACHE_LIFE)}


def _candle_row(candle: Candle) -> list[Decimal]:
    prices = (candle.open, candle.high, candle.low, candle.close)
    return [Decimal(candle.epoch), *(Decimal(str(price)) for price in prices)]
