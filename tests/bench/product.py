"""Rows that need the whole product: it is started once, on free ports, with its own state."""

import sys
import tempfile
from pathlib import Path

from infra.local.product import LocalNexus
from infra.local.settings import isolated_settings
from tests.bench import live, memory
from tests.bench.table import Row


def measure() -> list[Row]:
    """Start everything, weigh the trader, then watch ticks cross the product."""
    with (
        tempfile.TemporaryDirectory() as state,
        LocalNexus(isolated_settings(Path(state)), _say) as nexus,
    ):
        return [*memory.measure(nexus), *live.measure(nexus)]


def _say(name: str, line: str) -> None:
    print(f"  {name}: {line}", file=sys.stderr)
