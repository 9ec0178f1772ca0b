"""Priced offers, once and as streams."""

from decimal import Decimal
from uuid import uuid4

from functions.sandbox_broker.contracts.pricing import barrier_pips, channel
from functions.sandbox_broker.contracts.texts import longcode
from functions.sandbox_broker.desk import Offer
from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.market.feed import Tick
from functions.sandbox_broker.money import number, text
from functions.sandbox_broker.sockets import requests
from functions.sandbox_broker.sockets.calls import Answer, Exchange, answers
from functions.sandbox_broker.sockets.session import Session
from functions.sandbox_broker.sockets.streams import Body, Stream, frame

DAY = 86_400


@answers("proposal", requests.Proposal)
def proposal(exchange: Exchange, request: requests.Proposal) -> list[Answer]:
    """Price a contract; subscribed, price it again with every tick unless its price is constant."""
    session = exchange.session
    offer = session.world.desk.offer(
        request.wish(), request.underlying_symbol, session.account_type, app_markup(session)
    )
    if not request.subscribe:
        offer_id = str(uuid4())
        session.keep_offer(offer_id, offer)
        return [Answer("proposal", {"proposal": offer_body(session, offer, offer_id)})]
    stream = session.open_stream(exchange.incoming, "proposal", _key(request))
    session.keep_offer(stream.id, offer)
    if not is_constant(offer):
        _reprice_on_ticks(session, stream, offer)
    body = offer_body(session, offer, stream.id)
    return [Answer("proposal", {"proposal": body, "subscription": {"id": stream.id}})]


def app_markup(session: Session) -> Decimal:
    """Give the markup registered for the app that opened the socket."""
    app = session.world.store.apps.get(session.app_id) if session.app_id else None
    return app.markup_percent if app else Decimal(0)


def is_constant(offer: Offer) -> bool:
    """Tell whether the price does not depend on the spot, so that a stream has one answer."""
    terms = offer.terms
    if terms.barrier is not None:
        return False
    if terms.ticks is not None:
        return True
    is_short = terms.expiry(offer.made_at) - offer.made_at < DAY
    return terms.instrument.constant_price and is_short


def offer_body(session: Session, offer: Offer, offer_id: str) -> Body:
    """Write an offer; the barrier shown is only the present spot's."""
    terms, instrument = offer.terms, offer.terms.instrument
    barrier = barrier_pips(terms.barrier, instrument, offer.spot.pips)
    details: Body = {"barrier": instrument.text(barrier)}
    if offer.price.markup:
        details["app_markup_amount"] = text(offer.price.markup)
    return {
        "ask_price": number(offer.price.ask),
        "contract_details": details,
        "date_expiry": terms.expiry(offer.made_at),
        "date_start": offer.made_at,
        "id": offer_id,
        "longcode": longcode(terms),
        "payout": number(offer.price.payout),
        "spot": instrument.number(offer.spot.pips),
        "spot_time": offer.spot.epoch,
        "validation_params": _limits(session),
    }


def _limits(session: Session) -> Body:
    assumptions = session.world.desk.assumptions
    highest = channel(assumptions, session.account_type).payout_limit
    return {
        "payout": {"max": text(highest)},
        "stake": {"min": text(assumptions.minimum_stake)},
    }


def _reprice_on_ticks(session: Session, stream: Stream, first: Offer) -> None:
    def publish(_tick: Tick) -> None:
        try:
            offer = session.world.desk.offer(
                first.wish, first.symbol, session.account_type, first.terms.markup_percent
            )
        except BrokerError as error:
            session.outbox.send(frame(stream.origin, "proposal", {"error": error.frame()}))
            session.forget(stream.id)
            return
        is_stable = session.world.desk.assumptions.stable_proposal_ids
        offer_id = stream.id if is_stable else str(uuid4())
        session.keep_offer(offer_id, offer)
        stream.emit("proposal", {"proposal": offer_body(session, offer, offer_id)})

    stream.cancels.append(session.world.board.listen(first.symbol, publish))


def _key(request: requests.Proposal) -> str:
    terms = request.model_dump_json(exclude={"req_id", "passthrough", "subscribe"})
    return f"{request.underlying_symbol}|{terms}"
