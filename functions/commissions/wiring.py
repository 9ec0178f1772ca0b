"""Which event earns or counts what."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from functions.commissions.settings import settings
from nexus.accounts.events import AccountEvent
from nexus.adapters.aws import client
from nexus.adapters.dynamodb.commissions import DynamoCommissions
from nexus.adapters.dynamodb.referrals import DynamoReferrals
from nexus.adapters.dynamodb.serialization import from_item
from nexus.adapters.dynamodb.store import Store
from nexus.affiliates.models import Newcomer, SettledTrade
from nexus.affiliates.service import Bookkeeping
from nexus.kernel.events import Event
from nexus.trading.events import TradingEvent

Reaction = Callable[[Event], object]


@lru_cache(maxsize=1)
def reaction() -> Reaction:
    """Wire the consumer, once per process."""
    store = Store(client("dynamodb"), settings().TABLE_PREFIX)
    return react_with(Bookkeeping(DynamoReferrals(store), DynamoCommissions(store)))


def react_with(books: Bookkeeping) -> Reaction:
    """Choose by event name; other events are none of this consumer's business."""
    reactions: Mapping[str, Reaction] = {
        AccountEvent.USER_SIGNED_UP: lambda event: books.welcome(from_item(Newcomer, event.data)),
        AccountEvent.BROKER_ACCOUNT_LINKED: lambda event: books.link(
            str(event.data["user_id"]), event.occurred_at
        ),
        TradingEvent.TRADE_SETTLED: lambda event: books.settle(from_item(SettledTrade, event.data)),
    }

    def react(event: Event) -> object:
        known = reactions.get(event.name)
        return known(event) if known else None

    return react
