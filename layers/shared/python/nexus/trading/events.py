"""What other parts learn about trading; names are in design.md section 6."""

from enum import StrEnum


class TradingEvent(StrEnum):
    """The event names this domain publishes."""

    TRADE_OPENED = "TradeOpened"
    TRADE_SETTLED = "TradeSettled"
    TRADE_DENIED = "TradeDenied"
    TRADE_REJECTED = "TradeRejected"
    TRADING_HALTED = "TradingHalted"
    TRADING_RESUMED = "TradingResumed"
    SESSION_STOPPED = "SessionStopped"
    BALANCE_LOW = "BalanceLow"
    LIMIT_CHANGED = "LimitChanged"
