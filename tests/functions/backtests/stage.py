"""Workers of backtests as processes, on tables, a queue and a bucket of the local AWS."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.aws import LocalAws
from infra.local.settings import HOST, REGION, ROOT, free_ports, process_environment, python_path
from nexus.adapters.artifacts import S3Artifacts
from nexus.adapters.dynamodb.backtests import DynamoBacktests
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.adapters.dynamodb.store import Store
from nexus.adapters.job_queue import SqsJobQueue
from nexus.backtest.jobs.desk import BacktestDesk
from nexus.backtest.jobs.models import Job, Source, SourceKind
from nexus.backtest.jobs.request import BacktestRequest
from nexus.backtest.models import Settings
from nexus.kernel.clock import system_clock
from nexus.kernel.ids import new_secret, new_ulid
from tests.tables import PREFIX, create_tables
from tests.unit.backtest.factories import some_settings

BUCKET = "nexus-test-backtests"
USER = "ada"
PATIENCE_SECONDS = 120.0


@dataclass
class BacktestStage:
    """What workers need, and the workers that run; `broker_url` is where history comes from."""

    aws: LocalAws
    tables: Store
    queue_url: str
    log: Path
    broker_url: str = "ws://127.0.0.1:9"
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def desk(self) -> BacktestDesk:
        """What a user does with backtests."""
        return BacktestDesk(
            store=DynamoBacktests(self.tables),
            queue=SqsJobQueue(self.aws.client("sqs"), self.queue_url),
            artifacts=S3Artifacts(self.aws.client("s3"), BUCKET),
            find_instrument=DynamoMarket(self.tables).instrument,
            clock=system_clock,
            new_id=new_ulid,
        )

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start `python -m functions.backtests`."""
        environment = process_environment(
            PYTHONPATH=python_path(),
            AWS_ENDPOINT_URL=self.aws.endpoint,
            AWS_DEFAULT_REGION=REGION,
            AWS_ACCESS_KEY_ID="test",
            AWS_SECRET_ACCESS_KEY="test",
            POWERTOOLS_SERVICE_NAME="backtests",
            POWERTOOLS_METRICS_NAMESPACE="Nexus",
            STAGE="test",
            TABLE_PREFIX=PREFIX,
            BACKTEST_QUEUE_URL=self.queue_url,
            BACKTEST_BUCKET=BUCKET,
            DERIV_WS_URL=re.sub("^http", "ws", self.broker_url),
            HEALTH_HOST=HOST,
            HEALTH_PORT=str(free_ports(1)[0]),
        )
        command = (sys.executable, "-m", "functions.backtests")
        with self.log.open("ab") as out:
            worker = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
            )
        self.workers.append(worker)
        return worker

    def walk(self, candles: int, seed: int = 1, **changes: object) -> Job:
        """Ask for a backtest on a random walk."""
        source = Source(SourceKind.SYNTHETIC, seed=seed, candles=candles)
        return self.ask(source, some_settings(**changes))

    def ask(self, source: Source, settings: Settings, csv: str | None = None) -> Job:
        """Ask for a backtest."""
        request = BacktestRequest(USER, "", settings, source, csv)
        return self.desk.create(request, new_secret())

    def job(self, job: Job) -> Job:
        """Read a job as it is now."""
        return self.desk.job(USER, job.backtest_id)

    def until(self, job: Job, is_so: Callable[[Job], bool]) -> Job:
        """Wait until a job is as wanted."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            now = self.job(job)
            if is_so(now):
                return now
            time.sleep(0.05)
        raise AssertionError(f"{self.job(job)}\n{self.log.read_text()[-4000:]}")

    def ended(self, job: Job) -> Job:
        """Wait until a job is over."""
        return self.until(job, lambda now: now.is_over)

    def waiting(self) -> int:
        """Count the messages that wait or are being worked on."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.aws.client("sqs").get_queue_attributes(
            QueueUrl=self.queue_url, AttributeNames=names
        )
        return sum(int(found["Attributes"][name]) for name in names)

    def stop(self) -> None:
        """End every worker."""
        for worker in self.workers:
            if worker.poll() is None:
                os.kill(worker.pid, signal.SIGTERM)
        for worker in self.workers:
            worker.wait(30)
        self.workers.clear()


def make_stage(aws: LocalAws, folder: Path) -> BacktestStage:
    """Make the tables, the queue and the bucket."""
    tables = create_tables(aws)
    queue = aws.client("sqs").create_queue(QueueName="backtests")["QueueUrl"]
    aws.client("s3").create_bucket(Bucket=BUCKET)
    return BacktestStage(aws, tables, queue, folder / "worker.log")
