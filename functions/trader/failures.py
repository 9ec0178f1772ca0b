"""Report strategies that raise: once when it begins or changes, not on every tick."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from functions.trader.logs import metric
from nexus.kernel.clock import Clock

LOG = logging.getLogger("nexus.trader")
MEASURED = logging.getLogger("nexus.metrics")


@dataclass
class StrategyFailures:
    """Remember what raised last, by the place it votes at (a symbol, a session's symbol)."""

    clock: Clock
    _told: dict[str, dict[str, str]] = field(default_factory=dict)

    def report(self, place: str, failures: Mapping[str, str], **facts: str) -> None:
        """Log and count the strategies that raised, unless just these did so before."""
        if failures and failures != self._told.get(place):
            said = {**facts, "failures": dict(failures)}
            LOG.error("strategy_failed", extra={"event": "strategy_failed", **said})
            MEASURED.info(metric("StrategyFailures", len(failures), "Count", self.clock()))
        self._told[place] = dict(failures)
