"""Faults of the market and of contracts: missing ticks, ties, late settlement."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from functions.sandbox_broker.books.models import Contract, Ending
from functions.sandbox_broker.faults import CONTRACT, MARKET, Effect, Faults
from functions.sandbox_broker.market.feed import Market
from functions.sandbox_broker.market.scripts import Direction, Script


@dataclass
class Mishaps:
    """Turn fired rules into scripts and delays, so that history and settlement stay one story."""

    faults: Faults
    market: Market
    keep: Callable[[Script], None]
    _late: dict[int, int] = field(default_factory=dict)
    _ties: dict[int, Contract] = field(default_factory=dict)

    def second_begins(self, epoch: int) -> None:
        """Lose ticks that are due now and lay the ticks that make ties."""
        if self.faults.has_any(MARKET):
            for symbol in self.market.instruments:
                self._lose_tick(symbol, epoch)
        for contract in list(self._ties.values()):
            self._tie(contract, epoch)

    def bought(self, contract: Contract) -> None:
        """Decide what will go wrong with a contract."""
        if not self.faults.rules:
            return
        effects = self.faults.pick(
            CONTRACT,
            contract.symbol,
            contract.account_id,
            contract.start,
            about=f"contract {contract.id}",
        )
        if Effect.LATE_SETTLEMENT in effects:
            seconds = int(effects[Effect.LATE_SETTLEMENT].seconds)
            self._late[contract.id] = contract.expiry + seconds
        if Effect.TIE in effects and contract.barrier is None:
            self._ties[contract.id] = contract

    def delayed(self, contract: Contract, ending: Ending, now: int) -> Ending | None:
        """Give the ending once it is due, or nothing while the settlement is late."""
        until = self._late.get(contract.id)
        if until is None:
            return ending
        if now < until:
            return None
        del self._late[contract.id]
        return replace(ending, time=max(ending.time, until))

    def ended(self, contract: Contract) -> None:
        """Forget a contract that is over."""
        self._late.pop(contract.id, None)
        self._ties.pop(contract.id, None)

    def _lose_tick(self, symbol: str, epoch: int) -> None:
        if self.market.tick_at(symbol, epoch) is None:
            return
        effects = self.faults.pick(MARKET, symbol, None, epoch, key=str(epoch))
        if Effect.MISSING_TICKS in effects:
            until = epoch + int(effects[Effect.MISSING_TICKS].seconds)
            self.keep(Script(f"gap-{symbol}-{epoch}", symbol, Direction.SILENCE, epoch, until))

    def _tie(self, contract: Contract, epoch: int) -> None:
        entry = self.market.first_after(contract.symbol, contract.start, epoch)
        if entry is None:
            return
        cadence = self.market.instruments[contract.symbol].cadence
        last = contract.expiry - contract.expiry % cadence
        if contract.ticks is not None:
            last = entry.epoch + contract.ticks * cadence
        if last > entry.epoch:
            tick = ((last, entry.pips),)
            name = f"tie-{contract.id}"
            self.keep(Script(name, contract.symbol, Direction.TICKS, last, last, tick))
        del self._ties[contract.id]
