"""Who tells people what."""

from collections.abc import Callable
from functools import lru_cache

from functions.notifications.settings import settings
from nexus.adapters.aws import client
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.notifications import DynamoNotifications
from nexus.adapters.dynamodb.store import Store
from nexus.adapters.live import LiveNotifications
from nexus.adapters.push import BrowserPush
from nexus.adapters.ses import SesMailer
from nexus.kernel.clock import system_clock
from nexus.kernel.events import Event
from nexus.notifications.ports import FindAddress
from nexus.notifications.service import Announcer


@lru_cache(maxsize=1)
def reaction() -> Callable[[Event], object]:
    """Wire the consumer, once per process."""
    wanted = settings()
    store = Store(client("dynamodb"), wanted.TABLE_PREFIX)
    sockets = BrowserPush(client("apigatewaymanagementapi", wanted.WEBSOCKET_ENDPOINT))
    return Announcer(
        store=DynamoNotifications(store),
        live=LiveNotifications(store, sockets),
        mailer=SesMailer(client("sesv2"), wanted.EMAIL_SENDER),
        find_address=addresses(store),
        public_url=wanted.PUBLIC_URL,
        clock=system_clock,
    ).announce


def addresses(store: Store) -> FindAddress:
    """Look e-mail addresses up in the users' profiles."""

    def find(user_id: str) -> str | None:
        profile = store.get(keys.profile(user_id))
        return str(profile["email"]) if profile and "email" in profile else None

    return find
