"""From one received frame to its answers: budget, shape, call."""

from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.faults import Rule
from functions.sandbox_broker.limits import SOCKET_BUDGETS, group_of
from functions.sandbox_broker.logs import logger
from functions.sandbox_broker.sockets import (  # noqa: F401 - importing registers the calls
    account_calls,
    contract_calls,
    market_calls,
    proposal_calls,
    tick_calls,
    trade_calls,
)
from functions.sandbox_broker.sockets.calls import CALLS, Answer, Exchange
from functions.sandbox_broker.sockets.session import Session
from functions.sandbox_broker.sockets.streams import Body, frame
from functions.sandbox_broker.sockets.validation import Incoming, check, read

# Where assumed, refusals of these calls come under an older code, their own as the subcode.
WRAPPERS = {
    "proposal": "ContractBuyValidationError",
    "buy": "ContractBuyValidationError",
    "sell": "ContractSellValidationError",
}
NEVER_WRAPPED = {"RateLimit", "InputValidationFailed", "AuthorizationRequired", "InvalidToken"}
# The call's name and its answer's message type differ in these.
MESSAGE_TYPES = {"ticks": "tick", "ticks_history": "history"}


def answer(session: Session, text: str, fault: Rule | None = None) -> list[Body]:
    """Answer one frame; every refusal is an answer too, and so is a mistake of ours."""
    try:
        incoming = read(text)
    except BrokerError as error:
        return [refuse(Incoming({}, None), error)]
    try:
        if fault:
            raise BrokerError(fault.code, fault.message)
        answers = execute(session, incoming)
        return [frame(a.origin or incoming, a.message, a.body) for a in answers]
    except BrokerError as error:
        return [_refuse_call(session, incoming, error)]
    except Exception:  # noqa: BLE001 - one bad request must not end the connection
        logger.exception("call failed")
        return [refuse(incoming, BrokerError("InternalServerError", "Sorry, an error occurred."))]


def refuse(incoming: Incoming, error: BrokerError) -> Body:
    """Write a refusal as an answer."""
    name = incoming.call or "error"
    return frame(incoming, MESSAGE_TYPES.get(name, name), {"error": error.frame()})


def _refuse_call(session: Session, incoming: Incoming, error: BrokerError) -> Body:
    wrapper = WRAPPERS.get(incoming.call or "")
    if not session.world.desk.assumptions.wrapped_refusals or not wrapper:
        return refuse(incoming, error)
    if error.code in NEVER_WRAPPED:
        return refuse(incoming, error)
    name = incoming.call or "error"
    return frame(incoming, name, {"error": error.wrapped(wrapper)})


def execute(session: Session, incoming: Incoming) -> list[Answer]:
    """Count, check and carry out one request."""
    if incoming.call:
        _count(session, incoming.call)
    request = check(incoming)
    handler = CALLS.get(incoming.call or "")
    if handler is None:
        raise BrokerError("UnrecognisedRequest", "Unrecognised request.")
    session.world.board.publish_due()
    return handler(Exchange(session, incoming), request)


def _count(session: Session, call: str) -> None:
    group = group_of(call)
    owner = str(id(session)) if group == "ping" else session.budget_key
    meter, now = session.world.meter, session.world.clock.now()
    if not meter.admit(f"{owner}|{group}", SOCKET_BUDGETS[group], now):
        raise BrokerError("RateLimit", f"You have reached the rate limit for {call}.")
