from dataclasses import dataclass
from enum import Enum


class Calendar(Enum):
    """Name the trading hours an instrument follows."""

    ALWAYS = "always"
    FOREX = "forex"


@dataclass(frozen=True)
class Durations:
    """Bound what may be bought: ticks, seconds within a day, and whole days (0 = not offered)."""

    max_ticks: int
    min_seconds: int
    max_days: int = 365


@dataclass(frozen=True)
class Instrument:
    """Describe one underlying symbol: how it is named, moves, is quoted and may be traded."""

    symbol: str
    name: str
    decimals: int
    base: float
    volatility: float
    cadence: int
    half_spread: int
    market: str
    submarket: str
    subgroup: str
    kind: str
    calendar: Calendar
    durations: Durations
    constant_price: bool
    trade_count: int

    @property
    def pip_size(self) -> float:
        """Give the smallest price step, as active_symbols names it."""
        return float(f"1e-{self.decimals}")

    @property
    def scale(self) -> int:
        """Give how many pips make one."""
        return int(10**self.decimals)

    def number(self, pips: int) -> float:
        """Turn whole pips into the number the wire carries."""
        return round(pips / self.scale, self.decimals)

    def text(self, pips: int) -> str:
        """Turn whole pips into text with all decimals."""
        return f"{self.number(pips):.{self.decimals}f}"

    def pips(self, quote: float) -> int:
        """Turn a quote into whole pips."""
        return round(quote * self.scale)


def _index(
    symbol: str, *, decimals: int, base: float, percent: int, cadence: int, trades: int
) -> Instrument:
    return Instrument(
        symbol=symbol,
        name=f"Volatility {percent}{' (1s)' if cadence == 1 else ''} Index",
        decimals=decimals,
        base=base,
        volatility=percent / 100,
        cadence=cadence,
        half_spread=round(base * 0.000109 * 10.0**decimals),
        market="synthetic_index",
        submarket="random_index",
        subgroup="synthetics",
        kind="stockindex",
        calendar=Calendar.ALWAYS,
        durations=Durations(max_ticks=10, min_seconds=15),
        constant_price=cadence == 2,
        trade_count=trades,
    )


def _pair(
    symbol: str, name: str, *, decimals: int, base: float, volatility: float, minimum: int
) -> Instrument:
    return Instrument(
        symbol=symbol,
        name=name,
        decimals=decimals,
        base=base,
        volatility=volatility,
        cadence=1,
        half_spread=5,
        market="forex",
        submarket="major_pairs",
        subgroup="none",
        kind="forex",
        calendar=Calendar.FOREX,
        durations=Durations(max_ticks=0, min_seconds=minimum),
        constant_price=False,
        trade_count=843,
    )


INSTRUMENTS: dict[str, Instrument] = {
    instrument.symbol: instrument
    for instrument in (
        _index("R_10", decimals=3, base=5400.0, percent=10, cadence=2, trades=389_120),
        _index("R_25", decimals=3, base=2750.0, percent=25, cadence=2, trades=301_447),
        _index("R_50", decimals=4, base=92.0, percent=50, cadence=2, trades=460_858),
        _index("R_75", decimals=4, base=38_200.0, percent=75, cadence=2, trades=702_311),
        _index("R_100", decimals=2, base=780.0, percent=100, cadence=2, trades=1_407_413),
        _index("1HZ10V", decimals=2, base=9_300.0, percent=10, cadence=1, trades=512_004),
        _index("1HZ50V", decimals=2, base=198_000.0, percent=50, cadence=1, trades=288_903),
        _index("1HZ100V", decimals=2, base=1_250.0, percent=100, cadence=1, trades=915_660),
        _pair("frxEURUSD", "EUR/USD", decimals=5, base=1.08, volatility=0.07, minimum=900),
        _pair("frxGBPUSD", "GBP/USD", decimals=5, base=1.27, volatility=0.08, minimum=900),
        _pair("frxUSDJPY", "USD/JPY", decimals=3, base=151.0, volatility=0.09, minimum=900),
        _pair("frxAUDUSD", "AUD/USD", decimals=5, base=0.66, volatility=0.1, minimum=1800),
    )
}
