from functions.sandbox_broker.market.instruments import Calendar

DAY = 86_400
WEEK = 7 * DAY
FRIDAY_CLOSE = 20 * 3600 + 55 * 60
# Seconds since Monday 00:00 UTC, both ends included.
OPEN_SPANS: dict[Calendar, tuple[int, int]] = {
    Calendar.ALWAYS: (0, WEEK - 1),
    Calendar.FOREX: (0, 4 * DAY + FRIDAY_CLOSE),
}
# Short forex contracts are not sold, nor may they end, in these hours of the day.
FOREX_QUIET_HOURS = (21 * 3600, 24 * 3600)
# The epoch began on a Thursday.
MONDAY_OFFSET = 3 * DAY


def second_of_week(epoch: int) -> int:
    """Count the seconds since Monday 00:00 UTC."""
    return (epoch + MONDAY_OFFSET) % WEEK


def is_open(calendar: Calendar, epoch: int) -> bool:
    """Tell whether the market trades in this second."""
    first, last = OPEN_SPANS[calendar]
    return first <= second_of_week(epoch) <= last


def next_open(calendar: Calendar, epoch: int) -> int:
    """Give the first open second at or after the given one."""
    if is_open(calendar, epoch):
        return epoch
    opening = OPEN_SPANS[calendar][0]
    return epoch + (opening - second_of_week(epoch)) % WEEK


def last_open(calendar: Calendar, epoch: int) -> int:
    """Give the last open second at or before the given one."""
    if is_open(calendar, epoch):
        return epoch
    closing = OPEN_SPANS[calendar][1]
    return epoch - (second_of_week(epoch) - closing) % WEEK


def weekday(epoch: int) -> int:
    """Give the day of the week, Monday = 0."""
    return second_of_week(epoch) // DAY


def day_hours(calendar: Calendar, day: int) -> tuple[int, int] | None:
    """Give opening and closing second of a weekday (Monday = 0), or nothing when it is closed."""
    first, last = OPEN_SPANS[calendar]
    start, stop = max(first - day * DAY, 0), min(last - day * DAY, DAY - 1)
    return (start, stop) if start <= stop else None


def is_quiet(calendar: Calendar, epoch: int) -> bool:
    """Tell whether short contracts are suspended at this hour."""
    start, stop = FOREX_QUIET_HOURS
    return calendar is Calendar.FOREX and start <= epoch % DAY < stop
