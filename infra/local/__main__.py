"""Run Nexus on this machine until Ctrl-C."""

import signal
import sys
import threading
import time
from types import FrameType

from infra.local.product import LocalNexus
from infra.local.settings import LocalSettings, SetupError, local_settings


def main(arguments: list[str]) -> int:
    """Run the command `run`; return the process's exit code."""
    if arguments != ["run"]:
        print("usage: python -m infra.local run")
        return 2
    try:
        return run(local_settings())
    except SetupError as error:
        print(f"nexus: {error}")
        return 1


def run(settings: LocalSettings) -> int:
    """Start everything, show events until SIGINT or SIGTERM, stop everything."""
    started = time.monotonic()
    nexus = LocalNexus(settings, show)
    stopped = threading.Event()

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        if not stopped.is_set():
            stopped.set()
            raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    try:
        nexus.start()
        nexus.show_events()
        print(welcome(nexus, time.monotonic() - started), flush=True)
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        show("nexus", "stopping")
        return 0
    finally:
        stopped.set()
        nexus.stop()


def show(name: str, line: str) -> None:
    """Print one line."""
    print(f"{time.strftime('%H:%M:%S')}  {name:<7} {line}", flush=True)


def welcome(nexus: LocalNexus, seconds: float) -> str:
    """Say where it runs and how to log in."""
    logins = nexus.logins
    lines = [
        "",
        f"  Nexus is ready in {seconds:.1f} s at {nexus.url}",
        f"  trader   {logins.trader.username} / {logins.trader.password}  (demo account)",
        f"  partner  {logins.partner.username} / {logins.partner.password}",
        f"  referral link  {nexus.url}/r/{logins.partner.username}",
        f"  state in {nexus.settings.state}, Ctrl-C stops everything",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
