"""Requests, written exactly as the broker's closed schemas want them (deriv-api.md section 7)."""

from decimal import Decimal

from nexus.adapters.broker.wire import Request

PING: Request = {"ping": 1}
TIME: Request = {"time": 1}
ACTIVE_SYMBOLS: Request = {"active_symbols": "brief"}
PORTFOLIO: Request = {"portfolio": 1}
BALANCE: Request = {"balance": 1, "subscribe": 1}
TRANSACTIONS: Request = {"transaction": 1, "subscribe": 1}


def contracts_for(symbol: str) -> Request:
    """Ask which contracts and durations a symbol is offered for."""
    return {"contracts_for": symbol}


def ticks(symbol: str) -> Request:
    """Subscribe to a symbol's ticks."""
    return {"ticks": symbol, "subscribe": 1}


def tick_history(
    symbol: str, *, count: int, start: int | None = None, end: str = "latest"
) -> Request:
    """Ask for past ticks; the broker caps `count` at 1000 and then keeps the newest."""
    window: Request = {"ticks_history": symbol, "end": end, "count": count, "style": "ticks"}
    return {**window, "start": start} if start is not None else window


def candle_history(symbol: str, count: int) -> Request:
    """Ask for the latest one-minute candles."""
    return {
        "ticks_history": symbol,
        "end": "latest",
        "count": count,
        "style": "candles",
        "granularity": 60,
        "adjust_start_time": 1,
    }


def proposal(
    symbol: str, contract_type: str, minutes: int, stake: Decimal, currency: str = "USD"
) -> Request:
    """Ask for the price of a rise/fall contract; never with a barrier."""
    return {
        "proposal": 1,
        "contract_type": contract_type,
        "currency": currency,
        "underlying_symbol": symbol,
        "amount": stake,
        "basis": "stake",
        "duration": minutes,
        "duration_unit": "m",
    }


def buy(proposal_id: str, price: Decimal) -> Request:
    """Buy a proposal of the same socket, paying at most `price`."""
    return {"buy": proposal_id, "price": price}


def sell(contract_id: int, least: Decimal = Decimal(0)) -> Request:
    """Sell an open contract for `least` or more; zero takes the market's price."""
    return {"sell": contract_id, "price": least}


def open_contract(contract_id: int, *, subscribe: bool = True) -> Request:
    """Follow one contract until it ends."""
    request: Request = {"proposal_open_contract": 1, "contract_id": contract_id}
    return {**request, "subscribe": 1} if subscribe else request


def profit_table(date_from: int, limit: int = 100) -> Request:
    """List contracts closed since `date_from` (epoch seconds), with their shortcodes."""
    return {"profit_table": 1, "date_from": str(date_from), "description": 1, "limit": limit}


def statement(date_from: int, limit: int = 100, offset: int = 0) -> Request:
    """List bookings since `date_from` (epoch seconds), newest first, with their shortcodes."""
    request: Request = {"statement": 1, "date_from": date_from, "description": 1, "limit": limit}
    return {**request, "offset": offset} if offset else request


def forget(subscription_id: str) -> Request:
    """End one subscription."""
    return {"forget": subscription_id}


_NOT_CALLS = frozenset({"req_id", "passthrough", "subscribe"})


def name_of(request: Request) -> str:
    """Name the call a request makes; the broker names it by its first member."""
    return next(name for name in request if name not in _NOT_CALLS)
