"""A strategy that raises is reported, wherever it votes."""

import json
import logging
from functools import partial
from typing import Any

import pytest

from functions.trader.failures import StrategyFailures
from functions.trader.session_market import SessionMarket
from functions.trader.sessions import SessionRunner, Watched
from functions.trader.symbol_feed import SymbolFeed
from nexus.trading.market import Vote
from nexus.trading.market_state import MarketState
from nexus.trading.session import Opening, SessionStatus
from nexus.trading.strategies.strategy import Step
from tests.factories import NOW
from tests.functions.trader.test_views import tick_of
from tests.unit.trading.test_session_view import a_session


class Broken:
    """A strategy with a bug."""

    name = "broken"

    def vote(self, _step: Step) -> Vote:
        raise ZeroDivisionError("no candle yet")


class Silent:
    """Stands where nothing is to be told."""

    def __getattr__(self, _name: str) -> Any:
        return lambda *_given: None


def _said(caplog: pytest.LogCaptureFixture) -> list[Any]:
    return [record for record in caplog.records if record.getMessage() == "strategy_failed"]


def _measured(caplog: pytest.LogCaptureFixture) -> list[float]:
    lines = [record.getMessage() for record in caplog.records if record.name == "nexus.metrics"]
    return [json.loads(line)["StrategyFailures"] for line in lines]


def test_a_strategy_that_goes_on_raising_is_told_and_counted_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "nexus.metrics")
    report = StrategyFailures(lambda: NOW).report

    for failures in ({"a": "x"}, {"a": "x"}, {}, {"a": "x"}, {"a": "x", "b": "y"}):
        report("R_100", failures, symbol="R_100")

    assert [record.failures for record in _said(caplog)] == [
        {"a": "x"},
        {"a": "x"},
        {"a": "x", "b": "y"},
    ]
    assert _measured(caplog) == [1, 1, 2]


def test_a_session_reports_its_strategy_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "nexus.metrics")
    session = a_session(status=SessionStatus.RUNNING)
    feed = SymbolFeed("R_100", 2, partial(MarketState, "R_100", 2))
    state = MarketState("R_100", 2, [Broken()])
    market = SessionMarket(session, feed, state, Opening(2, (), ()))
    silent: Any = Silent()
    runner = SessionRunner(
        sessions=silent,
        trade=silent,
        keep=silent,
        account_of=silent,
        tape=silent,
        frames=silent,
        feed=silent,
        shards=list,
        threads=silent,
        clock=lambda: NOW,
        tasks=silent,
    )
    runner._watched[session.session_id] = Watched(session, {"R_100": market})

    for epoch in (60, 62):
        runner.on_ticks(feed, [tick_of(epoch)])

    [told] = _said(caplog)
    assert (told.session_id, told.symbol) == (session.session_id, "R_100")
    assert told.failures == {"broken": "ZeroDivisionError: no candle yet"}
    assert _measured(caplog) == [1]
    assert market.view is not None
    assert market.view.votes[0].direction is None
