"""People, their passwords and their signed-in clients; unique names are guard items."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from nexus.accounts.models import Credential, Session, User
from nexus.accounts.usernames import affiliate_code, same_email
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.ledger import opening_actions
from nexus.adapters.dynamodb.serialization import Item, from_item, to_item
from nexus.adapters.dynamodb.store import NEW, Action, Put, Query, Store, Update
from nexus.kernel.change import AccountChange
from nexus.kernel.clock import to_epoch, to_text
from nexus.kernel.errors import Conflict, NotFound
from nexus.kernel.ids import digest

SECURITY_EVENT_LIFE = timedelta(days=90)
_SESSIONS = "SESSION#"


@dataclass(frozen=True)
class DynamoUsers:
    """The users table as `nexus.accounts.ports.Users`."""

    store: Store

    def create(self, user: User, credential: Credential | None, demo: AccountChange) -> None:
        """Write a person, their unique names and their demo account, all or none."""
        actions: list[Action] = [Put(keys.profile(user.user_id), to_item(user), NEW)]
        if credential is not None:
            actions.append(Put(keys.credential(user.user_id), to_item(credential), NEW))
        owner = {"owner": user.user_id}
        actions += [Put(key, owner, NEW) for key in _names(user).values()]
        try:
            self.store.transact([*actions, *opening_actions(demo)])
        except Conflict as error:
            raise self._taken(user, error) from error

    def user(self, user_id: str) -> User:
        """Read one person."""
        item = self.store.get(keys.profile(user_id))
        if item is None:
            raise NotFound(f"No user {user_id}")
        return from_item(User, item)

    def with_credential(self, user_id: str) -> tuple[User, Credential | None]:
        """Read a person and their password hash in one call."""
        profile, secret = keys.profile(user_id), keys.credential(user_id)
        found = self.store.batch_get([profile, secret])
        if profile not in found:
            raise NotFound(f"No user {user_id}")
        credential = from_item(Credential, found[secret]) if secret in found else None
        return from_item(User, found[profile]), credential

    def owner_of_name(self, name: str) -> str | None:
        """Find who signs in with an e-mail address or a username."""
        kind, plain = ("EMAIL", same_email(name)) if "@" in name else ("USERNAME", _same(name))
        return self._owner(keys.unique_name(kind, plain))

    def owner_of_code(self, code: str) -> str | None:
        """Find the partner behind an affiliate code."""
        return self._owner(keys.unique_name("CODE", affiliate_code(code)))

    def move(self, user_id: str, country: str) -> User:
        """Change a person's country."""
        changed = self.store.change(
            Update(
                keys.profile(user_id),
                "SET country = :country",
                "attribute_exists({partition})",
                values={":country": country},
            )
        )
        return from_item(User, changed)

    def keep_credential(self, credential: Credential) -> None:
        """Replace a password hash."""
        self.store.write(Put(keys.credential(credential.user_id), to_item(credential)))

    def record_security_event(self, user_id: str, kind: str, at: datetime) -> None:
        """Write what the stream turns into `SecurityEventRecorded`."""
        key = keys.security_event(user_id, digest(kind, to_text(at))[:26])
        due = to_epoch(at + SECURITY_EVENT_LIFE)
        self.store.write(Put(key, {"security_event": kind, "at": to_text(at), "ttl": due}))

    def _owner(self, key: keys.Key) -> str | None:
        item = self.store.get(key)
        return str(item["owner"]) if item else None

    def _taken(self, user: User, error: Conflict) -> Conflict:
        wanted = _names(user)
        found = self.store.batch_get(list(wanted.values()))
        if wanted["EMAIL"] in found:
            return Conflict("Somebody has signed up with this e-mail address", "EMAIL_TAKEN")
        if wanted["USERNAME"] in found or wanted["CODE"] in found:
            return Conflict(f"The username {user.username} is taken", "USERNAME_TAKEN")
        return error


@dataclass(frozen=True)
class DynamoSessions:
    """Signed-in clients beside their user, as `nexus.accounts.ports.SessionStore`."""

    store: Store

    def open(self, session: Session) -> None:
        """Write a new session."""
        self.store.write(Put(_session_key(session), _session(session), NEW))

    def session(self, user_id: str, session_id: str) -> Session | None:
        """Read one session."""
        item = self.store.get(keys.session(user_id, session_id))
        return from_item(Session, item) if item else None

    def rotate(self, before: Session, after: Session) -> None:
        """Replace the good token; Conflict when it is not the good one any more."""
        condition = "current_hash = :spent AND attribute_not_exists(revoked_at)"
        values = {":spent": before.current_hash}
        self.store.write(Put(_session_key(after), _session(after), condition, values=values))

    def revoke(self, user_id: str, session_id: str, at: datetime) -> None:
        """End a session for good; one that is not there stays away."""
        action = Update(
            keys.session(user_id, session_id),
            "SET revoked_at = :at",
            "attribute_exists({partition}) AND attribute_not_exists(revoked_at)",
            values={":at": to_text(at)},
        )
        try:
            self.store.write(action)
        except Conflict:
            return

    def of_user(self, user_id: str) -> list[Session]:
        """List a user's sessions, ended ones too."""
        rows = self.store.query_all(Query("users", user_id, prefix=_SESSIONS))
        return [from_item(Session, row) for row in rows]


def _names(user: User) -> dict[str, keys.Key]:
    return {
        "EMAIL": keys.unique_name("EMAIL", user.email),
        "USERNAME": keys.unique_name("USERNAME", _same(user.username)),
        "CODE": keys.unique_name("CODE", user.affiliate_code),
    }


def _same(username: str) -> str:
    return affiliate_code(username)


def _session(session: Session) -> Item:
    return {**to_item(session), "ttl": to_epoch(session.expires_at)}


def _session_key(session: Session) -> keys.Key:
    return keys.session(session.user_id, session.session_id)
