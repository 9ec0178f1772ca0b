"""Watch every symbol with python-deriv-api: python peer.py URL TICKS, prints a Watch.

Runs in an environment of the package's own.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

import websockets
from deriv_api import DerivAPI

sys.path.insert(0, str(Path(__file__).parent))
from watch import Watch  # type: ignore[import-not-found]

SYMBOLS = 100


async def main(url: str, ticks: int) -> None:
    """Subscribe, and take ticks until there were enough."""
    watch, done = Watch(SYMBOLS, ticks), asyncio.Event()

    def take(frame: Any) -> None:
        if frame["tick"]["quote"] and watch.saw(frame["tick"]["sent"]):
            done.set()

    connection = await websockets.connect(url, compression=None, ping_interval=None)
    api = DerivAPI(connection=connection)
    for number in range(SYMBOLS):
        (await api.subscribe({"ticks": f"SYM_{number}"})).subscribe(take)
    await done.wait()
    print(watch.report(), flush=True)
    await api.clear()
    await connection.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
