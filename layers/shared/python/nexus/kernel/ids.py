"""Identifiers: time-sortable for records, random for secrets, derived for safe repeats."""

import hashlib
import secrets
from datetime import datetime
from typing import Protocol

from ulid import ULID


class NewId(Protocol):
    """Make a new identifier whose text sorts by the moment given."""

    def __call__(self, at: datetime) -> str: ...


class NewSecret(Protocol):
    """Make a new unguessable token."""

    def __call__(self) -> str: ...


def new_ulid(at: datetime) -> str:
    """Make a ULID."""
    return str(ULID.from_datetime(at))


def new_secret() -> str:
    """Make a URL-safe token with 256 bits of randomness."""
    return secrets.token_urlsafe(32)


def digest(*parts: str) -> str:
    """Derive a fixed name from parts, so that a repeat finds the first one."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def ulid_of(at: datetime, *parts: str) -> str:
    """Derive a name that sorts by a moment among ULIDs, so that a repeat finds the first one."""
    random = hashlib.sha256("\x1f".join(parts).encode()).digest()[:10]
    return str(ULID.from_bytes(int(at.timestamp() * 1000).to_bytes(6, "big") + random))
