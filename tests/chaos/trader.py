"""The trader on tables that misbehave: `python -m tests.chaos.trader`."""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from functions.trader.__main__ import serve
from functions.trader.logs import start_logging
from functions.trader.process import Trader
from functions.trader.real import RealDesk
from functions.trader.reconcile import Patience
from functions.trader.settings import Settings, read_settings
from functions.trader.wiring import build
from nexus.adapters import aws
from nexus.kernel.account import AccountKind
from tests.chaos.planted import RepeatingPurchasing
from tests.chaos.tables import Chances, FaultyStore


@dataclass(frozen=True)
class ChaosSettings:
    """What the harness tells a trader beside its own settings."""

    seed: int
    table_faults: float
    is_planted: bool
    is_hasty: bool


def read_chaos(environment: Mapping[str, str] = os.environ) -> ChaosSettings:
    """Read the harness's part of the environment."""
    return ChaosSettings(
        seed=int(environment["CHAOS_SEED"]),
        table_faults=float(environment["CHAOS_TABLE_FAULTS"]),
        is_planted=environment["CHAOS_PLANTED"] == "yes",
        is_hasty=environment["CHAOS_HASTY"] == "yes",
    )


def put_together(settings: Settings, chaos: ChaosSettings) -> Trader:
    """Build the product's trader, then change what the run wants changed."""
    chances = Chances.of(chaos.table_faults)
    client = aws.client("dynamodb")
    trader = build(settings, store=FaultyStore(client, settings.table_prefix, chaos.seed, chances))
    desk = trader.execution.desks[AccountKind.REAL]
    if not isinstance(desk, RealDesk):
        raise TypeError(f"Expected the desk of linked accounts, was {type(desk).__name__}")
    if chaos.is_hasty:
        # Nothing travels for a minute on one machine; a short run cannot wait for it.
        desk.reconciler.patience = Patience(3, timedelta(seconds=2), timedelta(seconds=5))
    if chaos.is_planted:
        known = desk.purchasing
        desk.purchasing = RepeatingPurchasing(known.books, known.lease_until, known.clock)
    return trader


def main() -> None:
    """Read the settings and run."""
    settings = read_settings()
    start_logging(settings.log_level)

    async def run() -> None:
        await serve(put_together(settings, read_chaos()))

    asyncio.run(run())


if __name__ == "__main__":
    main()
