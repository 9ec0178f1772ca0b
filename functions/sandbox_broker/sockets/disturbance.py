"""Which faults fire for a frame and how they change it; without rules this costs one look."""

from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.faults import SOCKET, STREAM, Effect, Rule
from functions.sandbox_broker.sockets.session import Session
from functions.sandbox_broker.sockets.streams import Body
from functions.sandbox_broker.sockets.validation import read

Effects = dict[Effect, Rule]
UNKNOWN_MEMBER = "sandbox_unknown_member"
TICK_MEMBERS = {"tick": "symbol", "ohlc": "symbol"}


def pick_effects(session: Session, text: str) -> Effects:
    """Give the faults that fire for a request."""
    faults = session.world.faults
    if not faults.rules:
        return {}
    try:
        incoming = read(text)
    except BrokerError:
        return {}
    about = "" if incoming.req_id is None else f"req_id {incoming.req_id}"
    now = session.world.clock.now()
    return faults.pick(SOCKET, incoming.call or "", session.account_id, now, about=about)


def pick_stream_effects(session: Session, frame: Body) -> Effects:
    """Give the faults that fire for a stream's update."""
    faults = session.world.faults
    if not faults.rules:
        return {}
    message = str(frame["msg_type"])
    now = session.world.clock.now()
    return faults.pick(STREAM, message, session.account_id, now, key=_key(message, frame))


def disturb(frame: Body, effects: Effects) -> Body:
    """Change what a fault changes in a frame; the frame itself when nothing does."""
    payload = frame.get(str(frame["msg_type"]))
    if Effect.CLOCK_SKEW in effects and isinstance(payload, int):
        return {**frame, "time": payload + int(effects[Effect.CLOCK_SKEW].seconds)}
    if not isinstance(payload, dict):
        return frame
    changed = payload
    if Effect.TEXT_NUMBERS in effects:
        changed = {name: _as_text(value) for name, value in changed.items()}
    if Effect.EXTRA_MEMBER in effects:
        changed = {**changed, UNKNOWN_MEMBER: {"since": "today"}}
    return frame if changed is payload else {**frame, str(frame["msg_type"]): changed}


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, float) else value


def _key(message: str, frame: Body) -> str:
    """Name a market frame by symbol and moment, whoever receives it first."""
    payload = frame.get(message)
    if message not in TICK_MEMBERS or not isinstance(payload, dict):
        return ""
    return f"{payload.get('symbol')} {payload.get('epoch')}"
