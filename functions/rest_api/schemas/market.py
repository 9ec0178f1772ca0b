"""Bodies of `/market`."""

from functions.rest_api.schemas.fields import Answer, MoneyText, Page


class MarketSymbol(Answer):
    """What can be traded; `durations` are the minutes Nexus sells and the broker offers now."""

    symbol: str
    alias: str | None
    name: str
    market: str
    decimals: int
    pip_size: str
    is_open: bool
    durations: list[int]
    min_stake: MoneyText


class SymbolList(Page):
    """Every instrument, the open ones first."""

    items: list[MarketSymbol]


class Candle(Answer):
    """One minute; `epoch` is its first second."""

    epoch: int
    open: float
    high: float
    low: float
    close: float


class CandleList(Page):
    """The latest minutes, oldest first."""

    symbol: str
    items: list[Candle]
