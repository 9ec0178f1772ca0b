"""Tell people what happened, and let them read it."""

from dataclasses import dataclass, replace
from datetime import datetime

from nexus.kernel.clock import Clock
from nexus.kernel.errors import NotFound
from nexus.kernel.events import Event
from nexus.notifications.models import Notice, Notification, Preferences, notification
from nexus.notifications.ports import FindAddress, InboxStore, Live, Mailer
from nexus.notifications.templates import notices_for

UNREAD_AT_MOST = 100


@dataclass(frozen=True)
class Inbox:
    """A user's messages as the REST interface uses them."""

    store: InboxStore

    def page(
        self, user_id: str, limit: int, cursor: str | None = None
    ) -> tuple[list[Notification], str | None]:
        """Page through the messages, newest first."""
        settings = self.store.settings(user_id)
        found, after = self.store.page(user_id, limit, cursor)
        through, at = settings.read_through or "", settings.read_through_at
        return [
            replace(each, read_at=each.read_at or at) if each.notification_id <= through else each
            for each in found
        ], after

    def unread(self, user_id: str) -> int:
        """Count the messages not read, up to a hundred."""
        through = self.store.settings(user_id).read_through
        return self.store.count_unread(user_id, through, UNREAD_AT_MOST)

    def mark_read(self, user_id: str, notification_id: str, at: datetime) -> None:
        """Mark one message as read; NotFound when it is not the user's."""
        if self.store.find(user_id, notification_id) is None:
            raise NotFound(f"No notification {notification_id}")
        self.store.set_read(user_id, notification_id, at)

    def mark_all_read(self, user_id: str, at: datetime) -> None:
        """Mark all messages there are now as read."""
        newest = self.store.newest_id(user_id)
        if newest is not None:
            settings = self.store.settings(user_id)
            self.store.save_settings(
                user_id, replace(settings, read_through=newest, read_through_at=at)
            )

    def preferences(self, user_id: str) -> Preferences:
        """Read which messages also go out by e-mail."""
        return self.store.settings(user_id).preferences

    def set_preferences(self, user_id: str, preferences: Preferences) -> None:
        """Change which messages also go out by e-mail."""
        settings = self.store.settings(user_id)
        self.store.save_settings(user_id, replace(settings, preferences=preferences))


@dataclass(frozen=True)
class Announcer:
    """Put messages in inboxes, show them live, mail the important ones.

    A repeat adds no second message and shows none; e-mail goes out at least once.
    """

    store: InboxStore
    live: Live
    mailer: Mailer
    find_address: FindAddress
    public_url: str
    clock: Clock

    def announce(self, event: Event) -> int:
        """Tell everybody an event concerns; returns how many messages are new."""
        notices = notices_for(event)
        return sum(self.tell(notice, event.event_id, event.occurred_at) for notice in notices)

    def tell(self, notice: Notice, cause: str, at: datetime) -> bool:
        """Deliver one notice; False when it was in the inbox before."""
        message = notification(notice, cause, at)
        is_new = self.store.add(message)
        if is_new:
            self.live.push(message)
        self._mail(message)
        return is_new

    def _mail(self, message: Notification) -> None:
        user_id = message.user_id
        if message.kind not in self.store.settings(user_id).preferences.mailed:
            return
        kept = self.store.find(user_id, message.notification_id)
        address = self.find_address(user_id)
        if address is None or kept is None or kept.mailed_at is not None:
            return
        self.mailer.send(address, message.title, self._letter(message))
        self.store.set_mailed(user_id, message.notification_id, self.clock())

    def _letter(self, message: Notification) -> str:
        return f"{message.body}\n\nOpen Nexus: {self.public_url}/dashboard\n"
