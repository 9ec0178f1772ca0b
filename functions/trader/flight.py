"""When a purchase of ours can have been booked at the broker."""

from datetime import datetime

from functions.trader.broker_time import BrokerTime
from functions.trader.purchase import BUY_WITHIN, SENT_WITHIN
from nexus.trading.models import Trade

# Our clock and the broker's may differ by this much.
SLACK_SECONDS = 5


def sent_before(trade: Trade) -> datetime:
    """Tell the moment after which this purchase cannot have been sent any more."""
    return trade.execute_before + SENT_WITHIN + BUY_WITHIN


def in_flight(trade: Trade, time: BrokerTime) -> range:
    """Tell the seconds, by the broker's clock, in which the purchase can have been made."""
    # By our clock or the broker's present one: the difference may have changed meanwhile.
    first, last = trade.requested_at, sent_before(trade)
    earliest = min(time.at(first), first.timestamp())
    latest = max(time.at(last), last.timestamp())
    return range(int(earliest) - SLACK_SECONDS, int(latest) + SLACK_SECONDS)
