"""Stop or allow trading for everybody: `python -m infra.ops.kill_switch on|off|show --stage prod`.

On: no new trade is placed on any account, by hand, by API or by a session; sessions stay and
go on when it is off again. Trades that are open run on to their end and are settled.
"""

import argparse
from collections.abc import Sequence

import boto3

from nexus.adapters.dynamodb.kill_switch import DynamoKillSwitch
from nexus.adapters.dynamodb.store import Store
from nexus.kernel.clock import Clock, system_clock, to_text


def run(arguments: Sequence[str], store: Store | None = None, clock: Clock = system_clock) -> str:
    """Carry out one command and say how things stand."""
    given = _parser().parse_args(arguments)
    tables = store or Store(boto3.client("dynamodb"), f"nexus-{given.stage}-")
    switch = DynamoKillSwitch(tables)
    if given.command != "show":
        switch.flip(clock(), is_on=given.command == "on")
    return _said(switch)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.ops.kill_switch")
    parser.add_argument("command", choices=("on", "off", "show"))
    parser.add_argument("--stage", required=True)
    return parser


def _said(switch: DynamoKillSwitch) -> str:
    state, last = switch.state(), switch.last_order_at()
    word = "STOPPED for everybody" if state.is_on else "allowed"
    since = f" since {to_text(state.changed_at)}" if state.changed_at else ""
    order = to_text(last) if last else "none"
    return f"Trading is {word}{since}. Last order sent: {order}."


if __name__ == "__main__":
    import sys

    print(run(sys.argv[1:]))
