"""The books on disk: one sqlite file, written through, so that a restart forgets nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from functions.sandbox_broker.books.models import (
    Account,
    App,
    Booking,
    Contract,
    Token,
    Transfer,
    User,
    Wallet,
)
from functions.sandbox_broker.market.scripts import Script

T = TypeVar("T")

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (id TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS apps (id TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY, body TEXT NOT NULL, email TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS tokens (id TEXT PRIMARY KEY, body TEXT NOT NULL, user_id TEXT);
CREATE TABLE IF NOT EXISTS scripts (id TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS accounts (id TEXT PRIMARY KEY, body TEXT NOT NULL, user_id TEXT);
CREATE TABLE IF NOT EXISTS contracts (id INTEGER PRIMARY KEY, body TEXT NOT NULL,
  account_id TEXT, status TEXT, purchase_time INTEGER, sell_time INTEGER);
CREATE TABLE IF NOT EXISTS bookings (id INTEGER PRIMARY KEY, body TEXT NOT NULL,
  account_id TEXT, action TEXT, time INTEGER);
CREATE TABLE IF NOT EXISTS wallets (id TEXT PRIMARY KEY, body TEXT NOT NULL, user_id TEXT);
CREATE TABLE IF NOT EXISTS transfers (id TEXT PRIMARY KEY, body TEXT NOT NULL, user_id TEXT);
CREATE INDEX IF NOT EXISTS accounts_by_user ON accounts (user_id);
CREATE INDEX IF NOT EXISTS contracts_by_account ON contracts (account_id, status);
CREATE INDEX IF NOT EXISTS bookings_by_account ON bookings (account_id, time);
"""


class Table(Generic[T]):
    """Keep frozen records as JSON beside the columns they are looked up by."""

    def __init__(self, db: sqlite3.Connection, name: str, record: type[T]) -> None:
        self._db = db
        self._name = name
        self._codec = TypeAdapter(record)

    def put(self, key: str | int, record: T, **columns: str | int | None) -> None:
        """Write a record, replacing the one with the same key."""
        names = ", ".join(["id", "body", *columns])
        marks = ", ".join("?" * (len(columns) + 2))
        body = self._codec.dump_json(record).decode()
        self._db.execute(
            f"INSERT OR REPLACE INTO {self._name} ({names}) VALUES ({marks})",  # noqa: S608
            (key, body, *columns.values()),
        )

    def get(self, key: str | int) -> T | None:
        """Read one record."""
        return next(self.find("id = ?", key), None)

    def find(self, condition: str = "1", *values: str | int) -> Iterator[T]:
        """Read records by a condition of ours, values bound apart from it."""
        query = f"SELECT body FROM {self._name} WHERE {condition}"  # noqa: S608
        for (body,) in self._db.execute(query, values):
            yield self._codec.validate_json(body)

    def delete(self, condition: str = "1", *values: str | int) -> None:
        """Remove records by a condition of ours."""
        self._db.execute(f"DELETE FROM {self._name} WHERE {condition}", values)  # noqa: S608

    def highest(self) -> int:
        """Give the highest numeric key, 0 when empty."""
        (top,) = self._db.execute(f"SELECT MAX(id) FROM {self._name}").fetchone()  # noqa: S608
        return int(top or 0)

    def count(self) -> int:
        """Count the records."""
        (found,) = self._db.execute(f"SELECT COUNT(*) FROM {self._name}").fetchone()  # noqa: S608
        return int(found)


class Store:
    """Open the file and hold one table per kind of record."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path or ":memory:", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(SCHEMA)
        self.meta = Table(self._db, "meta", dict[str, float])
        self.apps = Table(self._db, "apps", App)
        self.users = Table(self._db, "users", User)
        self.tokens = Table(self._db, "tokens", Token)
        self.scripts = Table(self._db, "scripts", Script)
        self.accounts = Table(self._db, "accounts", Account)
        self.contracts = Table(self._db, "contracts", Contract)
        self.wallets = Table(self._db, "wallets", Wallet)
        self.transfers = Table(self._db, "transfers", Transfer)
        self.bookings = Table(self._db, "bookings", Booking)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all of it or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._db.close()
