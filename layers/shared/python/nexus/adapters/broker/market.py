"""The public market: what is on offer, how it moved, and what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from nexus.adapters.broker import calls
from nexus.adapters.broker.client import BrokerClient, Handler
from nexus.adapters.broker.shapes import OfferRow, Proposal, SymbolRow
from nexus.adapters.broker.wire import candles_of, history_of, offers_of, read, symbols_of
from nexus.trading.market import Candle, Instrument, Offering, Tick
from nexus.trading.models import ContractType

HISTORY_MOST = 1000
_RISE_FALL = frozenset(ContractType)
_TIMED = frozenset({"intraday", "daily"})
_SECONDS: Mapping[str, int] = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True)
class PublicMarket:
    """Ask the public socket; `reserve` requests of each minute are kept from pricing."""

    client: BrokerClient
    reserve: int = 60

    async def symbols(self) -> list[SymbolRow]:
        """List every symbol and whether it trades now."""
        return symbols_of(await self.client.call(calls.ACTIVE_SYMBOLS))

    async def instrument(self, row: SymbolRow) -> Instrument:
        """Describe a symbol with the durations it is offered for."""
        offers = offers_of(await self.client.call(calls.contracts_for(row.underlying_symbol)))
        return describe(row, offers)

    async def ticks(self, symbol: str, start: int, end: int | None = None) -> list[Tick]:
        """Read past ticks from `start` to `end` (epoch seconds), the newest 1000 at most."""
        until = "latest" if end is None else str(end)
        request = calls.tick_history(symbol, count=HISTORY_MOST, start=start, end=until)
        return history_of(symbol, await self.client.call(request))

    async def last_ticks(self, symbol: str, count: int) -> list[Tick]:
        """Read the newest ticks."""
        request = calls.tick_history(symbol, count=count)
        return history_of(symbol, await self.client.call(request))

    async def candles(self, symbol: str, count: int) -> list[Candle]:
        """Read the newest one-minute candles; the last one is still forming."""
        return candles_of(await self.client.call(calls.candle_history(symbol, count)))

    async def price(
        self, symbol: str, contract_type: str, minutes: int, stake: Decimal
    ) -> Proposal:
        """Ask what a contract would pay; indicative only on the public socket."""
        return await propose(
            self.client, symbol, contract_type, minutes, stake, "USD", self.reserve
        )

    async def time(self) -> int:
        """Read the broker's clock in whole seconds."""
        frame = await self.client.call(calls.TIME)
        return int(str(frame.payload))

    async def follow(self, symbol: str, handler: Handler) -> None:
        """Stream a symbol's ticks into `handler`."""
        await self.client.subscribe(f"ticks:{symbol}", calls.ticks(symbol), handler)

    async def leave(self, symbol: str) -> None:
        """End a symbol's stream."""
        await self.client.unsubscribe(f"ticks:{symbol}")


async def propose(
    client: BrokerClient,
    symbol: str,
    contract_type: str,
    minutes: int,
    stake: Decimal,
    currency: str,
    reserve: int = 0,
    within: float | None = None,
) -> Proposal:
    """Ask a socket for a price; it can be bought on that very socket only."""
    request = calls.proposal(symbol, contract_type, minutes, stake, currency)
    frame = await client.call(request, within, reserve)
    return read(Proposal, frame.payload)


def describe(row: SymbolRow, offers: list[OfferRow]) -> Instrument:
    """Fold a symbol's rows into one range of durations per rise/fall contract type."""
    timed = [o for o in offers if o.contract_type in _RISE_FALL and o.expiry_type in _TIMED]
    least = [o.min_stake for o in timed if o.min_stake is not None]
    return Instrument(
        symbol=row.underlying_symbol,
        name=row.underlying_symbol_name,
        market=row.market,
        decimals=row.decimals,
        is_open=row.is_open,
        offerings=_offerings(timed),
        min_stake=max([Decimal("0.35"), *least]),
    )


def _offerings(offers: list[OfferRow]) -> dict[str, Offering]:
    found: dict[str, Offering] = {}
    for offer in offers:
        low = seconds_of(offer.min_contract_duration)
        high = seconds_of(offer.max_contract_duration)
        known = found.get(offer.contract_type, Offering(low, high))
        found[offer.contract_type] = Offering(
            min(low, known.min_seconds), max(high, known.max_seconds)
        )
    return found


def seconds_of(duration: str) -> int:
    """Read a duration such as `15s`, `2m` or `1d`."""
    return int(duration[:-1]) * _SECONDS[duration[-1]]
