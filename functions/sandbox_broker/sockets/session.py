"""One socket without the socket: frames in, frames out, and the streams that belong to it."""

from dataclasses import dataclass, field
from uuid import uuid4

from functions.sandbox_broker.books.models import Account
from functions.sandbox_broker.desk import Offer
from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.oauth.otps import Grant
from functions.sandbox_broker.sockets.streams import Outbox, Stream
from functions.sandbox_broker.sockets.validation import Incoming
from functions.sandbox_broker.world import World

OFFERS_BEFORE_PRUNING = 200


@dataclass(eq=False)
class Session:
    """Hold what belongs to one connection; nothing of it outlives the socket."""

    world: World
    kind: str
    outbox: Outbox
    address: str
    grant: Grant | None = None
    account_id: str | None = None
    streams: dict[str, Stream] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.account_id = self.grant.account_id if self.grant else None

    @property
    def app_id(self) -> str | None:
        """Give the app whose token opened the socket."""
        return self.grant.app_id if self.grant else None

    @property
    def budget_key(self) -> str:
        """Name whose rate budget this connection draws from."""
        scope = self.world.desk.assumptions.budget_scope
        if scope == "connection":
            return str(id(self))
        if scope == "address" or self.grant is None:
            return f"address:{self.address}"
        return self.grant.user_id if scope == "user" else self.grant.account_id

    @property
    def account_type(self) -> str | None:
        """Give demo or real, or nothing on a public socket."""
        account = self.world.ledger.account(self.account_id) if self.account_id else None
        return account.type if account else None

    def account(self) -> Account:
        """Give the account behind the socket or refuse."""
        account = self.world.ledger.account(self.account_id) if self.account_id else None
        if account is None or self.grant is None:
            raise BrokerError(self.world.desk.assumptions.login_code, "Please log in.")
        if self.world.desk.assumptions.sockets_need_a_valid_token:
            token = self.world.people.token_by_hash(self.grant.token_hash)
            if token is None or not token.is_valid(self.world.clock.now()):
                raise BrokerError("InvalidToken", "The token is invalid.")
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

    def keep_offer(self, offer_id: str, offer: Offer) -> None:
        """Remember an offer that may be bought here; a public socket buys nothing."""
        if self.account_id is None:
            return
        self.offers[offer_id] = offer
        if len(self.offers) > OFFERS_BEFORE_PRUNING:
            self.offers = {key: x for key, x in self.offers.items() if self.is_fresh(key, x)}

    def is_fresh(self, offer_id: str, offer: Offer) -> bool:
        """Tell whether an offer may still be bought: while its stream lives, else for a while."""
        desk = self.world.desk
        until = offer.made_at + desk.assumptions.proposal_seconds
        return offer_id in self.streams or desk.clock.now() <= until

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

    def drop(self) -> None:
        """Cut the connection without a word."""
        self.outbox.drop()

    def freeze(self) -> None:
        """Leave the connection half open."""
        self.outbox.freeze()
