"""Run backtests: `python -m functions.backtests`."""

import signal
from threading import Event

from functions.backtests.health import serve_health
from functions.backtests.settings import read_settings
from functions.backtests.wiring import build


def main() -> None:
    """Work until the process is asked to stop."""
    settings, stopping = read_settings(), Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    worker = build(settings, stopping)
    health = serve_health(
        settings.HEALTH_HOST,
        settings.HEALTH_PORT,
        lambda: {"ok": not stopping.is_set(), "busy_with": worker.busy_with},
    )
    worker.run()
    health.shutdown()


if __name__ == "__main__":
    main()
