"""Children that are restarted when they die and gone when they are stopped."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from infra.local.leftovers import end_leftovers, record
from infra.local.processes import Launch, Supervised

SLEEPER = "import time; print('up', flush=True); time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('up', flush=True); time.sleep(600)"
)


class Lines:
    """What children printed and what was said about them."""

    def __init__(self) -> None:
        self.printed: list[str] = []
        self.notices: list[str] = []

    def output(self, _name: str, line: str) -> None:
        self.printed.append(line)

    def notice(self, _name: str, line: str) -> None:
        self.notices.append(line)


@pytest.fixture
def lines() -> Lines:
    return Lines()


@pytest.fixture
def start(lines: Lines) -> Iterator[Callable[[str], Supervised]]:
    started: list[Supervised] = []

    def run(code: str) -> Supervised:
        launch = Launch((sys.executable, "-c", code), {}, Path.cwd())
        started.append(Supervised("child", launch, lines.output, lines.notice))
        return started[-1]

    yield run
    for process in started:
        process.stop(1)


def eventually(claim: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if claim():
            return True
        time.sleep(0.02)
    return False


def test_a_killed_child_is_started_again(start: Callable[[str], Supervised], lines: Lines) -> None:
    process = start(SLEEPER)
    assert eventually(lambda: lines.printed == ["up"])
    first = process.pid

    os.kill(first, signal.SIGKILL)

    assert eventually(lambda: lines.printed == ["up", "up"])
    assert process.pid != first
    assert lines.notices == ["ended (signal 9), starts again in 0.5 s"]


def test_a_child_that_keeps_dying_is_started_ever_more_slowly(
    start: Callable[[str], Supervised], lines: Lines
) -> None:
    start("raise SystemExit(3)")

    assert eventually(lambda: len(lines.notices) >= 3)
    delays = [float(notice.split()[-2]) for notice in lines.notices[:3]]
    assert delays == [0.5, 1.0, 2.0]
    assert all("exit code 3" in notice for notice in lines.notices)


def test_a_stopped_child_is_gone_and_stays_gone(
    start: Callable[[str], Supervised], lines: Lines
) -> None:
    process = start(SLEEPER)
    assert eventually(lambda: lines.printed == ["up"])

    process.stop()
    time.sleep(0.8)

    assert not process.is_running
    assert not psutil.pid_exists(process.pid)
    assert lines.notices == []


def test_a_child_that_ignores_the_request_is_killed(
    start: Callable[[str], Supervised], lines: Lines
) -> None:
    process = start(STUBBORN)
    assert eventually(lambda: lines.printed == ["up"])

    process.stop(patience_seconds=0.3)

    assert not psutil.pid_exists(process.pid)
    assert lines.notices == ["did not stop in 0 s, killed"]


def test_what_a_killed_runner_left_behind_is_ended_by_the_next(
    start: Callable[[str], Supervised], lines: Lines, tmp_path: Path
) -> None:
    process = start(SLEEPER)
    assert eventually(lambda: lines.printed == ["up"])
    first = process.pid
    record(tmp_path / "processes.json", [first])

    assert end_leftovers(tmp_path / "processes.json") == 1
    assert eventually(lambda: process.pid != first)
    assert end_leftovers(tmp_path / "processes.json") == 0


def test_a_reused_process_id_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "processes.json").write_text(f"[[{os.getpid()}, 1.0]]")

    assert end_leftovers(tmp_path / "processes.json") == 0
