"""Balance, positions and statements of the account behind the socket."""

from datetime import UTC, datetime
from decimal import Decimal

from functions.sandbox_broker.books.models import Account, Booking, Contract
from functions.sandbox_broker.books.queries import Page, bookings, finished
from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.money import number
from functions.sandbox_broker.sockets import requests
from functions.sandbox_broker.sockets.calls import Answer, Exchange, answers, one
from functions.sandbox_broker.sockets.streams import Body, Stream


@answers("balance", requests.Balance)
def balance(exchange: Exchange, request: requests.Balance) -> list[Answer]:
    """Give the balance and, subscribed, each change."""
    session = exchange.session
    account = session.account()
    if not request.subscribe:
        return one("balance", _balance(account, account.balance))
    stream = session.open_stream(exchange.incoming, "balance", "")

    def publish(booking: Booking, _contract: Contract | None) -> None:
        if booking.amount:
            body = {**_balance(account, booking.balance_after), "id": stream.id}
            stream.emit("balance", {"balance": body})

    stream.cancels.append(session.world.ledger.watch(account.id, publish))
    body = {**_balance(account, account.balance), "id": stream.id}
    return [Answer("balance", {"balance": body, "subscription": {"id": stream.id}})]


@answers("transaction", requests.Transaction)
def transaction(exchange: Exchange, _request: requests.Transaction) -> list[Answer]:
    """Acknowledge, then give each booking."""
    session = exchange.session
    account = session.account()
    stream = session.open_stream(exchange.incoming, "transaction", "")

    def publish(booking: Booking, contract: Contract | None) -> None:
        body = _transaction(stream, account, booking, contract)
        stream.emit("transaction", {"transaction": body})

    stream.cancels.append(session.world.ledger.watch(account.id, publish))
    acknowledgement: Body = {"subscription": {"id": stream.id}, "transaction": {"id": stream.id}}
    return [Answer("transaction", acknowledgement)]


@answers("portfolio", requests.Portfolio)
def portfolio(exchange: Exchange, request: requests.Portfolio) -> list[Answer]:
    """List the open contracts."""
    session = exchange.session
    wanted = set(request.contract_type or ())
    contracts = session.world.ledger.open_of(session.account().id)
    rows = [_position(c) for c in contracts if not wanted or c.kind in wanted]
    return one("portfolio", {"contracts": rows})


@answers("statement", requests.Statement)
def statement(exchange: Exchange, request: requests.Statement) -> list[Answer]:
    """List bookings, newest first."""
    session = exchange.session
    account = session.account()
    page = Page(request.date_from, request.date_to, int(request.limit), request.offset)
    found = bookings(session.world.store, account.id, page, request.action_type)
    contracts = {b.id: session.world.ledger.contract(b.contract_id or 0) for b in found}
    rows = [_statement_row(b, contracts[b.id], described=bool(request.description)) for b in found]
    return one("statement", {"count": len(rows), "transactions": rows})


@answers("profit_table", requests.ProfitTable)
def profit_table(exchange: Exchange, request: requests.ProfitTable) -> list[Answer]:
    """List finished contracts."""
    session = exchange.session
    account = session.account()
    page = Page(
        _moment(request.date_from, 0),
        _moment(request.date_to, 86_399),
        int(request.limit),
        request.offset,
        is_ascending=request.sort == "ASC",
    )
    found = finished(session.world.store, account.id, page, request.contract_type)
    rows = [_profit_row(contract, described=bool(request.description)) for contract in found]
    return one("profit_table", {"count": len(rows), "transactions": rows})


@answers("logout", requests.Logout)
def logout(exchange: Exchange, _request: requests.Logout) -> list[Answer]:
    """Take the account from the connection, and its streams with it."""
    session = exchange.session
    session.account()
    for stream in list(session.streams.values()):
        if stream.kind in {"balance", "transaction", "proposal_open_contract", "proposal"}:
            session.forget(stream.id)
    session.account_id = None
    session.offers.clear()
    return one("logout", 1)


def _balance(account: Account, amount: Decimal) -> Body:
    return {"balance": number(amount), "currency": account.currency, "loginid": account.id}


def _transaction(
    stream: Stream, account: Account, booking: Booking, contract: Contract | None
) -> Body:
    body: Body = {
        "action": booking.action,
        "amount": number(booking.amount),
        "balance": number(booking.balance_after),
        "contract_id": booking.contract_id,
        "currency": account.currency,
        "id": stream.id,
        "transaction_id": booking.id,
        "transaction_time": booking.time,
    }
    if contract is None:
        return body
    about: Body = {
        "date_expiry": contract.expiry,
        "longcode": contract.longcode,
        "underlying_symbol": contract.symbol,
    }
    bought: Body = {"purchase_time": contract.start} if booking.action == "sell" else {}
    return {**body, **about, **bought}


def _position(contract: Contract) -> Body:
    return {
        "buy_price": number(contract.buy_price),
        "contract_id": contract.id,
        "contract_type": contract.kind,
        "currency": contract.currency,
        "date_start": contract.start,
        "expiry_time": contract.expiry,
        "longcode": contract.longcode,
        "payout": number(contract.payout),
        "purchase_time": contract.start,
        "shortcode": contract.shortcode,
        "transaction_id": contract.buy_transaction,
        "underlying_symbol": contract.symbol,
    }


def _statement_row(booking: Booking, contract: Contract | None, *, described: bool) -> Body:
    row: Body = {
        "action_type": booking.action,
        "amount": number(booking.amount),
        "app_id": booking.app_id,
        "balance_after": number(booking.balance_after),
        "contract_id": booking.contract_id,
        "payout": number(contract.payout) if contract else None,
        "reference_id": booking.reference_id,
        "transaction_id": booking.id,
        "transaction_time": booking.time,
    }
    if contract and booking.action == "sell":
        row["purchase_time"] = contract.start
    if described:
        row["shortcode"] = contract.shortcode if contract else None
        row["longcode"] = contract.longcode if contract else booking.action.capitalize()
    return row


def _profit_row(contract: Contract, *, described: bool) -> Body:
    row: Body = {
        "buy_price": number(contract.buy_price),
        "contract_id": contract.id,
        "contract_type": contract.kind,
        "duration_type": _duration_type(contract),
        "payout": number(contract.payout),
        "purchase_time": contract.start,
        "sell_price": number(contract.sell_price or Decimal(0)),
        "sell_time": contract.sell_time,
        "transaction_id": contract.buy_transaction,
        "underlying_symbol": contract.symbol,
    }
    texts: Body = {"longcode": contract.longcode, "shortcode": contract.shortcode}
    return {**row, **texts} if described else row


def _duration_type(contract: Contract) -> str:
    if contract.ticks is not None:
        return "ticks"
    return "minutes" if contract.is_intraday else "days"


def _moment(date: str | None, seconds_into_day: int) -> int | None:
    """Read a date or an epoch; a date stands for its first or its last second."""
    if date is None or date.isdigit():
        return int(date) if date else None
    try:
        year, month, day = (int(part) for part in date.split("-"))
        return int(datetime(year, month, day, tzinfo=UTC).timestamp()) + seconds_into_day
    except ValueError as error:
        raise BrokerError("InputValidationFailed", "Input validation failed: date") from error
