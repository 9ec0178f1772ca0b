"""Run backtests from the command line: python -m nexus.backtest --help."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TextIO

from nexus.adapters.broker.history import CandleCache
from nexus.adapters.candle_sources import BrokerCandles
from nexus.backtest.arguments import grid_of, parser, settings_of
from nexus.backtest.csv_files import read_candles, write_decisions, write_trades
from nexus.backtest.event_engine import run_events
from nexus.backtest.exports import read_recorded, recorded_run, write_recorded
from nexus.backtest.lookahead import check_look_ahead, even_cuts
from nexus.backtest.models import Series, Settings
from nexus.backtest.replay import replay
from nexus.backtest.report import summary_lines, sweep_lines
from nexus.backtest.result import summarize
from nexus.backtest.sweep import sweep
from nexus.backtest.synthetic import random_walk
from nexus.backtest.validation import MOST_CANDLES, check
from nexus.kernel.clock import system_clock, to_epoch
from nexus.kernel.errors import FieldError, Malformed, NexusError
from nexus.trading.strategies import STRATEGIES
from nexus.trading.strategies.tuning import parameters_of


def main(words: Sequence[str] | None = None) -> int:
    """Return 0 when done, 1 when a check failed, 2 for bad input."""
    options = parser().parse_args(words)
    try:
        return COMMANDS[options.command](options)
    except (NexusError, OSError) as e:
        sys.stderr.write(f"{e}\n")
        return 2


def _run(options: argparse.Namespace) -> int:
    settings, series = _given(options)
    run = run_events(settings, series, progress=_progress("candles"))
    _print(summary_lines(settings, series, summarize(settings, run)))
    for path, write in ((options.trades, write_trades), (options.decisions, write_decisions)):
        if path is not None:
            with path.open("w") as out:
                write(run, out)
    if options.export is not None:
        options.export.write_bytes(write_recorded(recorded_run(settings, series, run.hash)))
    return 0


def _sweep(options: argparse.Namespace) -> int:
    settings, series = _given(options)
    grid = grid_of(options.grid)
    _print(sweep_lines(sweep(settings, series, grid, progress=_progress("combinations"))))
    return 0


def _check(options: argparse.Namespace) -> int:
    settings, series = _given(options)
    found = check_look_ahead(settings, series, even_cuts(series, options.cuts))
    cuts = ", ".join(map(str, found.cuts))
    _print([found.difference or f"Same decisions up to each cut ({cuts}): no look-ahead."])
    return 0 if found.is_clean else 1


def _replay(options: argparse.Namespace) -> int:
    found = replay(read_recorded(options.file.read_bytes()))
    verdict = "the same" if found.is_same else f"ANOTHER one, recorded was {found.expected}"
    _print([f"{found.decisions} decisions, hash {found.found}: {verdict}"])
    return 0 if found.is_same else 1


def _strategies(_options: argparse.Namespace) -> int:
    for name in STRATEGIES:
        _print([name])
        _print(
            f"  {p.name:<16} {p.default:g} (from {p.low:g} to {p.high:g})  {p.meaning}"
            for p in parameters_of(name)
        )
    return 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "run": _run,
    "sweep": _sweep,
    "check": _check,
    "replay": _replay,
    "strategies": _strategies,
}


def _given(options: argparse.Namespace) -> tuple[Settings, Series]:
    settings = settings_of(options)
    series = _series(options, settings)
    check(settings, series)
    return settings, series


def _series(options: argparse.Namespace, settings: Settings) -> Series:
    sources = [
        each for each in (options.csv, options.synthetic, options.broker) if each is not None
    ]
    if len(sources) != 1:
        raise Malformed(FieldError("data", "Expected one of --csv, --synthetic, --broker"))
    if options.csv is not None:
        with options.csv.open() as lines:
            return read_candles(lines, settings.symbol, f"CSV {options.csv.name}")
    if options.broker is not None:
        return _from_broker(options, settings.symbol)
    if not 1 <= options.candles <= MOST_CANDLES:
        wrong = f"Expected from 1 to {MOST_CANDLES}, was {options.candles}"
        raise Malformed(FieldError("candles", wrong))
    return random_walk(options.candles, options.synthetic, symbol=settings.symbol)


def _from_broker(options: argparse.Namespace, symbol: str) -> Series:
    end = to_epoch(system_clock()) // 60 * 60
    start = end - int(options.days * 1440) * 60
    history = BrokerCandles(options.broker, CandleCache(options.cache))
    return history(symbol, start, end, f"broker history of {options.broker}")


def _progress(what: str) -> Callable[[int, int], None]:
    stream: TextIO = sys.stderr
    shown = -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        percent = 100 * done // total
        if percent != shown and stream.isatty():
            stream.write(f"\r{done} of {total} {what}, {percent} %" + "\n" * (done == total))
            stream.flush()
        shown = percent

    return show


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    raise SystemExit(main())
