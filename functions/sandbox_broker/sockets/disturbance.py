"""Which faults fire for a frame; without rules this costs one look."""

from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.faults import SOCKET, STREAM, Effect, Rule
from functions.sandbox_broker.sockets.session import Session
from functions.sandbox_broker.sockets.streams import Body
from functions.sandbox_broker.sockets.validation import read

Effects = dict[Effect, Rule]


def pick_effects(session: Session, text: str) -> Effects:
    """Give the faults that fire for a request."""
    faults = session.world.faults
    if not faults.rules:
        return {}
    try:
        call = read(text).call or ""
    except BrokerError:
        return {}
    return faults.pick(SOCKET, call, session.account_id, session.world.clock.now())


def pick_stream_effects(session: Session, frame: Body) -> Effects:
    """Give the faults that fire for a stream's update."""
    faults = session.world.faults
    if not faults.rules:
        return {}
    message = str(frame["msg_type"])
    return faults.pick(STREAM, message, session.account_id, session.world.clock.now())
