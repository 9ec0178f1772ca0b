"""The trading hours of all instruments, as trading_times lists them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from functions.sandbox_broker.market.instruments import Calendar, Instrument
from functions.sandbox_broker.market.sessions import day_hours, weekday

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MARKET_NAMES = {"synthetic_index": "Derived", "forex": "Forex"}
SUBMARKET_NAMES = {"random_index": "Continuous Indices", "major_pairs": "Major Pairs"}
Rows = list[dict[str, object]]


def trading_times(
    instruments: Iterable[Instrument], date: str, now: int, *, is_legacy: bool = True
) -> Rows:
    """Group all instruments by market and submarket with their hours on a date or today.

    The schema leaves hours and events open: as the legacy API wrote them, or left empty.
    """
    day = weekday(now if date == "today" else _epoch(date))
    listed = list(instruments)
    return [
        {"name": MARKET_NAMES[market], "submarkets": _submarkets(listed, market, day, is_legacy)}
        for market in dict.fromkeys(i.market for i in listed)
    ]


def _submarkets(instruments: list[Instrument], market: str, day: int, is_legacy: bool) -> Rows:
    inside = [i for i in instruments if i.market == market]
    return [
        {
            "name": SUBMARKET_NAMES[submarket],
            "symbols": [_row(i, day, is_legacy) for i in inside if i.submarket == submarket],
        }
        for submarket in dict.fromkeys(i.submarket for i in inside)
    ]


def _row(instrument: Instrument, day: int, is_legacy: bool) -> dict[str, object]:
    return {
        "events": _events(instrument.calendar) if is_legacy else [],
        "name": instrument.name,
        "times": _times(instrument.calendar, day) if is_legacy else {},
        "trading_days": [name for n, name in enumerate(DAYS) if day_hours(instrument.calendar, n)],
        "underlying_symbol": instrument.symbol,
    }


def _times(calendar: Calendar, day: int) -> dict[str, object]:
    hours = day_hours(calendar, day)
    if hours is None:
        return {"open": ["--"], "close": ["--"], "settlement": "--"}
    opening, closing = (_clock(second) for second in hours)
    return {"open": [opening], "close": [closing], "settlement": "23:59:59"}


def _events(calendar: Calendar) -> Rows:
    if calendar is Calendar.ALWAYS:
        return []
    return [{"dates": "Fridays", "descrip": "Closes early (at 20:55)"}]


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def _epoch(date: str) -> int:
    year, month, day = (int(part) for part in date.split("-"))
    return int(datetime(year, month, day, tzinfo=UTC).timestamp())
