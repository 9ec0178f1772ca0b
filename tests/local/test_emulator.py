"""The local AWS with snapshots, killed as a crash would."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.local.aws import AWS_PYTHON, LocalAws
from infra.local.emulator.__main__ import PINNED_VERSION
from infra.local.emulator.snapshots import is_write
from infra.local.settings import ROOT, free_ports

pytestmark = pytest.mark.skipif(not AWS_PYTHON.exists(), reason="no .venv-aws: run make setup")


def ignore(_name: str, _line: str) -> None:
    return None


def eventually(claim: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if claim():
            return True
        time.sleep(0.1)
    return False


def in_aws_environment(code: str) -> str:
    done = subprocess.run(
        [str(AWS_PYTHON), "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_what_was_written_before_a_snapshot_survives_a_kill(tmp_path: Path) -> None:
    aws = LocalAws(free_ports(1)[0], tmp_path, snapshot_seconds=0.3)
    process = aws.start(ignore, ignore)
    try:
        secrets = aws.client("secretsmanager")
        secrets.create_secret(Name="kept", SecretString="value")
        saved = tmp_path / "services" / "secretsmanager.json"
        assert eventually(lambda: saved.exists() and "kept" in saved.read_text())

        first = process.pid
        os.kill(first, signal.SIGKILL)
        assert eventually(lambda: process.pid != first)
        aws.wait_until_ready()

        assert secrets.get_secret_value(SecretId="kept")["SecretString"] == "value"
    finally:
        aws.stop()


def test_no_snapshot_is_taken_when_nothing_was_written(tmp_path: Path) -> None:
    aws = LocalAws(free_ports(1)[0], tmp_path, snapshot_seconds=0.3)
    aws.start(ignore, ignore)
    try:
        aws.client("sqs").list_queues()
        time.sleep(1.5)

        assert not list((tmp_path / "services").glob("*.json"))
    finally:
        aws.stop()


def test_a_clean_stop_keeps_everything_at_once(tmp_path: Path) -> None:
    aws = LocalAws(free_ports(1)[0], tmp_path, snapshot_seconds=0.3)
    aws.start(ignore, ignore)
    aws.client("sqs").create_queue(QueueName="kept")
    aws.stop()

    again = LocalAws(free_ports(1)[0], tmp_path, snapshot_seconds=0.3)
    again.start(ignore, ignore)
    try:
        assert "kept" in again.client("sqs").list_queues()["QueueUrls"][0]
    finally:
        again.stop()


def test_the_pinned_version_is_installed_and_has_the_private_names() -> None:
    code = (
        "from importlib.metadata import version;"
        "from infra.local.emulator.__main__ import missing_private_names;"
        "print(version('ministack'), missing_private_names())"
    )

    assert in_aws_environment(code) == f"{PINNED_VERSION} []"


def test_an_unexpected_version_is_refused() -> None:
    code = (
        "import infra.local.emulator.__main__ as launcher;"
        "launcher.PINNED_VERSION = '0.0.1';"
        "print(launcher.main())"
    )

    assert in_aws_environment(code).endswith("2")


@pytest.mark.parametrize(
    ("method", "target", "expected"),
    [
        ("POST", b"DynamoDB_20120810.PutItem", True),
        ("POST", b"DynamoDB_20120810.TransactWriteItems", True),
        ("POST", b"DynamoDB_20120810.Query", False),
        ("POST", b"AmazonSQS.ReceiveMessage", False),
        ("GET", b"", False),
        ("PUT", b"", True),
    ],
)
def test_a_request_counts_as_a_write_unless_known_to_read(
    method: str, target: bytes, expected: bool
) -> None:
    scope = {"type": "http", "method": method, "path": "/", "headers": [(b"x-amz-target", target)]}

    assert is_write(scope) is expected
