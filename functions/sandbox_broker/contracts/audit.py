"""The ticks around start and end of a settled contract, marked as the broker marks them."""

from functions.sandbox_broker.books.models import Contract
from functions.sandbox_broker.contracts.progress import ticks_since_entry
from functions.sandbox_broker.market.feed import Market, Tick
from functions.sandbox_broker.market.instruments import Instrument

Mark = tuple[str, str]
Marks = dict[int, Mark]
Rows = list[dict[str, object]]
AROUND = 2


def audit_details(contract: Contract, market: Market) -> dict[str, Rows] | None:
    """Give the audit of a contract that was decided by its ticks, else nothing."""
    if contract.entry is None or contract.exit is None or contract.status not in {"won", "lost"}:
        return None
    if contract.ticks is not None:
        return {"all_ticks": _all_ticks(contract, market)}
    return {
        "contract_end": _end(contract, market, contract.exit[0]),
        "contract_start": _start(contract, market, contract.entry[0]),
    }


def _start(contract: Contract, market: Market, entry: int) -> Rows:
    before = market.newest(contract.symbol, contract.start - 1, AROUND)
    middle = market.window(contract.symbol, contract.start, entry)
    marks: Marks = {
        contract.start: ("highlight_time", "Start Time"),
        entry: ("highlight_tick", "Entry Spot"),
    }
    ticks = [*before, *middle, *_following(contract, market, entry)]
    return _rows(market.instruments[contract.symbol], ticks, marks)


def _end(contract: Contract, market: Market, last: int) -> Rows:
    ticks = market.newest(contract.symbol, last, AROUND + 1)
    marks: Marks = {last: ("highlight_tick", "Exit Spot")}
    if last == contract.expiry:
        marks[last] = ("highlight_tick", "End Time and Exit Spot")
    else:
        marks[contract.expiry] = ("highlight_time", "End Time")
    later = market.window(contract.symbol, contract.expiry + 1, contract.sell_time or 0)
    return _rows(market.instruments[contract.symbol], [*ticks, *later], marks)


def _all_ticks(contract: Contract, market: Market) -> Rows:
    before = market.newest(contract.symbol, contract.start, AROUND)
    counted = ticks_since_entry(contract, market, contract.sell_time or 0)
    marks: Marks = {
        contract.start: ("highlight_time", "Start Time"),
        counted[0].epoch: ("highlight_tick", "Entry Spot"),
        counted[-1].epoch: ("highlight_tick", "End Time and Exit Spot"),
    }
    return _rows(market.instruments[contract.symbol], [*before, *counted], marks)


def _following(contract: Contract, market: Market, entry: int) -> list[Tick]:
    found: list[Tick] = []
    at, until = entry, contract.sell_time or entry
    while len(found) < AROUND and (tick := market.first_after(contract.symbol, at, until)):
        found.append(tick)
        at = tick.epoch
    return found


def _rows(instrument: Instrument, ticks: list[Tick], marks: Marks) -> Rows:
    by_epoch = {tick.epoch: tick for tick in ticks}
    return [
        {
            "epoch": epoch,
            **_mark(marks.get(epoch)),
            **_value(instrument, by_epoch.get(epoch)),
        }
        for epoch in sorted({*by_epoch, *marks})
    ]


def _mark(mark: Mark | None) -> dict[str, object]:
    return {"flag": mark[0], "name": mark[1]} if mark else {}


def _value(instrument: Instrument, tick: Tick | None) -> dict[str, object]:
    if tick is None:
        return {}
    return {"tick": instrument.number(tick.pips), "tick_display_value": instrument.text(tick.pips)}
