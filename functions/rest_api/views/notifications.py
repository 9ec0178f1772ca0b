"""Messages as their reader sees them."""

from collections.abc import Sequence

from functions.rest_api.schemas.notifications import Notification, NotificationList
from nexus.kernel.clock import to_text
from nexus.notifications import models


def notifications_page(
    messages: Sequence[models.Notification], next_cursor: str | None, unread: int
) -> NotificationList:
    """Show a page of messages."""
    items = [
        Notification(
            id=each.notification_id,
            kind=each.kind.value,
            title=each.title,
            body=each.body,
            created_at=to_text(each.created_at),
            read_at=to_text(each.read_at) if each.read_at else None,
        )
        for each in messages
    ]
    return NotificationList(items=items, next_cursor=next_cursor, unread=unread)
