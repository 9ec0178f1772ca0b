"""Show messages to the sockets a user has open."""

import json
from dataclasses import dataclass
from typing import Protocol

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.store import Delete, Query, Store
from nexus.kernel.clock import to_text
from nexus.kernel.errors import Unavailable
from nexus.notifications.models import Notification


class Sockets(Protocol):
    """Post to one socket; False when it is gone for good."""

    def post(self, connection_id: str, data: bytes) -> bool: ...


@dataclass(frozen=True)
class LiveNotifications:
    """Post each message to every socket of its reader; sockets that are gone are forgotten."""

    store: Store
    sockets: Sockets

    def push(self, notification: Notification) -> None:
        """Send a message at once; whoever cannot be reached finds it in the inbox."""
        user_id = notification.user_id
        frame = _frame(notification)
        for listener in self._listeners(user_id):
            try:
                if not self.sockets.post(listener, frame):
                    self.store.write(Delete(keys.user_listener(user_id, listener)))
            except Unavailable:
                continue

    def _listeners(self, user_id: str) -> list[str]:
        query = Query("connections", keys.user_listener(user_id, "").partition)
        return [str(item["connection_id"]) for item in self.store.query_all(query)]


def _frame(notification: Notification) -> bytes:
    message = {
        "type": "notification",
        "seq": None,
        "ts": to_text(notification.created_at),
        "data": notification.as_data(),
    }
    return json.dumps(message).encode()
