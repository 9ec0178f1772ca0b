"""The market of a backtest: candles in, votes and prices out, never a candle too early."""

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from nexus.backtest.compilation import compiled
from nexus.backtest.models import CANDLE_SECONDS, Payout, Series, Settings
from nexus.backtest.rows import ROW, rows_of
from nexus.backtest.signals import BLOCK, CompiledSignals, Signals, signals_of
from nexus.kernel.clock import from_epoch
from nexus.kernel.ids import digest
from nexus.trading.market import Direction, Instrument, MarketView, Offering, Quote
from nexus.trading.models import ContractType, TradeRequest, TradeType
from nexus.trading.strategies.strategy import CONFIDENCE_STEPS

_TYPES = {Direction.RISE: TradeType.RISE, Direction.FALL: TradeType.FALL}


class CandleMarket:
    """Read a series block by block; a view of candle `number` is what was known at its close."""

    def __init__(self, settings: Settings, series: Series, *, compile_them: bool | None) -> None:
        self._settings, self._series = settings, series
        self._signals: list[Signals] = [
            signals_of(choice, series, compile_them=compile_them) for choice in settings.strategies
        ]
        self._start = 0
        self._window = hashlib.sha256(series.symbol.encode())
        self._rows, self._hashed = memoryview(rows_of(series)), 0

    @property
    def failures(self) -> Mapping[str, str]:
        """The strategies that raised, with the first error of each."""
        return {each.name: each.failure for each in self._signals if each.failure}

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Read on, block by block, and say which candles each holds."""
        for start in range(0, len(self._series), BLOCK):
            stop = min(start + BLOCK, len(self._series))
            for each in self._signals:
                each.read(start, stop)
            self._start = start
            yield start, stop

    def agreements(self, count: int) -> list[int]:
        """Name the candles among the block's first `count` on which enough votes agree."""
        directions = [each.directions for each in self._signals]
        confidences = [each.confidences for each in self._signals]
        weights = [choice.weight for choice in self._settings.strategies]
        sure = int(self._settings.min_confidence * CONFIDENCE_STEPS)
        found: Any = [0] * count
        columns: tuple[Any, ...] = (tuple(directions), tuple(confidences), tuple(weights))
        search: Callable[..., int] = agreeing
        if any(isinstance(each, CompiledSignals) for each in self._signals):
            search, found, columns = _for_the_compiler(found, columns)
        size = search(*columns, count, self._settings.min_agreeing, sure, found)
        return [self._start + int(place) for place in found[:size]]

    def view(self, number: int, at: datetime) -> MarketView:
        """Say what was known at the close of a candle; numbers may only go up."""
        offset = number - self._start
        close = f"{float(self._series.closes[number]):.{self._settings.decimals}f}"
        return MarketView(
            symbol=self._settings.symbol,
            spot=Decimal(close),
            tick_epoch=int(self._series.epochs[number]) + CANDLE_SECONDS - 1,
            decimals=self._settings.decimals,
            votes=tuple([each.vote(offset) for each in self._signals]),
            window_hash=self._window_hash(number),
            seen_at=at,
        )

    def _window_hash(self, number: int) -> str:
        end = (number + 1) * ROW.size
        self._window.update(self._rows[self._hashed : end])
        self._hashed = end
        return self._window.copy().hexdigest()


def agreeing(  # type: ignore[no-untyped-def]
    directions, confidences, weights, count, least, sure, found
) -> int:
    """Write the places at which `take_consensus` would name a direction; return how many."""
    size = 0
    for place in range(count):
        rises, falls, rise_weight, fall_weight, rise_total, fall_total = 0, 0, 0, 0, 0, 0
        for each in range(len(weights)):
            if directions[each][place] > 0:
                rises += 1
                rise_weight += weights[each]
                rise_total += weights[each] * confidences[each][place]
            elif directions[each][place] < 0:
                falls += 1
                fall_weight += weights[each]
                fall_total += weights[each] * confidences[each][place]
        is_rise = rise_weight > fall_weight and rises >= least and rise_total >= sure * rise_weight
        is_fall = fall_weight > rise_weight and falls >= least and fall_total >= sure * fall_weight
        if is_rise or is_fall:
            found[size] = place
            size += 1
    return size


def _for_the_compiler(found: list[int], columns: tuple[Any, ...]) -> tuple[Any, Any, Any]:
    import numpy as np

    directions, confidences, weights = columns
    arrays = tuple(tuple(map(np.asarray, column)) for column in (directions, confidences))
    return compiled(agreeing), np.asarray(found), (*arrays, weights)


class PriceList:
    """The payouts on offer over time, as quotes."""

    def __init__(self, settings: Settings, series: Series, account_id: str | None) -> None:
        self._settings, self._account_id = settings, account_id
        first, last = int(series.epochs[0]), int(series.epochs[-1])
        self._fixed: Mapping[Direction, Quote] = {}
        if settings.payout.ratio is not None:
            life = timedelta(seconds=last - first + 2 * CANDLE_SECONDS)
            self._fixed = self._both(settings.payout.ratio, first, life)
        self._recorded = {each: _recorded(settings.payout, each) for each in Direction}

    def at(self, epoch: int) -> Mapping[Direction, Quote]:
        """Give the last quotes known at a moment, fresh or not."""
        if self._settings.payout.ratio is not None:
            return self._fixed
        life = timedelta(seconds=self._settings.payout.quote_seconds)
        found = {}
        for direction, (epochs, ratios) in self._recorded.items():
            place = bisect_right(epochs, epoch) - 1
            if place >= 0:
                found[direction] = self._quote(direction, ratios[place], epochs[place], life)
        return found

    def _both(self, ratio: Decimal, epoch: int, life: timedelta) -> Mapping[Direction, Quote]:
        return {each: self._quote(each, ratio, epoch, life) for each in Direction}

    def _quote(self, direction: Direction, ratio: Decimal, epoch: int, life: timedelta) -> Quote:
        asked_at = from_epoch(epoch)
        return Quote(
            symbol=self._settings.symbol,
            contract_type=str(contract_type_of(self._settings, direction)),
            minutes=self._settings.expiry_minutes,
            payout_ratio=ratio,
            asked_at=asked_at,
            valid_until=asked_at + life,
            max_payout=self._settings.payout.max_payout,
            account_id=self._account_id,
        )


def contract_type_of(settings: Settings, direction: Direction) -> ContractType:
    """Name the contract a direction is traded by."""
    kind, equals = _TYPES[direction], settings.allow_equals
    minutes, stake = settings.expiry_minutes, settings.staking.stake
    return TradeRequest("", "", settings.symbol, kind, stake, minutes, equals).contract_type


def instrument_of(settings: Settings) -> Instrument:
    """Offer every rise/fall contract from 15 seconds to a day, as the broker does."""
    offered = Offering(15, 86_400)
    return Instrument(
        symbol=settings.symbol,
        name=settings.symbol,
        market="backtest",
        decimals=settings.decimals,
        is_open=True,
        offerings={kind.value: offered for kind in ContractType},
    )


def _recorded(payout: Payout, direction: Direction) -> tuple[Sequence[int], Sequence[Decimal]]:
    rows = [quote for quote in payout.recorded if quote.direction is direction]
    return [row.epoch for row in rows], [row.ratio for row in rows]


def chained(before: str, decision_hash: str) -> str:
    """Add a decision to the hash of a session's or run's decisions."""
    return digest(before, decision_hash)
