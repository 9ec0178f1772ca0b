"""Run the trader: `python -m functions.trader`."""

import asyncio
import signal

from functions.trader.logs import start_logging
from functions.trader.process import Trader
from functions.trader.settings import Settings, read_settings
from functions.trader.wiring import build


async def run(settings: Settings) -> None:
    """Build the trader and run it."""
    await serve(build(settings))


async def serve(trader: Trader) -> None:
    """Run until the process is asked to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await trader.run(stop)


def main() -> None:
    """Read the settings and run."""
    settings = read_settings()
    start_logging(settings.log_level)
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
