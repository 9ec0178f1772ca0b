"""What other parts learn about backtests; names are in design.md section 6."""

from enum import StrEnum


class BacktestEvent(StrEnum):
    """The event names backtests publish."""

    BACKTEST_FINISHED = "BacktestFinished"
