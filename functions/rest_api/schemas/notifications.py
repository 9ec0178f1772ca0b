"""Bodies of `/notifications`."""

from functions.rest_api.schemas.fields import Answer, Page, TimeText


class Notification(Answer):
    """One message; `read_at` is null until it was read."""

    id: str
    kind: str
    title: str
    body: str
    created_at: TimeText
    read_at: TimeText | None


class NotificationList(Page):
    """Messages, newest first, and how many are unread."""

    items: list[Notification]
    unread: int
