"""What may be bought: one table of rows per instrument, as contracts_for lists them."""

from dataclasses import dataclass

from functions.sandbox_broker.contracts.kinds import CATEGORY_NAMES, KINDS, Kind
from functions.sandbox_broker.market.instruments import Instrument

DEFAULT_STAKE = 2
# How far the suggested barrier lies from the spot, as a fraction of it.
SUGGESTED_OFFSET = {"tick": 0.000073, "intraday": 0.000284}
SHORTEST_BARRIER_TICKS = 5


@dataclass(frozen=True)
class Offering:
    """Offer one contract type over one range of durations."""

    kind: Kind
    expiry_type: str
    shortest: int
    longest: int

    @property
    def unit(self) -> str:
        """Give the unit its bounds are counted in."""
        return {"tick": "t", "intraday": "s", "daily": "d"}[self.expiry_type]


def offerings(instrument: Instrument) -> list[Offering]:
    """List all offerings of an instrument in the order of the wire."""
    found: list[Offering] = []
    for kind in KINDS.values():
        found.extend(_of_kind(kind, instrument))
    return sorted(found, key=lambda o: (o.kind.category, o.expiry_type))


def _of_kind(kind: Kind, instrument: Instrument) -> list[Offering]:
    bounds = instrument.durations
    fewest = SHORTEST_BARRIER_TICKS if kind.takes_barrier else 1
    rows = [
        Offering(kind, "daily", 1, bounds.max_days),
        Offering(kind, "intraday", bounds.min_seconds, 86_400),
        Offering(kind, "tick", fewest, bounds.max_ticks),
    ]
    return [row for row in rows if row.longest >= row.shortest]


def rows(instrument: Instrument, spot_pips: int) -> list[dict[str, object]]:
    """Write the offerings as contracts_for does, barriers suggested around the spot."""
    return [_row(offering, instrument, spot_pips) for offering in offerings(instrument)]


def contracts_list() -> list[dict[str, object]]:
    """Write the categories as contracts_list does."""
    return [
        {
            "contract_category": category,
            "contract_types": [kind.code for kind in KINDS.values() if kind.category == category],
            "display_name": name,
        }
        for category, name in CATEGORY_NAMES.items()
    ]


def _row(offering: Offering, instrument: Instrument, spot_pips: int) -> dict[str, object]:
    return {
        "barrier": _suggested_barrier(offering, instrument, spot_pips),
        "barriers": 1,
        "contract_category": offering.kind.category,
        "contract_type": offering.kind.code,
        "default_stake": DEFAULT_STAKE,
        "expiry_type": offering.expiry_type,
        "market": instrument.market,
        "max_contract_duration": _longest(offering),
        "min_contract_duration": duration_text(offering.shortest, offering.unit),
        "sentiment": offering.kind.sentiment,
        "submarket": instrument.submarket,
        "underlying_symbol": instrument.symbol,
    }


def _suggested_barrier(offering: Offering, instrument: Instrument, spot_pips: int) -> str:
    offset = SUGGESTED_OFFSET.get(offering.expiry_type)
    if offset is None:
        return instrument.text(spot_pips)
    return f"+{instrument.text(max(1, round(spot_pips * offset)))}"


def _longest(offering: Offering) -> str:
    if offering.expiry_type == "intraday":
        return "1d"
    return duration_text(offering.longest, offering.unit)


def duration_text(count: int, unit: str) -> str:
    """Write a duration as the wire does, in the largest unit that divides it: 15s, 15m, 2h."""
    if unit != "s":
        return f"{count}{unit}"
    for size, name in ((3600, "h"), (60, "m")):
        if count % size == 0:
            return f"{count // size}{name}"
    return f"{count}s"
