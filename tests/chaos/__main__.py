"""The seeded fault run: `python -m tests.chaos --seed N --trades 10000 --accounts 50`."""

import argparse
import secrets
import signal
import sys
import tempfile
from pathlib import Path

from infra.local.aws import AwsSession
from tests.chaos.plan import make_plan
from tests.chaos.run import report, run, to_stderr
from tests.chaos.stage import Weather


def main() -> int:
    """Run once; 0 when every book agrees."""
    told = _arguments()
    # Asked to stop, it leaves through every `with`, and leaves no process behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    plan = make_plan(told.seed, told.trades, told.accounts, told.kills)
    weather = Weather(
        told.seed, told.broker_faults, told.table_faults, told.pace, told.plant, told.hasty
    )
    directory = Path(told.state or tempfile.mkdtemp(prefix="chaos-"))
    directory.mkdir(parents=True, exist_ok=True)
    print(f"logs and the twin's books: {directory}")
    with AwsSession() as aws:
        outcome = run(aws, directory, plan, weather, told.minutes * 60, to_stderr)
    for line in report(outcome):
        print(line)
    print(f"seed {told.seed}: {'everything holds' if outcome.findings.holds else 'BROKEN'}")
    return 0 if outcome.findings.holds else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--trades", type=int, default=10_000)
    parser.add_argument("--accounts", type=int, default=50)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--broker-faults", type=float, default=0.01, help="of weight one")
    parser.add_argument("--table-faults", type=float, default=0.005, help="of each kind")
    parser.add_argument("--pace", type=float, default=6, help="the twin's seconds per second")
    parser.add_argument("--minutes", type=float, default=40, help="stop after so many")
    parser.add_argument("--state", default="", help="an empty folder for logs")
    parser.add_argument("--hasty", action="store_true", help="look less long for contracts")
    parser.add_argument("--plant", action="store_true", help="plant the bug that buys twice")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
