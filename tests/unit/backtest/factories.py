"""Settings of backtests; show only what matters to the case."""

from dataclasses import replace
from typing import Any

from nexus.backtest.models import Settings, StrategyChoice


def some_settings(**changes: Any) -> Settings:
    """Both candle strategies with their defaults, five-minute contracts."""
    both = (StrategyChoice("breakout"), StrategyChoice("momentum"))
    return replace(Settings("R_100", both), **changes)
