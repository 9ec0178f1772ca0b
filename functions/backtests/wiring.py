"""Put the process together."""

import tempfile
from pathlib import Path
from threading import Event

from aws_lambda_powertools.logging import Logger

from functions.backtests.process import Worker
from functions.backtests.settings import Settings
from nexus import bootstrap
from nexus.adapters.broker.history import CandleCache
from nexus.adapters.candle_sources import BrokerCandles, JobCandles
from nexus.adapters.dynamodb.backtests import DynamoBacktests
from nexus.backtest.jobs.running import Beating, RunBacktest
from nexus.bootstrap_backtests import artifacts, waiting_queue
from nexus.kernel.clock import Clock, system_clock
from nexus.kernel.ids import new_secret


def build(settings: Settings, stopping: Event, clock: Clock = system_clock) -> Worker:
    """Wire the worker; prices are kept on the task's own disk, for less than a day (D15)."""
    store = DynamoBacktests(bootstrap.store(settings.TABLE_PREFIX))
    files = artifacts(settings.BACKTEST_BUCKET)
    cache = CandleCache(Path(tempfile.mkdtemp(prefix="candles-")))
    candles = JobCandles(BrokerCandles(settings.DERIV_WS_URL, cache), files)

    def runner(beating: Beating) -> RunBacktest:
        return RunBacktest(store, files, candles, beating, clock, new_secret)

    return Worker(
        sqs=waiting_queue(),
        queue_url=settings.BACKTEST_QUEUE_URL,
        runner=runner,
        log=Logger(level=settings.LOG_LEVEL),
        stopping=stopping,
    )
