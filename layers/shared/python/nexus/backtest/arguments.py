"""The command line of a backtest, read into settings."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from nexus.backtest.exports import read_settings
from nexus.backtest.models import Payout, Settings, StrategyChoice, WhenHalted
from nexus.kernel.account import AccountKind, Limits
from nexus.kernel.errors import FieldError, Malformed
from nexus.trading.models import EXPIRY_MINUTES
from nexus.trading.staking import StakingKind, StakingPlan

EXAMPLES = """examples:
  python -m nexus.backtest run --synthetic 1 --candles 1000000
  python -m nexus.backtest run --csv candles.csv --symbol R_100 --expiry 15 --staking fibonacci
  python -m nexus.backtest run --broker ws://127.0.0.1:8100 --symbol R_100 --days 7
  python -m nexus.backtest sweep --synthetic 1 --grid breakout.channel=10,20,40
  python -m nexus.backtest replay session.json
"""


def parser() -> argparse.ArgumentParser:
    """Build the parser: run, sweep, check (look-ahead), replay, strategies."""
    made = argparse.ArgumentParser(
        prog="python -m nexus.backtest",
        description="Test a plan on history with the code that trades.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = made.add_subparsers(dest="command", required=True)
    run = _command(commands, "run", "run the engine that trades and print its result")
    run.add_argument("--trades", type=Path, help="write the trades to this CSV file")
    run.add_argument("--decisions", type=Path, help="write the decisions to this CSV file")
    run.add_argument("--export", type=Path, help="write the run as JSON, to be replayed")
    sweep = _command(commands, "sweep", "try every combination of some parameters, on all cores")
    sweep.add_argument(
        "--grid",
        action="append",
        required=True,
        metavar="STRATEGY.PARAMETER=A,B,…",
        help="values of one parameter; may be repeated",
    )
    check = _command(commands, "check", "show that no decision looks ahead")
    check.add_argument("--cuts", type=int, default=5, help="how many cuts to try (default 5)")
    replay = commands.add_parser("replay", help="run an exported session or run again")
    replay.add_argument("file", type=Path)
    commands.add_parser("strategies", help="list strategies and their parameters")
    return made


def settings_of(options: argparse.Namespace) -> Settings:
    """Read the settings from a file, or from the flags; raises Malformed with the field."""
    if options.settings is not None:
        return read_settings(options.settings.read_bytes())
    stake, share = _amount("stake", options.stake), _amount("share", options.share)
    limits = Limits(
        daily_loss_limit=_amount("daily_loss", options.daily_loss),
        max_consecutive_losses=options.losses,
        max_open_trades=options.open_trades,
    )
    return Settings(
        symbol=options.symbol,
        strategies=_strategies(options.strategy, options.set),
        expiry_minutes=options.expiry,
        staking=StakingPlan(StakingKind(options.staking), stake, share),
        limits=limits,
        account_kind=AccountKind(options.account),
        opening_balance=_amount("balance", options.balance),
        commission_rate=_amount("commission", options.commission),
        markup_rate=_amount("markup", options.markup),
        payout=Payout(_amount("payout", options.payout)),
        when_halted=WhenHalted(options.when_halted),
        allows_gaps=options.allow_gaps,
    )


def grid_of(texts: Sequence[str]) -> dict[str, dict[str, list[float]]]:
    """Read `strategy.parameter=a,b` into a grid."""
    grid: dict[str, dict[str, list[float]]] = {}
    for text in texts:
        name, _, values = text.partition("=")
        strategy, _, parameter = name.partition(".")
        numbers = [_number("grid", value) for value in values.split(",")]
        grid.setdefault(strategy, {})[parameter] = numbers
    return grid


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, what: str
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=what)
    _data_flags(made.add_argument_group("data (one of)"))
    _plan_flags(made.add_argument_group("plan"))
    return made


def _data_flags(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--csv", type=Path, help="candles: epoch, open, high, low, close")
    group.add_argument("--synthetic", type=int, metavar="SEED", help="a random walk, no market")
    group.add_argument("--broker", metavar="URL", help="the broker's, or the sandbox's, socket")
    group.add_argument("--candles", type=int, default=100_000, help="length of a synthetic walk")
    group.add_argument("--days", type=float, default=1.0, help="days of the broker's history")
    group.add_argument("--cache", type=Path, default=Path(".nexus/candles"))
    group.add_argument("--allow-gaps", action="store_true", help="let missing minutes stand")


def _plan_flags(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--settings", type=Path, help="all settings as JSON, instead of flags")
    group.add_argument("--symbol", default="R_100")
    group.add_argument("--strategy", action="append", metavar="NAME[:WEIGHT]")
    group.add_argument("--set", action="append", default=[], metavar="STRATEGY.PARAMETER=VALUE")
    group.add_argument("--expiry", type=int, choices=EXPIRY_MINUTES, default=5, help="minutes")
    group.add_argument("--staking", choices=list(StakingKind), default=StakingKind.FIXED)
    group.add_argument("--stake", default="1.00", help="base stake")
    group.add_argument("--share", default="0.01", help="part of the balance (percentage)")
    group.add_argument("--payout", default="1.95", help="return of a win per unit of stake")
    group.add_argument("--commission", default="0.20", help="part of a win's profit")
    group.add_argument("--markup", default="0", help="part of a win's profit")
    group.add_argument("--account", choices=["demo", "real"], default="demo")
    group.add_argument("--balance", default="10000.00")
    group.add_argument("--daily-loss", default="100.00")
    group.add_argument("--losses", type=int, default=5, help="losses in a row that halt")
    group.add_argument("--open-trades", type=int, default=1)
    group.add_argument("--when-halted", choices=list(WhenHalted), default=WhenHalted.RESUME)


def _strategies(names: Sequence[str] | None, values: Sequence[str]) -> tuple[StrategyChoice, ...]:
    chosen = [_choice(text) for text in names or ("breakout", "momentum")]
    tuned = grid_of(values)
    unknown = set(tuned) - {choice.name for choice in chosen}
    if unknown:
        wrong = f"Expected a chosen strategy, was {', '.join(sorted(unknown))}"
        raise Malformed(FieldError("set", wrong))
    return tuple(
        replace(
            choice, parameters={name: each[0] for name, each in tuned.get(choice.name, {}).items()}
        )
        for choice in chosen
    )


def _choice(text: str) -> StrategyChoice:
    name, _, weight = text.partition(":")
    return StrategyChoice(name, weight=int(_number("strategy", weight or "1")))


def _number(field: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as e:
        raise Malformed(FieldError(field, f"Expected a number, was {text!r}")) from e


def _amount(field: str, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as e:
        raise Malformed(FieldError(field, f"Expected a number, was {text!r}")) from e
