"""A room over fresh tables whose sockets remember what was said."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from functions.websocket_api.room import Room
from infra.local.aws import LocalAws
from nexus.accounts.opening import open_demo
from nexus.accounts.tickets import TicketGate, TicketOffice
from nexus.adapters.dynamodb.accounts import DynamoAccounts
from nexus.adapters.dynamodb.audience import DynamoAudience
from nexus.adapters.dynamodb.connections import DynamoConnections
from nexus.adapters.dynamodb.grants import DynamoGrants
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.open_trades import DynamoOpenTrades
from nexus.adapters.dynamodb.store import Store
from nexus.kernel.account import Account
from nexus.kernel.ids import new_secret
from tests.functions.environment import use_environment
from tests.functions.rest_api.harness import TestClock
from tests.tables import create_tables

ORIGIN = "http://127.0.0.1:8000"
_NUMBERS = count(1)


class Line:
    """Sockets that remember what was sent to them."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def post(self, connection_id: str, data: bytes) -> bool:
        """Remember a frame."""
        self.sent.append((connection_id, json.loads(data)))
        return True


@dataclass
class Stage:
    """A room, the person before it, and what they need to get in."""

    store: Store
    clock: TestClock
    line: Line
    room: Room
    account: Account
    audience: DynamoAudience
    ledger: DynamoLedger
    offices: TicketOffice
    sockets: Iterator[int] = field(default_factory=lambda: count(1))

    def query(self, origin: str = ORIGIN) -> dict[str, str]:
        """Take a ticket."""
        ticket = self.offices.issue(self.account.user_id, self.account.account_id, origin)
        return {
            "ticket": ticket.secret,
            "u": self.account.user_id,
            "a": self.account.account_id,
        }

    def enter(self) -> str:
        """Connect, and return the socket's id."""
        connection_id = f"{self.account.user_id}-socket-{next(self.sockets)}"
        self.room.enter(connection_id, self.query(), ORIGIN)
        return connection_id

    def say(self, connection_id: str, message: object) -> list[dict[str, Any]]:
        """Send a message and return what came back on the socket."""
        before = len(self.line.sent)
        text = message if isinstance(message, str) else json.dumps(message)
        self.room.hear(connection_id, text)
        return [frame for socket, frame in self.line.sent[before:] if socket == connection_id]


@pytest.fixture(scope="module")
def tables(local_aws: LocalAws) -> Store:
    """The product's tables with nothing in them."""
    return create_tables(local_aws)


@pytest.fixture
def stage(tables: Store, local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A person with a demo account before an empty room."""
    use_environment(monkeypatch, local_aws)
    clock, line = TestClock(), Line()
    accounts, grants = DynamoAccounts(tables), DynamoGrants(tables)
    change = open_demo(f"user-{next(_NUMBERS)}", clock())
    accounts.open_account(change)
    ledger = DynamoLedger(tables, 2)
    room = Room(
        gate=TicketGate(grants, clock),
        connections=DynamoConnections(tables),
        ledger=ledger,
        trades=DynamoOpenTrades(tables),
        line=line,
        clock=clock,
    )
    return Stage(
        store=tables,
        clock=clock,
        line=line,
        room=room,
        account=change.after,
        audience=DynamoAudience(tables),
        ledger=ledger,
        offices=TicketOffice(accounts, grants, clock, new_secret),
    )
