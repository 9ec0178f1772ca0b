"""The command line against a running twin."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.conformance.sandbox_harness import ROOT, Broker, Frame, running_broker

KEY = "a key of the test"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    state = tmp_path_factory.mktemp("commands") / "broker.sqlite"
    with running_broker(state, SANDBOX_CONTROL_KEY=KEY) as broker:
        yield broker


def run(broker: Broker, *arguments: str, key: str = KEY) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "SANDBOX_PUBLIC_URL": broker.url}
    return subprocess.run(
        [sys.executable, "-m", "functions.sandbox_broker.control", *arguments],
        cwd=ROOT,
        env={**environment, "SANDBOX_CONTROL_KEY": key},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def answer(broker: Broker, *arguments: str) -> Frame:
    done = run(broker, *arguments)
    assert done.returncode == 0, done.stderr
    found: Frame = json.loads(done.stdout)
    return found


def test_clock_people_faults_and_books_are_turned_from_the_command_line(broker: Broker) -> None:
    stepped = answer(broker, "clock", "--epoch", "1789473600", "--pace", "0")
    user = answer(broker, "user", "ada@example.com", "long enough")
    demo = next(a["id"] for a in user["accounts"] if a["type"] == "demo")
    answer(broker, "balance", demo, "12.34")
    rule = answer(broker, "fault", "drop_after", "buy", "--probability", "0.5", "--count", "2")
    answer(broker, "assume", "refresh_tokens=true", "account_margin=0.05")
    assumed = answer(broker, "assume")
    [account] = answer(broker, "books", "--account", demo)["accounts"]

    assert stepped == {"now": 1789473600.0, "pace": 0.0}
    assert (rule["id"], rule["place"], rule["remaining"]) == ("rule-1", "socket", 2)
    assert (assumed["refresh_tokens"], assumed["account_margin"]) == (True, "0.05")
    assert account["balance"] == "12.34"
    assert answer(broker, "audit")["problems"] == []
    assert answer(broker, "fired")["total"] == 0


def test_what_the_broker_refuses_is_said_and_fails(broker: Broker) -> None:
    unknown = run(broker, "assume", "nothing=1")
    locked = run(broker, "books", key="another")
    nowhere = run(broker, "--url", "http://127.0.0.1:9", "books")

    assert (unknown.returncode, locked.returncode, nowhere.returncode) == (1, 1, 1)
    assert "Unknown assumptions: nothing" in unknown.stderr
    assert "SANDBOX_CONTROL_KEY" in locked.stderr
    assert "No sandbox broker at http://127.0.0.1:9" in nowhere.stderr
