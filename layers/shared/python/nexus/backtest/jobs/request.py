"""Refuse a backtest that cannot be right before it becomes a job."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from nexus.backtest.csv_files import read_candles
from nexus.backtest.jobs.limits import MOST_CANDLES, MOST_CSV_BYTES, MOST_DAYS
from nexus.backtest.jobs.models import Source, SourceKind
from nexus.backtest.models import CANDLE_SECONDS, Settings
from nexus.backtest.validation import MOST_ERRORS, series_errors, settings_errors
from nexus.kernel.clock import from_epoch, to_epoch, to_text
from nexus.kernel.errors import FieldError, Malformed
from nexus.trading.market import Instrument

DAY = 86_400
UNKNOWN_DECIMALS = -1
_RENAMED = {"payout.recorded": "payout.quotes"}


@dataclass(frozen=True)
class BacktestRequest:
    """What a user asks for; `csv` is the text of an upload.

    `settings.decimals` may be UNKNOWN_DECIMALS: then the symbol's own are used.
    """

    user_id: str
    name: str
    settings: Settings
    source: Source
    csv: str | None = None


def checked(
    request: BacktestRequest, instrument: Instrument | None, at: datetime
) -> BacktestRequest:
    """Complete a request; raises Malformed with each wrong field and why."""
    settings, errors = request.settings, _symbol_errors(request, instrument)
    if settings.decimals == UNKNOWN_DECIMALS and not errors:
        settings = replace(settings, decimals=instrument.decimals if instrument else 2)
    errors += [] if errors else [_named(each) for each in settings_errors(settings)]
    errors += _SOURCE_ERRORS[request.source.kind](request, at)
    if not errors and request.csv is not None:
        errors += _csv_errors(settings, request.csv)
    if errors:
        raise Malformed(*errors[:MOST_ERRORS])
    return replace(request, settings=settings, source=_whole_minutes(request.source))


def _symbol_errors(request: BacktestRequest, instrument: Instrument | None) -> list[FieldError]:
    if instrument is not None or request.source.kind is SourceKind.SYNTHETIC:
        return []
    symbol = request.settings.symbol
    if request.source.kind is SourceKind.HISTORY:
        return [FieldError("symbol", f"Expected a symbol of the broker's, was {symbol}")]
    if request.settings.decimals == UNKNOWN_DECIMALS:
        wrong = f"Expected the decimals of its prices, since {symbol} is not known here"
        return [FieldError("decimals", wrong)]
    return []


def _history_errors(request: BacktestRequest, at: datetime) -> list[FieldError]:
    start, end = request.source.start, request.source.end
    given = {"source.starts_at": start, "source.ends_at": end}
    missing = [FieldError(name, "Expected a time") for name, value in given.items() if not value]
    if start is None or end is None or missing:
        return missing or [FieldError("source.starts_at", "Expected a time")]
    now, oldest = to_epoch(at), to_epoch(at) - MOST_DAYS * DAY
    if end > now:
        return [FieldError("source.ends_at", f"Expected no later than now, was {_moment(end)}")]
    if start < oldest:
        wrong = f"Expected at most {MOST_DAYS} days ago ({_moment(oldest)}), was {_moment(start)}"
        return [FieldError("source.starts_at", wrong)]
    if end - end % CANDLE_SECONDS <= start - start % CANDLE_SECONDS:
        wrong = f"Expected at least a minute after {_moment(start)}, was {_moment(end)}"
        return [FieldError("source.ends_at", wrong)]
    return []


def _upload_errors(request: BacktestRequest, _at: datetime) -> list[FieldError]:
    if not request.csv:
        return [FieldError("source.csv", "Expected rows of epoch, open, high, low, close")]
    size = len(request.csv.encode())
    if size > MOST_CSV_BYTES:
        return [FieldError("source.csv", f"Expected at most {MOST_CSV_BYTES} bytes, was {size}")]
    return []


def _synthetic_errors(request: BacktestRequest, _at: datetime) -> list[FieldError]:
    count = request.source.candles
    if count is not None and 1 <= count <= MOST_CANDLES:
        return []
    was = "none" if count is None else count
    return [FieldError("source.candles", f"Expected from 1 to {MOST_CANDLES}, was {was}")]


_SOURCE_ERRORS = {
    SourceKind.HISTORY: _history_errors,
    SourceKind.CSV: _upload_errors,
    SourceKind.SYNTHETIC: _synthetic_errors,
}


def _csv_errors(settings: Settings, text: str) -> Sequence[FieldError]:
    try:
        series = read_candles(io.StringIO(text), settings.symbol, "upload")
    except Malformed as e:
        return e.fields
    return series_errors(settings, series)


def _whole_minutes(source: Source) -> Source:
    if source.start is None or source.end is None:
        return source
    start, end = (each - each % CANDLE_SECONDS for each in (source.start, source.end))
    return replace(source, start=start, end=end)


def _named(error: FieldError) -> FieldError:
    return FieldError(_RENAMED.get(error.field, error.field), error.message)


def _moment(epoch: int) -> str:
    return to_text(from_epoch(epoch))
