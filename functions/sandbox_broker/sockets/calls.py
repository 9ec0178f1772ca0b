from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.sockets.requests import Request
from functions.sandbox_broker.sockets.session import Session
from functions.sandbox_broker.sockets.streams import Body
from functions.sandbox_broker.sockets.validation import Incoming

R = TypeVar("R", bound=Request)


@dataclass(frozen=True)
class Answer:
    """Hold one frame's message type and payload, and its request where that is another one."""

    message: str
    body: Body
    origin: Incoming | None = None


@dataclass(frozen=True)
class Exchange:
    """Hold one request's surroundings while it is answered."""

    session: Session
    incoming: Incoming


Handler = Callable[[Exchange, R], list[Answer]]
CALLS: dict[str, Handler[Request]] = {}


def answers(name: str, model: type[R]) -> Callable[[Handler[R]], Handler[R]]:
    """Register a function as the one that answers a call."""

    def register(handler: Handler[R]) -> Handler[R]:
        def checked(exchange: Exchange, request: Request) -> list[Answer]:
            if not isinstance(request, model):
                raise BrokerError("UnrecognisedRequest", "Unrecognised request.")
            return handler(exchange, request)

        CALLS[name] = checked
        return handler

    return register


def one(message: str, payload: object) -> list[Answer]:
    """Answer with one frame whose payload bears the message's name."""
    return [Answer(message, {message: payload})]
