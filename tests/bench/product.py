"""Rows that need the whole product: it is started once, on free ports, with its own state."""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from infra.local.product import LocalNexus
from infra.local.settings import isolated_settings
from tests.bench import live
from tests.bench.idle import FEW, MANY, WITHOUT_BUDGETS, IdleTrader
from tests.bench.table import Row


def measure() -> list[Row]:
    """Start everything, weigh the trader, and watch ticks cross the product in between."""
    with tempfile.TemporaryDirectory() as state:
        settings = replace(isolated_settings(Path(state)), trader_environment=WITHOUT_BUDGETS)
        with LocalNexus(settings, _say) as nexus:
            trader = IdleTrader(nexus)
            rows = [*trader.with_accounts(FEW), *live.measure(nexus)]
            return [*rows, *trader.with_accounts(MANY)]


def _say(name: str, line: str) -> None:
    print(f"  {name}: {line}", file=sys.stderr)
