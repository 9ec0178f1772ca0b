"""Cold import: each handler's module in a fresh interpreter, beside a bare API's imports."""

import statistics
import subprocess
import sys
from dataclasses import dataclass

from infra.local.settings import ROOT
from tests.bench.environment import bench_environment
from tests.bench.table import Row, median_row

ROUNDS = 9
BASE = "import boto3, fastapi, mangum; handler = mangum.Mangum(fastapi.FastAPI())"
API_LIMIT, CONSUMER_LIMIT = 1.5, 0.8
CONSUMERS = ("websocket_api", "outbox", "commissions", "notifications", "audit")
_TIMER = """
import sys, time
started = time.process_time()
{statement}
print(time.process_time() - started, "fastapi" in sys.modules)
"""


@dataclass(frozen=True)
class Import:
    """How much processor time one import took, and whether FastAPI came with it."""

    seconds: float
    has_fastapi: bool


def measure() -> list[Row]:
    """Import everything in turn, several times over, and compare within each round."""
    statements = {"base": BASE, **{name: _import(name) for name in ("rest_api", *CONSUMERS)}}
    for statement in statements.values():
        fresh_import(statement)
    rounds = [
        {name: fresh_import(statement) for name, statement in statements.items()}
        for _ in range(ROUNDS)
    ]
    return [_row(name, rounds) for name in statements if name != "base"]


def fresh_import(statement: str) -> Import:
    """Time a statement in an interpreter of its own, its start-up excluded.

    Processor time: it does not depend on what else this machine is doing.
    """
    done = subprocess.run(
        [sys.executable, "-c", _TIMER.format(statement=statement)],
        env=bench_environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{statement} failed:\n{done.stderr}")
    seconds, has_fastapi = done.stdout.split()[-2:]
    return Import(float(seconds), has_fastapi == "True")


def _import(name: str) -> str:
    return f"import functions.{name}.handler"


def _row(name: str, rounds: list[dict[str, Import]]) -> Row:
    ours = statistics.median(each[name].seconds for each in rounds) * 1000
    base = statistics.median(each["base"].seconds for each in rounds) * 1000
    ratio = statistics.median(each[name].seconds / each["base"].seconds for each in rounds)
    what = f"cold import of {name}"
    if name == "rest_api":
        note = f"beside FastAPI + Mangum + boto3; {ROUNDS} rounds"
        return median_row(what, ours, base, ratio, API_LIMIT, "ms", note)
    row = median_row(what, ours, base, ratio, CONSUMER_LIMIT, "ms")
    is_light = not rounds[0][name].has_fastapi
    note = "no FastAPI" if is_light else "FastAPI is imported"
    return Row(row.what, row.ours, row.beside, row.bar, ratio, bool(row.holds and is_light), note)
