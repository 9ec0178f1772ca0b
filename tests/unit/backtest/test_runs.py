"""What is made of a run: summary, look-ahead, sweep, comparison, files, replay."""

import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from nexus.backtest.comparison import compare
from nexus.backtest.csv_files import read_candles, write_candles, write_decisions, write_trades
from nexus.backtest.event_engine import account_of, run_events, terms_of
from nexus.backtest.exports import (
    RecordedDesk,
    RecordedSession,
    read_recorded,
    recorded_run,
    write_recorded,
)
from nexus.backtest.lookahead import check_look_ahead, even_cuts
from nexus.backtest.market import PriceList, chained, instrument_of
from nexus.backtest.models import StrategyChoice, WhenHalted
from nexus.backtest.replay import replay
from nexus.backtest.result import LOSES, NOT_TOLD, summarize
from nexus.backtest.signals import candle_at
from nexus.backtest.sweep import sweep
from nexus.backtest.synthetic import random_walk
from nexus.kernel.account import Limits
from nexus.kernel.clock import from_epoch
from nexus.kernel.errors import Malformed
from nexus.trading.decision import decision_hash
from nexus.trading.engine import Desk, Engine
from nexus.trading.market import Tick
from nexus.trading.market_state import MarketState
from nexus.trading.models import TradeStatus
from tests.unit.backtest.factories import some_settings
from tests.unit.trading.test_market_state import rising, walk

WALK = random_walk(8_000, 11)
RUN = run_events(some_settings(), WALK)


def test_summary_adds_up() -> None:
    summary = summarize(some_settings(), RUN)

    assert summary.net == sum(trade.net for trade in RUN.trades)
    assert summary.trades == len(RUN.trades) > 100
    assert sum(summary.reasons.values()) == len(RUN.decided)
    assert summary.reasons["accepted"] == len(RUN.trades)
    assert sum(group.net for group in summary.hours.values()) == summary.net
    assert summary.curve[-1].equity == some_settings().opening_balance + summary.net
    # A win of 0.94 pays 0.19 commission: 1 / (1 + 0.75).
    assert summary.break_even == pytest.approx(1 / 1.75)
    assert summary.warning in {LOSES, NOT_TOLD}


def test_balance_follows_from_the_trades() -> None:
    profits = sum(trade.profit for trade in RUN.trades)

    assert RUN.balance == some_settings().opening_balance + profits


def test_run_that_stops_when_halted_ends_with_the_losing_streak() -> None:
    settings = some_settings(when_halted=WhenHalted.STOP)

    run = run_events(settings, WALK)

    last = run.trades[-settings.limits.max_consecutive_losses :]
    assert [trade.status for trade in last] == [TradeStatus.LOST] * 5
    assert len(run.trades) < len(RUN.trades)


def test_daily_limit_is_never_passed() -> None:
    limits = Limits(daily_loss_limit=Decimal("10.00"), max_open_trades=3)
    settings = some_settings(limits=limits)

    run = run_events(settings, WALK)

    days: dict[object, Decimal] = {}
    for trade in run.trades:
        day = from_epoch(trade.settled_epoch).date()
        days[day] = days.get(day, Decimal(0)) + trade.profit
    assert min(days.values()) >= Decimal("-10.00")
    assert any(each.decision.code == "DAILY_LOSS_LIMIT" for each in run.decided)


def test_decisions_up_to_a_cut_do_not_depend_on_what_follows() -> None:
    found = check_look_ahead(some_settings(), WALK, even_cuts(WALK, 4))

    assert found.is_clean
    assert len(found.cuts) == 4


def test_sweep_tries_every_combination_and_says_how_many() -> None:
    grid = {"breakout": {"channel": [10, 20]}, "momentum": {"fast": [5, 12, 30]}}

    found = sweep(some_settings(), WALK, grid)

    # 30 is not below the slow average of 26.
    assert (found.tried, found.skipped) == (4, 2)
    assert [each.net for each in found.results] == sorted(
        (each.net for each in found.results), reverse=True
    )
    default = next(
        each
        for each in found.results
        if each.strategies[0].parameters == {"channel": 20}
        and each.strategies[1].parameters == {"fast": 12}
    )
    assert (default.net, default.trades) == (sum(t.net for t in RUN.trades), len(RUN.trades))


@pytest.mark.parametrize("grid", [{"moon": {"x": [1.0]}}, {"breakout": {"channel": []}}])
def test_grid_that_names_nothing_to_try_is_refused(grid: dict[str, dict[str, list[float]]]) -> None:
    with pytest.raises(Malformed, match="grid"):
        sweep(some_settings(), WALK, grid)


def test_comparison_names_the_best_and_warns() -> None:
    summary = summarize(some_settings(), RUN)
    better = replace(summary, net=summary.net + 1, warning="")

    told = compare({"one": summary, "two": better})

    assert (told.best, told.names) == ("two", ("one", "two"))
    assert "luck" in told.warning
    assert all(len(line.values) == 2 for line in told.lines)


def test_candles_survive_a_csv_file() -> None:
    out = io.StringIO()
    write_candles(WALK, out)

    read = read_candles(out.getvalue().splitlines(), "R_100", WALK.source)

    assert read == WALK


@pytest.mark.parametrize("text", ["", "a,b\n1,2", "epoch,open,high,low,close\n60,1,2,x,1"])
def test_csv_without_numbers_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="candles"):
        read_candles(text.splitlines(), "R_100", "test")


def test_trades_and_decisions_are_written_row_by_row() -> None:
    trades, decisions = io.StringIO(), io.StringIO()

    write_trades(RUN, trades)
    write_decisions(RUN, decisions)

    assert len(trades.getvalue().splitlines()) == len(RUN.trades) + 1
    assert RUN.decided[-1].hash in decisions.getvalue().splitlines()[-1]


def test_exported_run_is_replayed_to_the_same_hash() -> None:
    recorded = recorded_run(some_settings(), WALK.until(2_000), "")
    run = run_events(some_settings(), WALK.until(2_000))

    found = replay(read_recorded(write_recorded(replace(recorded, hash=run.hash))))

    assert found.is_same
    assert found.decisions == len(run.decided) > 0


def a_session() -> RecordedSession:
    settings = some_settings(
        strategies=tuple(StrategyChoice(name) for name in ("breakout", "momentum", "scalping"))
    )
    history = walk(3_000)
    ticks = [*rising(history[-1], 40), *rising(rising(history[-1], 40)[-1], 40, -1)]
    state = MarketState(settings.symbol, settings.decimals)
    state.load([], history)
    engine, asked, chain = Engine(settings.plan, state.on_tick), [], ""
    prices = PriceList(settings, random_walk(2, 1), None)
    for tick in ticks:
        desk = _desk_at(tick, prices)
        outcome = engine.pipeline(
            tick, Desk(desk.at, desk.account, desk.terms, desk.instrument, desk.quotes)
        )
        asked.append(desk)
        if outcome is not None:
            chain = chained(chain, decision_hash(outcome.decision))
    loaded = tuple(history)
    return RecordedSession(
        settings.plan, settings.strategies, 2, (), loaded, tuple(ticks), tuple(asked), chain
    )


def _desk_at(tick: Tick, prices: PriceList) -> RecordedDesk:
    settings, at = some_settings(), from_epoch(tick.epoch) + timedelta(milliseconds=250)
    account, terms = account_of(settings, at), terms_of(settings)
    quotes = dict(prices.at(tick.epoch))
    return RecordedDesk(tick.epoch, at, account, terms, instrument_of(settings), quotes)


def test_exported_session_is_replayed_to_the_same_hash() -> None:
    session = a_session()

    found = replay(read_recorded(write_recorded(session)))

    assert found.decisions > 0
    assert found.is_same


def test_replay_of_other_ticks_finds_another_hash() -> None:
    session = a_session()
    last = session.ticks[-1]
    ticks = (*session.ticks[:30], replace(session.ticks[30], spot=last.spot), *session.ticks[31:])

    assert not replay(replace(session, ticks=ticks)).is_same


def test_file_that_is_no_recording_is_refused() -> None:
    with pytest.raises(Malformed):
        read_recorded(b"{}")


def test_candle_is_taken_out_as_plain_numbers() -> None:
    assert type(candle_at(WALK, 0).close) is float
