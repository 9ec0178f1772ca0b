from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count

import pytest

from infra.local.aws import LocalAws
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.notifications import DynamoNotifications
from nexus.adapters.dynamodb.store import Put, Store
from nexus.adapters.live import LiveNotifications
from nexus.kernel.errors import NotFound
from nexus.notifications.models import NoticeKind, Preferences
from nexus.notifications.service import Announcer, Inbox
from tests.factories import NOW
from tests.tables import create_tables
from tests.unit.notifications.factories import a_halt, a_settled

numbers = count(1)


@dataclass
class Post:
    """Keeps letters; the first `failures` are not sent."""

    failures: int = 0
    sent: list[tuple[str, str]] = field(default_factory=list)

    def send(self, recipient: str, subject: str, text: str) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the mail service did not answer")
        self.sent.append((recipient, subject))


@dataclass
class Browser:
    """Keeps frames; sockets named in `gone` are closed."""

    gone: frozenset[str] = frozenset()
    frames: list[tuple[str, bytes]] = field(default_factory=list)

    def post(self, connection_id: str, data: bytes) -> bool:
        self.frames.append((connection_id, data))
        return connection_id not in self.gone


@pytest.fixture(scope="module")
def store(local_aws: LocalAws) -> Store:
    return create_tables(local_aws)


@pytest.fixture
def user() -> str:
    return f"U{next(numbers)}"


@pytest.fixture
def inbox(store: Store) -> Inbox:
    return Inbox(DynamoNotifications(store))


def an_announcer(store: Store, post: Post, browser: Browser) -> Announcer:
    return Announcer(
        store=DynamoNotifications(store),
        live=LiveNotifications(store, browser),
        mailer=post,
        find_address=lambda user_id: f"{user_id}@example.com",
        public_url="https://nexus.test",
        clock=lambda: NOW,
    )


def test_an_event_told_twice_is_one_message_shown_once(
    store: Store, inbox: Inbox, user: str
) -> None:
    store.write(Put(keys.user_listener(user, "C1"), {"user_id": user}))
    browser = Browser()
    announcer = an_announcer(store, Post(), browser)

    told = [announcer.announce(a_settled(user_id=user)) for _ in range(2)]

    assert told == [1, 0]
    assert [connection for connection, _ in browser.frames] == ["C1"]
    assert len(inbox.page(user, 10)[0]) == 1


def test_a_live_frame_is_the_message_as_the_inbox_shows_it(
    store: Store, inbox: Inbox, user: str
) -> None:
    store.write(Put(keys.user_listener(user, "C1"), {"user_id": user}))
    browser = Browser()

    an_announcer(store, Post(), browser).announce(a_settled(user_id=user))

    (message,), _ = inbox.page(user, 10)
    ((_, frame),) = browser.frames
    assert b'"type": "notification"' in frame
    assert message.notification_id.encode() in frame


def test_a_socket_that_is_gone_is_forgotten(store: Store, user: str) -> None:
    gone, open_ = keys.user_listener(user, "C1"), keys.user_listener(user, "C2")
    for key in (gone, open_):
        store.write(Put(key, {"user_id": user}))

    an_announcer(store, Post(), Browser(frozenset({"C1"}))).announce(a_settled(user_id=user))

    assert store.get(gone) is None
    assert store.get(open_) is not None


def test_an_important_message_is_mailed_once(store: Store, user: str) -> None:
    post = Post()
    announcer = an_announcer(store, post, Browser())

    for _ in range(2):
        announcer.announce(a_halt(user))

    assert post.sent == [(f"{user}@example.com", "Trading stopped after 5 losses in a row")]


def test_an_everyday_message_is_not_mailed(store: Store, user: str) -> None:
    post = Post()

    an_announcer(store, post, Browser()).announce(a_settled(user_id=user))

    assert post.sent == []


def test_a_letter_that_was_not_sent_is_sent_by_the_repeat(
    store: Store, inbox: Inbox, user: str
) -> None:
    post = Post(failures=1)
    announcer = an_announcer(store, post, Browser())

    with pytest.raises(ConnectionError):
        announcer.announce(a_halt(user))
    announcer.announce(a_halt(user))

    assert len(post.sent) == 1
    assert len(inbox.page(user, 10)[0]) == 1


def test_preferences_decide_what_is_mailed(store: Store, inbox: Inbox, user: str) -> None:
    inbox.set_preferences(user, Preferences(frozenset({NoticeKind.TRADE_WON})))
    post = Post()
    announcer = an_announcer(store, post, Browser())

    announcer.announce(a_settled(user_id=user))
    announcer.announce(a_halt(user))

    assert [subject for _, subject in post.sent] == ["Won 9.50 USD"]


def test_messages_page_newest_first(store: Store, inbox: Inbox, user: str) -> None:
    announcer = an_announcer(store, Post(), Browser())
    for number in range(5):
        announcer.announce(a_settled(user_id=user, trade_id=f"T{number}"))

    first, cursor = inbox.page(user, 3)
    rest, end = inbox.page(user, 3, cursor)

    ids = [message.notification_id for message in first + rest]
    assert ids == sorted(ids, reverse=True)
    assert (len(set(ids)), end) == (5, None)


def test_a_message_is_unread_until_it_is_marked(store: Store, inbox: Inbox, user: str) -> None:
    announcer = an_announcer(store, Post(), Browser())
    for number in range(3):
        announcer.announce(a_settled(user_id=user, trade_id=f"T{number}"))
    newest = inbox.page(user, 1)[0][0]

    before = inbox.unread(user)
    inbox.mark_read(user, newest.notification_id, NOW)

    assert (before, inbox.unread(user)) == (3, 2)
    assert inbox.page(user, 1)[0][0].read_at == NOW


def test_marking_all_as_read_leaves_later_messages_unread(
    store: Store, inbox: Inbox, user: str
) -> None:
    announcer = an_announcer(store, Post(), Browser())
    announcer.announce(a_settled(user_id=user))

    inbox.mark_all_read(user, NOW)
    assert inbox.unread(user) == 0
    assert inbox.page(user, 1)[0][0].read_at == NOW

    announcer.announce(replace(a_halt(user), occurred_at=NOW + timedelta(seconds=1)))
    assert inbox.unread(user) == 1


def test_somebody_elses_message_is_not_there(store: Store, inbox: Inbox, user: str) -> None:
    an_announcer(store, Post(), Browser()).announce(a_settled(user_id=user))
    (message,), _ = inbox.page(user, 1)

    with pytest.raises(NotFound):
        inbox.mark_read("somebody-else", message.notification_id, NOW)
