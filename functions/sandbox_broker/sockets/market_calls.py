"""Calls about symbols, offerings and hours, and those about the connection itself."""

from functions.sandbox_broker.contracts.offerings import contracts_list, offerings, rows
from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.market.instruments import Instrument
from functions.sandbox_broker.market.sessions import is_open
from functions.sandbox_broker.market.times import trading_times
from functions.sandbox_broker.sockets import requests
from functions.sandbox_broker.sockets.calls import Answer, Exchange, answers, one


@answers("active_symbols", requests.ActiveSymbols)
def active_symbols(exchange: Exchange, request: requests.ActiveSymbols) -> list[Answer]:
    """List the instruments on which any of the asked contract types is offered."""
    world = exchange.session.world
    wanted = set(request.contract_type or ())
    listed = [
        _symbol_row(instrument, world.clock.epoch())
        for instrument in world.market.instruments.values()
        if not wanted or wanted & {offering.kind.code for offering in offerings(instrument)}
    ]
    return one("active_symbols", listed)


@answers("contracts_for", requests.ContractsFor)
def contracts_for(exchange: Exchange, request: requests.ContractsFor) -> list[Answer]:
    """List what is offered on one symbol."""
    world = exchange.session.world
    instrument = world.desk.instrument(request.contracts_for)
    spot = world.market.last_before(instrument.symbol, world.clock.epoch())
    if spot is None:
        raise BrokerError("MissingTickMarketData", "Trading is not available right now.")
    available = rows(instrument, spot.pips)
    return one("contracts_for", {"available": available, "hit_count": len(available)})


@answers("contracts_list", requests.ContractsList)
def list_contracts(_exchange: Exchange, _request: requests.ContractsList) -> list[Answer]:
    """List all contract categories."""
    return one("contracts_list", contracts_list())


@answers("trading_times", requests.TradingTimes)
def times(exchange: Exchange, request: requests.TradingTimes) -> list[Answer]:
    """List trading hours on a date."""
    world = exchange.session.world
    instruments, now = world.market.instruments.values(), world.clock.epoch()
    is_legacy = world.desk.assumptions.legacy_trading_times
    try:
        markets = trading_times(instruments, request.trading_times, now, is_legacy=is_legacy)
    except ValueError as error:
        raise BrokerError(
            "InputValidationFailed", "Input validation failed: trading_times"
        ) from error
    return one("trading_times", {"markets": markets})


@answers("time", requests.Time)
def time(exchange: Exchange, _request: requests.Time) -> list[Answer]:
    """Tell the broker's time."""
    return one("time", exchange.session.world.clock.epoch())


@answers("ping", requests.Ping)
def ping(_exchange: Exchange, _request: requests.Ping) -> list[Answer]:
    """Answer a keep-alive."""
    return one("ping", "pong")


@answers("forget", requests.Forget)
def forget(exchange: Exchange, request: requests.Forget) -> list[Answer]:
    """End one subscription."""
    return one("forget", int(exchange.session.forget(request.forget)))


@answers("forget_all", requests.ForgetAll)
def forget_all(exchange: Exchange, request: requests.ForgetAll) -> list[Answer]:
    """End all subscriptions of some kinds and name them."""
    asked = request.forget_all
    kinds = {asked} if isinstance(asked, str) else set(asked)
    session = exchange.session
    ids = [stream.id for stream in session.streams.values() if stream.kind in kinds]
    for stream_id in ids:
        session.forget(stream_id)
    return one("forget_all", ids)


def _symbol_row(instrument: Instrument, now: int) -> dict[str, object]:
    return {
        "exchange_is_open": int(is_open(instrument.calendar, now)),
        "is_trading_suspended": 0,
        "market": instrument.market,
        "pip_size": instrument.pip_size,
        "subgroup": instrument.subgroup,
        "submarket": instrument.submarket,
        "trade_count": instrument.trade_count,
        "underlying_symbol": instrument.symbol,
        "underlying_symbol_name": instrument.name,
        "underlying_symbol_type": instrument.kind,
    }
