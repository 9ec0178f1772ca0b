"""Sessions replayed by the clock: one verdict each, counted once."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import pytest

from functions.replay_checks import wiring
from functions.replay_checks.handler import SPARE_MS, handler
from functions.replay_checks.settings import settings as process_settings
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.store import Delete
from nexus.kernel.clock import system_clock, to_epoch, utc_day
from nexus.trading.candles import minute_of
from nexus.trading.replays import Verdict
from nexus.trading.session import Session, SessionLimits
from tests.functions.engine.stage import SYMBOL, Stage, Walk, played

BEGAN = timedelta(hours=1)
LIMITS = SessionLimits(Decimal("5000.00"), max_open_trades=2)


@dataclass(frozen=True)
class Invocation:
    """What Lambda tells a handler about its time."""

    left: int = 900_000

    def get_remaining_time_in_millis(self) -> int:
        return self.left


@pytest.fixture(autouse=True)
def _fresh_process(stage: Stage) -> None:
    process_settings.cache_clear()
    wiring.check_sessions.cache_clear()


@pytest.fixture
def ended(stage: Stage) -> Session:
    """A session that traded within the last hour, is over, and is on tape."""
    # On the minute: what is decided on a walk depends on where its candles begin.
    began = system_clock().replace(second=0, microsecond=0) - BEGAN
    stage.now = began
    market = Walk(stage.session(limits=LIMITS), began)
    session = played(stage, market, 300)
    stage.engine.tape.open(SYMBOL, session.session_id, market.opening, began)
    stage.engine.tape.keep(market.ticks, stage.now)
    stage.settle(session, won=True)
    stopped = stage.engine.desk.stop(stage.user_id, stage.account_id, session.session_id)
    assert not stopped.is_watched
    assert stopped.decisions
    return stopped


def test_an_ended_session_is_replayed_once_and_counted(stage: Stage, ended: Session) -> None:
    answers = [handler({}, Invocation()), handler({}, Invocation())]

    (check,) = stage.engine.replay_checks.of_session(stage.account_id, ended.session_id)
    (today,) = stage.engine.replay_checks.days(utc_day(system_clock()), 1)
    assert (check.verdict, check.decisions) == (Verdict.SAME, ended.decisions)
    assert check.found == ended.hashes[SYMBOL]
    assert [each["same"] for each in answers] == [1, 0]
    assert (today.same, today.different, today.rate) == (1, 0, 1.0)


def test_a_session_whose_ticks_were_others_is_reported(
    stage: Stage, ended: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    began = to_epoch(ended.started_at or ended.created_at)
    ticks = stage.engine.tape.ticks(SYMBOL, began, began + 900)
    stage.engine.tape.keep([replace(tick, spot=tick.spot + 5) for tick in ticks], stage.now)

    counts = handler({}, Invocation())

    assert counts["different"] == 1
    assert '"ReplaysDifferent":[1.0]' in capsys.readouterr().out.replace(" ", "")


def test_a_session_that_left_the_tape_is_told_apart(stage: Stage, ended: Session) -> None:
    stage.store.write(Delete(keys.session_opening(SYMBOL, ended.session_id)))

    assert handler({}, Invocation())["expired"] == 1


def test_what_time_does_not_allow_is_left_for_the_next_run(stage: Stage, ended: Session) -> None:
    hurried = handler({}, Invocation(SPARE_MS))
    later = handler({}, Invocation())

    assert (sum(hurried.values()), later["same"]) == (0, 1)


def test_a_running_session_waits_until_it_is_over(stage: Stage) -> None:
    stage.now = system_clock()
    session = stage.ask(stage.session(limits=LIMITS))

    handler({}, Invocation())

    assert not stage.engine.replay_checks.of_session(stage.account_id, session.session_id)


def test_a_tape_that_broke_off_early_is_no_difference(stage: Stage, ended: Session) -> None:
    began = to_epoch(ended.started_at or ended.created_at)
    for minute in range(minute_of(began) + 120, began + 360, 60):
        stage.store.write(Delete(keys.taped_minute(SYMBOL, minute)))

    counts = handler({}, Invocation())

    assert (counts["expired"], counts["different"]) == (1, 0)
