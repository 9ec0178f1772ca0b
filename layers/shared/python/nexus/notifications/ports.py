"""What telling people things needs from outside."""

from datetime import datetime
from typing import Protocol

from nexus.notifications.models import Notification, Settings


class InboxStore(Protocol):
    """Messages by user, newest first; each id is kept once."""

    def add(self, notification: Notification) -> bool: ...

    def find(self, user_id: str, notification_id: str) -> Notification | None: ...

    def page(
        self, user_id: str, limit: int, cursor: str | None
    ) -> tuple[list[Notification], str | None]: ...

    def count_unread(self, user_id: str, after: str | None, at_most: int) -> int: ...

    def newest_id(self, user_id: str) -> str | None: ...

    def set_read(self, user_id: str, notification_id: str, at: datetime) -> None: ...

    def set_mailed(self, user_id: str, notification_id: str, at: datetime) -> None: ...

    def settings(self, user_id: str) -> Settings: ...

    def save_settings(self, user_id: str, settings: Settings) -> None: ...


class Live(Protocol):
    """Show a message to whoever is connected right now; misses are no failure."""

    def push(self, notification: Notification) -> None: ...


class Mailer(Protocol):
    """Send one plain-text e-mail."""

    def send(self, recipient: str, subject: str, text: str) -> None: ...


class FindAddress(Protocol):
    """Find a user's e-mail address; None when there is no such user."""

    def __call__(self, user_id: str) -> str | None: ...
