"""The engine's speed: candles per second and core, beside named peers, and a live tick's time.

Processor time throughout, the best of a few rounds: this asks what the code needs, not what
else the machine is doing.
"""

import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from infra.local.settings import ROOT
from nexus.backtest.event_engine import account_of, run_events, terms_of
from nexus.backtest.market import PriceList, instrument_of
from nexus.backtest.models import Series, Settings, StrategyChoice
from nexus.backtest.parity import first_difference
from nexus.backtest.synthetic import random_walk
from nexus.backtest.vectorized import run_vectorized
from nexus.kernel.account import Limits
from nexus.kernel.clock import from_epoch
from nexus.trading.engine import Desk, Engine
from nexus.trading.market import Tick
from nexus.trading.market_state import MarketState
from nexus.trading.staking import StakingKind, StakingPlan
from nexus.trading.strategies import STRATEGIES
from tests.bench.table import Row

EVENT_BAR, VECTOR_BAR, TICK_BAR = 300_000, 5_000_000, 1.0
CANDLES, PEER_CANDLES, ROUNDS = 300_000, 30_000, 5
SYMBOLS, TICKS = 100, 300
PEERS = ("backtesting.py", "backtrader")
PYTHON = ROOT / ".venv-bench" / "bin" / "python"
BOTH = (StrategyChoice("breakout"), StrategyChoice("momentum"))
# Default limits: 100 a day, five losses in a row, one trade at a time. What a run costs is mostly
# its decisions, and shorter contracts mean more of them: the bar is on both lengths.
RISKY = Settings(
    "R_100", BOTH, staking=StakingPlan(StakingKind.FIXED, Decimal("10.00")), expiry_minutes=30
)
BUSY = replace(RISKY, expiry_minutes=5)
# What the peers cannot express is set so wide that it never binds.
FREE = Settings(
    "R_100",
    BOTH,
    limits=Limits(Decimal("100000.00"), max_consecutive_losses=1000, max_open_trades=1),
    commission_rate=Decimal(0),
)


def measure() -> list[Row]:
    """Run both back ends, the peers, and the live path."""
    series = random_walk(CANDLES, 1)
    return [*_speeds(series), *_peer_rows(random_walk(PEER_CANDLES, 2)), _tick_row()]


def _speeds(series: Series) -> list[Row]:
    run, seconds = _best(lambda: run_events(RISKY, series))
    vectors, fast = _best(lambda: run_vectorized(RISKY, series))
    busy, longer = _best(lambda: run_events(BUSY, series))
    difference = first_difference(run, vectors)
    made, count = f"{len(run.decided)} decisions hashed", len(series)
    more = f"{len(busy.decided)} decisions hashed"
    return [
        _speed_row("event engine, risk on, 30 min contracts", count / seconds, EVENT_BAR, made),
        _speed_row("event engine, risk on, 5 min contracts", count / longer, EVENT_BAR, more),
        _speed_row("vectorized, risk on, 30 min contracts", count / fast, VECTOR_BAR, "the same"),
        Row(
            "decisions equal in both",
            str(len(run.decided)),
            str(len(vectors.decisions)),
            "equal",
            holds=difference is None,
            note=difference or f"{len(run.trades)} trades equal",
        ),
    ]


def _peer_rows(series: Series) -> list[Row]:
    run, seconds = _best(lambda: run_events(FREE, series))
    ours = [
        [trade.number, 1 if trade.direction == "RISE" else -1, trade.status == "won"]
        for trade in run.trades
        if trade.entry is not None
    ]
    return [_peer_row(peer, series, len(series) / seconds, ours) for peer in PEERS]


def _peer_row(peer: str, series: Series, speed: float, ours: list[list[Any]]) -> Row:
    told = _run_peer(peer, series)
    theirs = told["trades"]
    beside, same = len(series) / told["seconds"], theirs[: len(ours)] == ours[: len(theirs)]
    ratio = speed / beside
    note = f"{len(ours)} trades, results {'equal' if same else 'DIFFER'}"
    return Row(
        f"event engine beside {peer}",
        f"{speed:,.0f} candles/s",
        f"{beside:,.0f} candles/s",
        "> 1 ×, equal",
        ratio,
        ratio > 1 and same,
        note,
    )


def _run_peer(peer: str, series: Series) -> dict[str, Any]:
    columns = (series.epochs, series.opens, series.highs, series.lows, series.closes)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "candles.npy"
        np.save(path, np.column_stack([np.asarray(column, float) for column in columns]))
        command = [str(PYTHON), str(ROOT / "tests/bench/peers/run.py"), peer, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{peer} failed:\n{done.stderr}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _tick_row() -> Row:
    times = sorted(_tick_times())
    p50, p99 = (1000 * times[int(len(times) * part)] for part in (0.5, 0.99))
    each = f"{1000 * sum(times) / TICKS:.0f} ms of a core per tick of all {SYMBOLS}"
    return Row(
        f"decision on a live tick, {SYMBOLS} symbols, p99",
        f"{p99:.3f} ms",
        "",
        f"≤ {TICK_BAR:g} ms",
        holds=p99 <= TICK_BAR,
        note=f"p50 {p50:.3f} ms; {each}",
    )


def _tick_times() -> list[float]:
    settings = Settings("R_100", tuple(StrategyChoice(name) for name in STRATEGIES))
    engines = [_engine(settings, seed) for seed in range(SYMBOLS)]
    start = int(engines[0][1][0].epoch)
    prices = PriceList(settings, random_walk(2, 1), None)
    account, terms = account_of(settings, from_epoch(start)), terms_of(settings)
    found = []
    for place in range(TICKS):
        for engine, ticks in engines:
            at = from_epoch(ticks[place].epoch) + timedelta(milliseconds=100)
            desk = Desk(at, account, terms, instrument_of(settings), prices.at(0))
            started = time.thread_time()
            engine.pipeline(ticks[place], desk)
            found.append(time.thread_time() - started)
    return found


def _engine(settings: Settings, seed: int) -> tuple[Engine[Tick], list[Tick]]:
    ticks, state = _ticks(TICKS + 3_000, seed), MarketState(settings.symbol, 2)
    state.load([], ticks[:3_000])
    return Engine(settings.plan, state.on_tick), ticks[3_000:]


def _ticks(count: int, seed: int) -> list[Tick]:
    moves, spot, made = Random(seed), 1000.0, []
    for number in range(count):
        spot *= 1 + moves.gauss(0, 2.5e-4)
        made.append(Tick("R_100", 1_700_000_040 + 2 * number, Decimal(f"{spot:.2f}")))
    return made


def _speed_row(what: str, speed: float, bar: int, note: str) -> Row:
    return Row(
        what,
        f"{speed:,.0f} candles/s",
        "",
        f"≥ {bar:,}/s",
        holds=speed >= bar,
        note=f"one core, strategies compiled by numba; {note}",
    )


def _best(run: Callable[[], Any]) -> tuple[Any, float]:
    result, best = run(), float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        result = run()
        best = min(best, time.process_time() - started)
    return result, best
