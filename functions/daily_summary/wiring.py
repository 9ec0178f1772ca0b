"""Build the daily summary from its settings, once per process."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from functions.daily_summary.settings import settings
from functions.daily_summary.summarize import Summarize
from nexus.adapters.aws import client
from nexus.adapters.dynamodb.days import DynamoDays, DynamoPeople
from nexus.adapters.dynamodb.notifications import DynamoNotifications
from nexus.adapters.dynamodb.store import Store
from nexus.notifications.models import Notice, notification


@dataclass(frozen=True)
class InboxOnly:
    """Tell people in their inbox, without pushing or mailing."""

    inbox: DynamoNotifications

    def __call__(self, notice: Notice, cause: str, at: datetime) -> bool:
        """Add the message; False when it is there already."""
        return self.inbox.add(notification(notice, cause, at))


@lru_cache(maxsize=1)
def summarize() -> Summarize:
    """Wire what runs once a day."""
    tables, prefix = client("dynamodb"), settings().TABLE_PREFIX
    store = Store(tables, prefix)
    return Summarize(
        DynamoPeople(tables, prefix).user_ids,
        DynamoDays(store).settled,
        InboxOnly(DynamoNotifications(store)),
    )
