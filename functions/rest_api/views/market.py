"""Instruments and candles as clients see them."""

from collections.abc import Sequence
from decimal import Decimal

from functions.rest_api.schemas.market import Candle, CandleList, MarketSymbol, SymbolList
from nexus.kernel.money import money_text
from nexus.trading import market
from nexus.trading.alias import plain_alias
from nexus.trading.models import EXPIRY_MINUTES


def symbols_page(instruments: Sequence[market.Instrument]) -> SymbolList:
    """Show what can be traded, the open ones first."""
    shown = sorted(instruments, key=lambda each: (not each.is_open, each.market, each.name))
    return SymbolList(items=[_symbol(each) for each in shown], next_cursor=None)


def candles_page(symbol: str, candles: Sequence[market.Candle]) -> CandleList:
    """Show minutes of prices, oldest first."""
    items = [
        Candle(epoch=each.epoch, open=each.open, high=each.high, low=each.low, close=each.close)
        for each in candles
    ]
    return CandleList(symbol=symbol, items=items, next_cursor=None)


def _symbol(instrument: market.Instrument) -> MarketSymbol:
    return MarketSymbol(
        symbol=instrument.symbol,
        alias=plain_alias(instrument.symbol),
        name=instrument.name,
        market=instrument.market,
        decimals=instrument.decimals,
        pip_size=f"{Decimal(1).scaleb(-instrument.decimals):f}",
        is_open=instrument.is_open,
        durations=_durations(instrument),
        min_stake=money_text(instrument.min_stake),
    )


def _durations(instrument: market.Instrument) -> list[int]:
    return [
        minutes
        for minutes in EXPIRY_MINUTES
        if any(
            offer.min_seconds <= minutes * 60 <= offer.max_seconds
            for offer in instrument.offerings.values()
        )
    ]
