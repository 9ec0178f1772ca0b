"""Real worker processes: results, cancelling, a kill in the middle, a stop in the middle."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.backtest.event_engine import run_events
from nexus.backtest.jobs.models import Job, JobStatus, Source, SourceKind
from nexus.backtest.synthetic import random_walk
from nexus.kernel.clock import system_clock, to_epoch
from nexus.kernel.errors import NotFound
from nexus.trading.market import Instrument
from tests.conformance.sandbox_harness import running_broker
from tests.functions.backtests.stage import USER, BacktestStage, make_stage
from tests.unit.backtest.factories import some_settings

LONG = 200_000


@pytest.fixture(scope="module")
def made(local_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> BacktestStage:
    return make_stage(local_aws, tmp_path_factory.mktemp("backtests"))


@pytest.fixture
def stage(made: BacktestStage) -> Iterator[BacktestStage]:
    yield made
    made.stop()


def _hash(candles: int) -> str:
    return run_events(some_settings(), random_walk(candles, 1, symbol="R_100")).hash


def _is_under_way(job: Job) -> bool:
    # Its first seconds go into compiling; the candles after that are soon done.
    return job.status is JobStatus.RUNNING


def test_a_backtest_runs_to_the_hash_of_the_command_line(stage: BacktestStage) -> None:
    job = stage.walk(5_000)
    stage.start_worker()

    done = stage.ended(job)
    result = stage.desk.result(done)
    trades = stage.desk.export(USER, job.backtest_id, "trades").decode().splitlines()

    assert done.status is JobStatus.DONE
    assert done.headline is not None
    assert done.headline.hash == result.summary.hash == _hash(5_000)
    assert (done.done, done.total, done.attempts) == (5_000, 5_000, 1)
    assert len(trades) == 1 + result.summary.trades + result.summary.cancelled
    assert stage.desk.store.count_active(USER) == 0


def test_finished_backtests_are_compared_and_deleted_with_their_files(
    stage: BacktestStage,
) -> None:
    jobs = [stage.walk(3_000), stage.walk(3_000, expiry_minutes=15)]
    stage.start_worker()
    ids = [stage.ended(job).backtest_id for job in jobs]

    _, found = stage.desk.compare(USER, ids)
    for name in ids:
        assert stage.desk.remove(USER, name) is None

    assert found.names == tuple(ids)
    assert found.best in ids
    for name in ids:
        with pytest.raises(NotFound):
            stage.desk.job(USER, name)


def test_a_worker_killed_in_the_middle_is_followed_by_another_to_the_same_hash(
    stage: BacktestStage,
) -> None:
    job = stage.walk(LONG)
    killed = stage.start_worker()
    stage.until(job, _is_under_way)

    killed.send_signal(signal.SIGKILL)
    killed.wait()
    left = stage.job(job)
    stage.start_worker()
    done = stage.ended(job)

    assert left.status is JobStatus.RUNNING, "the kill came too late to prove anything"
    assert (done.status, done.attempts) == (JobStatus.DONE, 2)
    assert done.headline is not None
    assert done.headline.hash == _hash(LONG)


def test_a_worker_that_is_stopped_gives_its_backtest_back(stage: BacktestStage) -> None:
    job = stage.walk(LONG)
    stopped = stage.start_worker()
    stage.until(job, _is_under_way)

    stopped.send_signal(signal.SIGTERM)
    assert stopped.wait(30) == 0
    left = stage.job(job)
    stage.start_worker()
    done = stage.ended(job)

    assert (left.status, left.attempts, left.claim) == (JobStatus.QUEUED, 0, None)
    assert (done.status, done.attempts) == (JobStatus.DONE, 1)


def test_a_running_backtest_is_cancelled_within_seconds(stage: BacktestStage) -> None:
    job = stage.walk(LONG)
    stage.start_worker()
    stage.until(job, _is_under_way)

    asked = stage.desk.remove(USER, job.backtest_id)
    ended = stage.ended(job)

    assert asked is not None
    assert (asked.status, asked.is_cancelling) == (JobStatus.RUNNING, True)
    assert (ended.status, ended.artifacts) == (JobStatus.CANCELLED, None)


def test_history_comes_from_the_broker_and_holes_are_named(
    stage: BacktestStage, tmp_path: Path
) -> None:
    end = to_epoch(system_clock()) // 60 * 60
    for symbol in ("R_100", "NOPE"):
        instrument = Instrument(symbol, symbol, "synthetic_index", 2, is_open=True)
        _know(stage, instrument)
    source = Source(SourceKind.HISTORY, end - 2_000 * 60, end)
    with running_broker(tmp_path / "broker.sqlite") as broker:
        stage.broker_url = broker.url
        stage.start_worker()
        done = stage.ended(stage.ask(source, some_settings()))
        failed = stage.ended(stage.ask(source, some_settings(symbol="NOPE")))

    assert (done.status, done.total) == (JobStatus.DONE, 2_000)
    assert failed.status is JobStatus.FAILED
    assert failed.failure is not None
    assert failed.failure.detail


def test_a_broker_that_does_not_answer_fails_the_backtest_plainly(stage: BacktestStage) -> None:
    _know(stage, Instrument("R_100", "R_100", "synthetic_index", 2, is_open=True))
    stage.broker_url = "ws://127.0.0.1:9"
    end = to_epoch(system_clock()) // 60 * 60
    job = stage.ask(Source(SourceKind.HISTORY, end - 600, end), some_settings())
    stage.start_worker()

    failed = stage.ended(job)

    assert failed.failure is not None
    assert failed.failure.code == "UNAVAILABLE"


def _know(stage: BacktestStage, instrument: Instrument) -> None:
    DynamoMarket(stage.tables).put_instruments([instrument])
