"""Entry, exit and settlement of rise/fall contracts, as a function of the ticks so far."""

from dataclasses import dataclass
from decimal import Decimal

from functions.sandbox_broker.assumptions import Assumptions
from functions.sandbox_broker.books.models import Contract, Ending
from functions.sandbox_broker.contracts.kinds import KINDS
from functions.sandbox_broker.contracts.pricing import barrier_pips, bid, win_probability
from functions.sandbox_broker.market.feed import Market, Tick
from functions.sandbox_broker.market.sessions import is_open

LONGEST_TICK_GAP = 300


@dataclass(frozen=True)
class Progress:
    """Say how far an open contract has come at a moment."""

    now: int
    entry: Tick | None
    current: Tick | None
    barrier: int | None
    is_expired: bool
    ending: Ending | None


def look(contract: Contract, market: Market, now: int, assumptions: Assumptions) -> Progress:
    """Evaluate an open contract with the ticks up to now."""
    entry = market.first_after(contract.symbol, contract.start, now)
    current = market.last_before(contract.symbol, now)
    instrument = market.instruments[contract.symbol]
    barrier = barrier_pips(contract.barrier, instrument, entry.pips) if entry else None
    decide = _decide_timed if contract.ticks is None else _decide_ticks
    ending = decide(contract, market, now, assumptions)
    is_expired = ending is not None or (contract.ticks is None and now >= contract.expiry)
    return Progress(now, entry, current, barrier, is_expired, ending)


def running_bid(contract: Contract, progress: Progress, market: Market, margin: Decimal) -> Decimal:
    """Give the price of a running contract; before the entry tick it has no meaning."""
    if progress.barrier is None or progress.current is None:
        return bid(contract.payout, Decimal(1), margin)
    chance = win_probability(
        market.instruments[contract.symbol],
        progress.current.pips,
        progress.barrier,
        KINDS[contract.kind].sign,
        max(1, contract.expiry - progress.now),
    )
    return bid(contract.payout, chance, margin)


def ticks_since_entry(contract: Contract, market: Market, now: int) -> list[Tick]:
    """Give the ticks a tick contract has counted so far, the entry first."""
    if contract.ticks is None:
        return []
    longest = contract.ticks * LONGEST_TICK_GAP
    end = min(now, contract.expiry + longest)
    return market.window(contract.symbol, contract.start + 1, end)[: contract.ticks + 1]


def _decide_timed(
    contract: Contract, market: Market, now: int, assumptions: Assumptions
) -> Ending | None:
    settled_at = _proof(contract, market, now)
    if settled_at is None:
        late = contract.expiry + assumptions.missing_tick_seconds
        return _refund(contract, late) if now >= late else None
    entry = market.first_after(contract.symbol, contract.start, contract.expiry)
    counted_until = contract.expiry if assumptions.tick_at_expiry_counts else contract.expiry - 1
    last = market.last_before(contract.symbol, counted_until)
    if entry is None or last is None or last.epoch <= entry.epoch:
        return _refund(contract, settled_at)
    return _ending(contract, market, entry, last, settled_at)


def _proof(contract: Contract, market: Market, now: int) -> int | None:
    """Give the moment from which no tick up to the expiry can be missing any more."""
    later = market.first_after(contract.symbol, contract.expiry, now)
    if later is not None:
        return later.epoch
    calendar = market.instruments[contract.symbol].calendar
    is_over = now > contract.expiry and not is_open(calendar, contract.expiry + 1)
    return contract.expiry + 1 if is_over else None


def _decide_ticks(
    contract: Contract, market: Market, now: int, assumptions: Assumptions
) -> Ending | None:
    counted = ticks_since_entry(contract, market, now)
    if contract.ticks is not None and len(counted) == contract.ticks + 1:
        return _ending(contract, market, counted[0], counted[-1], counted[-1].epoch)
    late = contract.expiry + assumptions.missing_tick_seconds
    return _refund(contract, late) if now >= late else None


def _ending(contract: Contract, market: Market, entry: Tick, last: Tick, time: int) -> Ending:
    barrier = barrier_pips(contract.barrier, market.instruments[contract.symbol], entry.pips)
    won = KINDS[contract.kind].wins(last.pips, barrier)
    return Ending(
        status="won" if won else "lost",
        sell_price=contract.payout if won else Decimal("0.00"),
        time=time,
        entry=(entry.epoch, entry.pips),
        exit=(last.epoch, last.pips),
    )


def _refund(contract: Contract, time: int) -> Ending:
    return Ending("cancelled", contract.buy_price, time)
