"""Candles from CSV, and runs to CSV."""

import csv
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from nexus.backtest.models import Run, Series
from nexus.backtest.result import CurvePoint
from nexus.kernel.errors import FieldError, Malformed

COLUMNS = ("epoch", "open", "high", "low", "close")
EQUITY_COLUMNS = ("epoch", "equity", "drawdown")
TRADE_COLUMNS = (
    "decided_on",
    "opened",
    "settled",
    "direction",
    "stake",
    "payout",
    "entry",
    "exit",
    "status",
    "profit",
    "fees",
    "strategies",
)
DECISION_COLUMNS = (
    "decided_on",
    "at",
    "direction",
    "stake",
    "accepted",
    "code",
    "detail",
    "confidence",
    "agreeing",
    "hash",
)


def read_candles(lines: Iterable[str], symbol: str, source: str) -> Series:
    """Read rows of epoch, open, high, low, close; a header is required.

    Raises Malformed with the line for anything that is no number; order and holes are judged
    by validation.py.
    """
    rows = csv.reader(lines)
    header = [name.strip().lower() for name in next(rows, [])]
    if any(name not in header for name in COLUMNS):
        wrong = f"Expected columns {', '.join(COLUMNS)}, was {', '.join(header) or 'nothing'}"
        raise Malformed(FieldError("candles", wrong))
    places = [header.index(name) for name in COLUMNS]
    epochs = array("q")
    opens, highs, lows, closes = (array("d") for _ in range(4))
    for line, row in enumerate(rows, start=2):
        epoch, *numbers = _numbers(row, places, line)
        epochs.append(_whole_seconds(epoch, line))
        for column, number in zip((opens, highs, lows, closes), numbers, strict=True):
            column.append(number)
    return Series(symbol, epochs, opens, highs, lows, closes, source)


def write_trades(run: Run, out: TextIO) -> None:
    """Write one row per trade."""
    _write(out, TRADE_COLUMNS, _trade_rows(run))


def write_decisions(run: Run, out: TextIO) -> None:
    """Write one row per decision."""
    _write(out, DECISION_COLUMNS, _decision_rows(run))


def write_equity(curve: Iterable[CurvePoint], out: TextIO) -> None:
    """Write one row per point of an equity curve."""
    _write(out, EQUITY_COLUMNS, ((each.epoch, each.equity, each.drawdown) for each in curve))


def write_candles(series: Series, out: TextIO) -> None:
    """Write candles as `read_candles` reads them."""
    columns = (series.epochs, series.opens, series.highs, series.lows, series.closes)
    _write(out, COLUMNS, zip(*columns, strict=True))


def _numbers(row: Sequence[str], places: Sequence[int], line: int) -> tuple[float, ...]:
    try:
        return tuple(float(row[place]) for place in places)
    except (ValueError, IndexError) as e:
        text = ",".join(row)
        raise Malformed(FieldError(f"candles.line {line}", f"Expected numbers, was {text}")) from e


def _whole_seconds(epoch: float, line: int) -> int:
    if not epoch.is_integer() or not 0 <= epoch < 2**53:
        said = f"Expected whole epoch seconds, was {epoch:g}"
        raise Malformed(FieldError(f"candles.line {line}", said))
    return int(epoch)


def _trade_rows(run: Run) -> Iterator[Sequence[object]]:
    for t in run.trades:
        money = (t.stake, t.payout, t.entry, t.exit, t.status.value, t.profit, t.fees)
        strategies = " ".join(t.strategies)
        yield t.number, t.opened_epoch, t.settled_epoch, t.direction.value, *money, strategies


def _decision_rows(run: Run) -> Iterator[Sequence[object]]:
    for each in run.decided:
        decision, request = each.decision, each.request
        what = (request.direction.value, request.stake, decision.accepted)
        why = (decision.code, decision.detail)
        votes = (decision.consensus.confidence, decision.consensus.agreeing)
        yield each.number, decision.at.isoformat(), *what, *why, *votes, each.hash


def _write(out: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
