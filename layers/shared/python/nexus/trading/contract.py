"""The contracts as data, and how one is decided (deriv-api.md section 8)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from nexus.trading.market import Tick
from nexus.trading.models import ContractType, TradeStatus

_WINS: Mapping[ContractType, Callable[[Decimal, Decimal], bool]] = {
    ContractType.CALL: lambda entry, exit_: exit_ > entry,
    ContractType.PUT: lambda entry, exit_: exit_ < entry,
    ContractType.CALLE: lambda entry, exit_: exit_ >= entry,
    ContractType.PUTE: lambda entry, exit_: exit_ <= entry,
}
_ENDS = {True: TradeStatus.WON, False: TradeStatus.LOST}


@dataclass(frozen=True)
class Result:
    """How a contract ended and the ticks that decided it; both are None when data is missing."""

    status: TradeStatus
    entry: Tick | None
    exit: Tick | None


def entry_tick(ticks: Sequence[Tick], start: int) -> Tick | None:
    """Find the first tick strictly after `start` (epoch seconds); ticks are in time order."""
    for tick in ticks:
        if tick.epoch > start:
            return tick
    return None


def exit_tick(ticks: Sequence[Tick], expiry: int) -> Tick | None:
    """Find the last tick at or before `expiry` (epoch seconds)."""
    for tick in reversed(ticks):
        if tick.epoch <= expiry:
            return tick
    return None


def decide_result(
    contract_type: ContractType, ticks: Sequence[Tick], start: int, expiry: int
) -> Result | None:
    """Decide a timed contract, or return None until a tick later than `expiry` was seen.

    With no entry tick, or an entry not before the exit, the contract is cancelled: a result is
    never guessed.
    """
    if not ticks or ticks[-1].epoch <= expiry:
        return None
    entry, last = entry_tick(ticks, start), exit_tick(ticks, expiry)
    if entry is None or last is None or last.epoch <= entry.epoch:
        return Result(TradeStatus.CANCELLED, None, None)
    won = _WINS[contract_type](entry.spot, last.spot)
    return Result(_ENDS[won], entry, last)
