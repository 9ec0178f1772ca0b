"""Buying and selling."""

from functions.sandbox_broker.books.models import Booking, Contract
from functions.sandbox_broker.desk import Offer
from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.money import number
from functions.sandbox_broker.sockets import requests
from functions.sandbox_broker.sockets.calls import Answer, Exchange, answers, one
from functions.sandbox_broker.sockets.contract_calls import first_of_stream, follow_contract
from functions.sandbox_broker.sockets.proposal_calls import app_markup
from functions.sandbox_broker.sockets.session import Session
from functions.sandbox_broker.sockets.streams import Body
from functions.sandbox_broker.sockets.validation import Incoming

BY_PARAMETERS = "1"


@answers("buy", requests.Buy)
def buy(exchange: Exchange, request: requests.Buy) -> list[Answer]:
    """Buy an offer made on this connection, or straight from parameters."""
    session = exchange.session
    account = session.account()
    offer = _offer(session, request)
    contract, booking = session.world.desk.buy(offer, account, request.price, session.app_id)
    session.offers.pop(request.buy, None)
    session.forget(request.buy)
    body: Body = {"buy": _receipt(contract, booking)}
    if not request.subscribe:
        return [Answer("buy", body)]
    stream = follow_contract(_stream_origin(exchange, contract), contract)
    answer = Answer("buy", {**body, "subscription": {"id": stream.id}})
    return [answer, first_of_stream(session, stream, contract)]


@answers("sell", requests.Sell)
def sell(exchange: Exchange, request: requests.Sell) -> list[Answer]:
    """Sell a running contract back at the bid."""
    session = exchange.session
    account = session.account()
    contract, booking = session.world.desk.sell(request.sell, account.id, request.price)
    receipt: Body = {
        "balance_after": number(booking.balance_after),
        "contract_id": contract.id,
        "reference_id": contract.buy_transaction,
        "sold_for": number(booking.amount),
        "transaction_id": booking.id,
    }
    return one("sell", receipt)


@answers("cancel", requests.Cancel)
def cancel(exchange: Exchange, request: requests.Cancel) -> list[Answer]:
    """Refuse: none of the offered contracts has a deal cancellation."""
    raise _not_for_this_kind(exchange.session, request.cancel)


@answers("contract_update", requests.ContractUpdate)
def contract_update(exchange: Exchange, request: requests.ContractUpdate) -> list[Answer]:
    """Refuse: none of the offered contracts has limit orders."""
    raise _not_for_this_kind(exchange.session, request.contract_id)


@answers("contract_update_history", requests.ContractUpdateHistory)
def contract_update_history(
    exchange: Exchange, request: requests.ContractUpdateHistory
) -> list[Answer]:
    """Refuse: none of the offered contracts has limit orders."""
    raise _not_for_this_kind(exchange.session, request.contract_id)


def _stream_origin(exchange: Exchange, contract: Contract) -> Exchange:
    if exchange.session.world.desk.assumptions.contract_stream_echoes_buy:
        return exchange
    asked: Body = {
        "proposal_open_contract": 1,
        "contract_id": contract.id,
        "subscribe": 1,
    }
    if exchange.incoming.req_id is not None:
        asked["req_id"] = exchange.incoming.req_id
    return Exchange(exchange.session, Incoming(asked, "proposal_open_contract"))


def _offer(session: Session, request: requests.Buy) -> Offer:
    if request.buy == BY_PARAMETERS:
        return _offer_from_parameters(session, request.parameters)
    offer = session.offers.get(request.buy)
    if offer is None or not session.is_fresh(request.buy, offer):
        code = session.world.desk.assumptions.unknown_proposal_code
        raise BrokerError(code, "Unknown contract proposal")
    return offer


def _offer_from_parameters(session: Session, parameters: requests.BuyTerms | None) -> Offer:
    if parameters is None:
        raise BrokerError("InputValidationFailed", "Input validation failed: parameters")
    asked = parameters.app_markup_percentage
    may_ask = session.world.desk.assumptions.buy_may_set_markup
    return session.world.desk.offer(
        parameters.wish(asked if may_ask else None),
        parameters.underlying_symbol,
        session.account_type,
        app_markup(session),
    )


def _receipt(contract: Contract, booking: Booking) -> Body:
    return {
        "balance_after": number(booking.balance_after),
        "buy_price": number(contract.buy_price),
        "contract_id": contract.id,
        "longcode": contract.longcode,
        "payout": number(contract.payout),
        "purchase_time": contract.start,
        "shortcode": contract.shortcode,
        "start_time": contract.start,
        "transaction_id": booking.id,
    }


def _not_for_this_kind(session: Session, contract_id: int) -> BrokerError:
    account = session.account()
    if session.world.desk.contract_of(account.id, contract_id) is None:
        return BrokerError("ContractNotFound", "This contract was not found.")
    return BrokerError("InvalidContractType", "This is not available for this contract type.")
