"""Sessions and runs as files, and back, to the byte of every number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from nexus.backtest.models import Series, Settings, StrategyChoice
from nexus.kernel.account import Account
from nexus.kernel.errors import FieldError, Malformed
from nexus.trading.engine import Plan
from nexus.trading.market import Candle, Direction, Instrument, Quote, Tick
from nexus.trading.models import Terms
from nexus.trading.tally import SessionTally


@dataclass(frozen=True)
class RecordedDesk:
    """What the engine was told besides the market when it was asked on the tick of `epoch`."""

    epoch: int
    at: datetime
    account: Account
    terms: Terms
    instrument: Instrument | None
    quotes: Mapping[Direction, Quote]
    session: SessionTally | None = None


@dataclass(frozen=True)
class RecordedSession:
    """A live session as it was: its plan, its ticks, what it was asked with, and its hash.

    `candles` and `warm_ticks` are what the market's state was loaded with; at least the 501
    candles and 60 ticks before the first question.
    """

    plan: Plan
    strategies: tuple[StrategyChoice, ...]
    decimals: int
    candles: tuple[Candle, ...]
    warm_ticks: tuple[Tick, ...]
    ticks: tuple[Tick, ...]
    desks: tuple[RecordedDesk, ...]
    hash: str
    kind: Literal["session"] = "session"


@dataclass(frozen=True)
class RecordedRun:
    """A backtest as it was: its settings, its candles and the hash of its decisions."""

    settings: Settings
    symbol: str
    source: str
    candles: tuple[Candle, ...]
    hash: str
    kind: Literal["backtest"] = "backtest"

    @property
    def series(self) -> Series:
        """The candles as columns."""
        return series_of(self.symbol, self.candles, self.source)


Recorded = RecordedSession | RecordedRun


def recorded_run(settings: Settings, series: Series, run_hash: str) -> RecordedRun:
    """Keep a run so that it can be made again."""
    columns = (series.epochs, series.opens, series.highs, series.lows, series.closes)
    rows = zip(*columns, strict=True)
    candles = tuple(Candle(int(epoch), *map(float, prices)) for epoch, *prices in rows)
    return RecordedRun(settings, series.symbol, series.source, candles, run_hash)


def series_of(symbol: str, candles: Sequence[Candle], source: str) -> Series:
    """Turn candles into columns."""
    return Series(
        symbol,
        [candle.epoch for candle in candles],
        [candle.open for candle in candles],
        [candle.high for candle in candles],
        [candle.low for candle in candles],
        [candle.close for candle in candles],
        source,
    )


def write_recorded(recorded: Recorded) -> bytes:
    """Write a session or run as JSON."""
    return _adapter().dump_json(recorded)


def read_recorded(text: bytes | str) -> Recorded:
    """Read what `write_recorded` wrote; raises Malformed with each wrong field."""
    try:
        return _adapter().validate_json(text)
    except ValidationError as e:
        raise _malformed(e) from e


def read_settings(text: bytes | str) -> Settings:
    """Read the settings of a backtest from JSON; raises Malformed with each wrong field."""
    try:
        return TypeAdapter(Settings).validate_json(text)
    except ValidationError as e:
        raise _malformed(e) from e


@cache
def _adapter() -> TypeAdapter[Recorded]:
    return TypeAdapter(Recorded)


def _malformed(error: ValidationError) -> Malformed:
    return Malformed(
        *(FieldError(".".join(map(str, each["loc"])), each["msg"]) for each in error.errors())
    )
