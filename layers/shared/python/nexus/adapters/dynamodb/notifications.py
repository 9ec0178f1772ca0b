"""Messages by user, newest first, and what each user wants to hear."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.cursor import cursor_after, id_of_cursor
from nexus.adapters.dynamodb.serialization import Item, from_item, to_item
from nexus.adapters.dynamodb.store import NEW, Put, Query, Store, Update
from nexus.kernel.clock import to_epoch, to_text
from nexus.kernel.errors import Conflict
from nexus.notifications.models import Notification, Settings

NOTICE_LIFE = timedelta(days=90)


@dataclass(frozen=True)
class DynamoNotifications:
    """The notifications table behind `nexus.notifications.ports.InboxStore`."""

    store: Store

    def add(self, notification: Notification) -> bool:
        """Keep a message for 90 days; False when it is there already."""
        key = keys.notification(notification.user_id, notification.notification_id)
        try:
            self.store.write(Put(key, _item(notification), NEW))
        except Conflict:
            return False
        return True

    def find(self, user_id: str, notification_id: str) -> Notification | None:
        """Read one message."""
        item = self.store.get(keys.notification(user_id, notification_id))
        return _read(item) if item else None

    def page(
        self, user_id: str, limit: int, cursor: str | None
    ) -> tuple[list[Notification], str | None]:
        """Page through a user's messages, newest first."""
        before = id_of_cursor(cursor)
        start = keys.notification(user_id, before) if before else None
        page = self.store.query(_newest(user_id, limit, start))
        found = [_read(item) for item in page.items]
        return found, cursor_after(found[-1].notification_id if page.last and found else None)

    def count_unread(self, user_id: str, after: str | None, at_most: int) -> int:
        """Count unread messages later than `after` among the newest `at_most`."""
        newest = self.store.query(_newest(user_id, at_most)).items
        return sum(1 for item in newest if "read_at" not in item and item["id"] > (after or ""))

    def newest_id(self, user_id: str) -> str | None:
        """Find the latest message's id."""
        found = self.store.query(_newest(user_id, 1)).items
        return str(found[0]["id"]) if found else None

    def set_read(self, user_id: str, notification_id: str, at: datetime) -> None:
        """Note when a message was read."""
        self._mark(user_id, notification_id, "read_at", at)

    def set_mailed(self, user_id: str, notification_id: str, at: datetime) -> None:
        """Note when a message was mailed."""
        self._mark(user_id, notification_id, "mailed_at", at)

    def settings(self, user_id: str) -> Settings:
        """Read a user's settings; the defaults when nothing was changed."""
        item = self.store.get(keys.notification_settings(user_id))
        return from_item(Settings, item) if item else Settings()

    def save_settings(self, user_id: str, settings: Settings) -> None:
        """Write a user's settings."""
        self.store.write(Put(keys.notification_settings(user_id), to_item(settings)))

    def _mark(self, user_id: str, notification_id: str, name: str, at: datetime) -> None:
        key = keys.notification(user_id, notification_id)
        self.store.write(
            Update(
                key,
                "SET #mark = if_not_exists(#mark, :at)",
                "attribute_exists({partition})",
                names={"#mark": name},
                values={":at": to_text(at)},
            )
        )


def _newest(user_id: str, limit: int, start: keys.Key | None = None) -> Query:
    return Query(
        "notifications",
        user_id,
        prefix=keys.notification(user_id, "").sort,
        newest_first=True,
        limit=limit,
        start={"user_id": start.partition, "notification_id": start.sort} if start else None,
    )


def _item(notification: Notification) -> Item:
    item = {**to_item(notification), "ttl": to_epoch(notification.created_at + NOTICE_LIFE)}
    item["id"] = item.pop("notification_id")
    return item


def _read(item: Item) -> Notification:
    return from_item(Notification, {**item, "notification_id": item["id"]})
