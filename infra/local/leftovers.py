"""Processes that an earlier run had to leave behind, found by their recorded ids and ended."""

import json
from contextlib import suppress
from pathlib import Path

import psutil


def record(path: Path, pids: list[int]) -> None:
    """Write down the running children with the moments they started."""
    rows = []
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            rows.append([pid, psutil.Process(pid).create_time()])
    path.write_text(json.dumps(rows))


def end_leftovers(path: Path) -> int:
    """End what is recorded and still the same process; return how many there were."""
    if not path.exists():
        return 0
    ended = [p for p in map(_same_process, json.loads(path.read_text())) if p]
    for process in ended:
        process.terminate()
    _, alive = psutil.wait_procs(ended, timeout=5)
    for process in alive:
        process.kill()
    path.unlink()
    return len(ended)


def _same_process(row: list[float]) -> psutil.Process | None:
    pid, started = row
    try:
        process = psutil.Process(int(pid))
        return process if process.create_time() == started else None
    except psutil.NoSuchProcess:
        return None
