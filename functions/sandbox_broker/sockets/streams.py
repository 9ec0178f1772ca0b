"""Subscriptions and the envelope of every frame."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from functions.sandbox_broker.sockets.validation import Incoming

Body = dict[str, object]
Cancel = Callable[[], None]


class Outbox(Protocol):
    """Take what a session wants to send."""

    def send(self, frame: Body) -> None:
        """Queue one frame."""

    def push(self, frame: Body) -> None:
        """Queue one stream's update."""

    def drop(self) -> None:
        """Cut the connection without a word."""

    def freeze(self) -> None:
        """Leave the connection half open."""


@dataclass
class Stream:
    """Hold one subscription: its id, the request it repeats, and how to stop it."""

    id: str
    kind: str
    key: str
    origin: Incoming
    outbox: Outbox
    cancels: list[Cancel] = field(default_factory=list)

    def emit(self, message: str, body: Body) -> None:
        """Send one update with the original request's echo and number."""
        self.outbox.push(frame(self.origin, message, {**body, "subscription": {"id": self.id}}))

    def stop(self) -> None:
        """Stop the updates; the subscription itself stays until it is forgotten."""
        for cancel in self.cancels:
            cancel()
        self.cancels.clear()


def frame(origin: Incoming, message: str, body: Body) -> Body:
    """Wrap a payload in the envelope every answer has."""
    envelope: Body = {"echo_req": origin.raw, "msg_type": message, **body}
    return envelope if origin.req_id is None else {**envelope, "req_id": origin.req_id}
