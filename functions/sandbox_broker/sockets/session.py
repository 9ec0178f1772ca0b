"""One socket without the socket: frames in, frames out, and the streams that belong to it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from uuid import uuid4

from functions.sandbox_broker.books.models import Account
from functions.sandbox_broker.desk import Offer
from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.sockets.validation import Incoming
from functions.sandbox_broker.world import World

Body = dict[str, object]
Cancel = Callable[[], None]


class Outbox(Protocol):
    """Take what a session wants to send."""

    def send(self, frame: Body) -> None:
        """Queue one frame."""

    def drop(self) -> None:
        """Cut the connection without a word."""


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
        self.outbox.send(frame(self.origin, message, {**body, "subscription": {"id": self.id}}))

    def stop(self) -> None:
        """Stop the updates; the subscription itself stays until it is forgotten."""
        for cancel in self.cancels:
            cancel()
        self.cancels.clear()


@dataclass(eq=False)
class Session:
    """Hold what belongs to one connection; nothing of it outlives the socket."""

    world: World
    kind: str
    outbox: Outbox
    address: str
    account_id: str | None = None
    app_id: str | None = None
    streams: dict[str, Stream] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)

    @property
    def budget_key(self) -> str:
        """Name whose rate budget this connection draws from."""
        return self.account_id or f"public:{self.address}"

    @property
    def account_type(self) -> str | None:
        """Give demo or real, or nothing on a public socket."""
        account = self.world.ledger.account(self.account_id) if self.account_id else None
        return account.type if account else None

    def account(self) -> Account:
        """Give the account behind the socket or refuse."""
        account = self.world.ledger.account(self.account_id) if self.account_id else None
        if account is None:
            raise BrokerError("AuthorizationRequired", "Please log in.")
        return account

    def open_stream(self, origin: Incoming, kind: str, key: str) -> Stream:
        """Start a subscription unless the same one runs already."""
        if any(s.kind == kind and s.key == key for s in self.streams.values()):
            subject = key.split("|", maxsplit=1)[0] or kind
            raise BrokerError("AlreadySubscribed", f"You are already subscribed to {subject}.")
        if len(self.streams) >= self.world.desk.assumptions.subscriptions_per_connection:
            raise BrokerError("RateLimit", "You have reached the limit of subscriptions.")
        stream = Stream(str(uuid4()), kind, key, origin, self.outbox)
        self.streams[stream.id] = stream
        return stream

    def forget(self, stream_id: str) -> bool:
        """End a subscription; tells whether there was one."""
        stream = self.streams.pop(stream_id, None)
        if stream:
            stream.stop()
        return stream is not None

    def close(self) -> None:
        """End everything that belongs to the connection."""
        for stream_id in list(self.streams):
            self.forget(stream_id)


def frame(origin: Incoming, message: str, body: Body) -> Body:
    """Wrap a payload in the envelope every answer has."""
    envelope: Body = {"echo_req": origin.raw, "msg_type": message, **body}
    return envelope if origin.req_id is None else {**envelope, "req_id": origin.req_id}
