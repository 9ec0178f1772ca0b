from datetime import UTC, datetime
from decimal import Decimal

from functions.sandbox_broker.contracts.terms import Terms
from functions.sandbox_broker.money import text

NAMES = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def longcode(terms: Terms) -> str:
    """Write the sentence that explains a contract."""
    subject = f"Win payout if {terms.instrument.name}"
    level = f"{terms.kind.comparison} {_level(terms)}"
    if terms.ticks is not None:
        return f"{subject} after {_plural(terms.ticks, 'tick')} is {level}."
    return f"{subject} is {level} at {_end(terms)}."


def shortcode(terms: Terms, payout: Decimal, start: int, *, counts_ticks: bool = True) -> str:
    """Write the code that names a contract: type, symbol, payout, start, expiry, two barriers.

    The expiry of a tick contract is their number, or the earliest thinkable moment.
    """
    is_count = terms.ticks is not None and counts_ticks
    expiry = f"{terms.ticks}T" if is_count else str(terms.expiry(start))
    symbol = terms.instrument.symbol
    barrier = _shortcode_barrier(terms)
    return f"{terms.kind.code}_{symbol}_{text(payout)}_{start}_{expiry}_{barrier}_0"


def _shortcode_barrier(terms: Terms) -> str:
    if terms.barrier is None:
        return "S0P"
    pips = terms.instrument.pips(float(terms.barrier))
    return f"S{pips}P" if terms.barrier[0] in "+-" else str(pips)


def _level(terms: Terms) -> str:
    if terms.barrier is None:
        return "entry spot"
    sign, value = terms.barrier[0], terms.barrier.lstrip("+-")
    words = {"+": "entry spot plus ", "-": "entry spot minus "}
    return words.get(sign, "") + value


def _end(terms: Terms) -> str:
    if terms.fixed_expiry is not None:
        return f"{datetime.fromtimestamp(terms.fixed_expiry, UTC):%Y-%m-%d %H:%M:%S} GMT"
    if terms.days is not None:
        return f"the close of {_plural(terms.days, 'day')} after contract start time"
    return f"{span(terms.seconds or 0)} after contract start time"


def span(seconds: int) -> str:
    """Write a span in words: 15 seconds, 1 minute 30 seconds."""
    parts = []
    for size, name in NAMES:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(_plural(count, name))
    return " ".join(parts)


def _plural(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"
