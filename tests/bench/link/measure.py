"""Our client of the broker beside bare `json` + `websockets` and `python-deriv-api`.

All watch SYMBOLS symbols of one local server, each in a process of its own, in turns. Frames per
second are per second of the client's processor time; ratios are taken round by round.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from infra.local.settings import ROOT, process_environment, python_path
from tests.bench.link.server import SYMBOLS
from tests.bench.table import Row, ratio_row

PEER_PYTHON = ROOT / ".venv-clients" / "bin" / "python"
FRAMES, BURSTS, ROUNDS, DELAY_ROUNDS, SECONDS = 50_000, 40, 5, 3, 120
CLIENTS = ("bare", "nexus")
# What exact decimals, streams, time limits and refusals may cost on top of a bare loop.
PEER_BAR, BARE_BAR, DELAY_LIMIT = 1.0, 0.5, 2.0
COMMANDS: Mapping[str, Sequence[str]] = {
    "bare": (sys.executable, "-m", "tests.bench.link.clients", "bare"),
    "nexus": (sys.executable, "-m", "tests.bench.link.clients", "nexus"),
    "python-deriv-api": (str(PEER_PYTHON), str(ROOT / "tests/bench/link/peer.py")),
}


@dataclass(frozen=True)
class Run:
    """What one client measured: processor seconds, and the delay of each tick in ms."""

    seconds: float
    delays: Sequence[float]

    def delay(self, percent: int) -> float:
        """Give a percentile of the delays."""
        return statistics.quantiles(self.delays, n=100)[percent - 1]


def measure() -> list[Row]:
    """Flood all three clients in turns, then let ours and the bare one watch ticks come."""
    with _server() as url:
        flood = f"{url}/flood/{FRAMES}"
        floods = [{name: _run(name, flood, FRAMES) for name in COMMANDS} for _ in range(ROUNDS)]
        bursts = [
            {name: _run(name, f"{url}/bursts/{BURSTS}", BURSTS * SYMBOLS) for name in CLIENTS}
            for _ in range(DELAY_ROUNDS)
        ]
    return [
        _speed_row("python-deriv-api", floods, PEER_BAR, "ours keeps decimals exact"),
        _speed_row("bare", floods, BARE_BAR, "bare parses floats and knows no streams"),
        *(_delay_row(percent, bursts) for percent in (50, 99)),
    ]


def _speed_row(peer: str, floods: Sequence[Mapping[str, Run]], bar: float, note: str) -> Row:
    speeds = {
        name: statistics.median(FRAMES / each[name].seconds for each in floods)
        for name in ("nexus", peer)
    }
    ratio = statistics.median(each[peer].seconds / each["nexus"].seconds for each in floods)
    beside = "json + websockets alone" if peer == "bare" else peer
    return Row(
        f"frames through our client, {SYMBOLS} streams, beside {beside}",
        f"{speeds['nexus']:,.0f} frames/s",
        f"{speeds[peer]:,.0f} frames/s",
        f"≥ {bar:g} ×",
        ratio,
        ratio >= bar,
        f"per second of the client's processor time, median of {ROUNDS} rounds; {note}",
    )


def _delay_row(percent: int, bursts: Sequence[Mapping[str, Run]]) -> Row:
    ours, bare = (min(each[name].delay(percent) for each in bursts) for name in ("nexus", "bare"))
    what = f"tick through the client, p{percent}, {SYMBOLS} symbols at once"
    note = (
        f"sent → handler; best of {DELAY_ROUNDS} × {BURSTS * SYMBOLS} ticks; beside the bare client"
    )
    return ratio_row(what, ours, bare, DELAY_LIMIT, "ms", note)


def _run(name: str, url: str, ticks: int) -> Run:
    done = subprocess.run(
        [*COMMANDS[name], url, str(ticks)],
        cwd=ROOT,
        env=process_environment(PYTHONPATH=python_path()) if name != "python-deriv-api" else None,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed:\n{done.stderr}")
    told = json.loads(done.stdout.splitlines()[-1])
    return Run(told["seconds"], [delay / 1e6 for delay in told["delays"]])


@contextmanager
def _server() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.bench.link.server"]
    environment = process_environment(PYTHONPATH=python_path())
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is None:
            raise RuntimeError("Expected the server's output")
        try:
            yield f"ws://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.kill()
