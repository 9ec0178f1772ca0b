"""What happens when a browser connects, speaks and leaves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from functions.websocket_api.messages import (
    Ping,
    Resume,
    Subscribe,
    Unsubscribe,
    read_message,
)
from nexus.accounts.tickets import TicketGate
from nexus.adapters.dynamodb.connections import (
    SYMBOLS_AT_MOST,
    ClientConnection,
    DynamoConnections,
)
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.open_trades import DynamoOpenTrades
from nexus.kernel.account import Account
from nexus.kernel.clock import Clock, to_text
from nexus.kernel.errors import FieldError, Malformed
from nexus.kernel.money import money_text
from nexus.trading.view import trade_view

Json = dict[str, Any]


class Line(Protocol):
    """Post to one socket; False when it is gone for good."""

    def post(self, connection_id: str, data: bytes) -> bool: ...


@dataclass(frozen=True)
class Room:
    """The sockets of one API, and what each may ask for."""

    gate: TicketGate
    connections: DynamoConnections
    ledger: DynamoLedger
    trades: DynamoOpenTrades
    line: Line
    clock: Clock

    def enter(self, connection_id: str, query: Mapping[str, str], origin: str) -> ClientConnection:
        """Let a socket in for a ticket; Unauthenticated when the ticket is not good for it."""
        user_id, account_id = query.get("u", ""), query.get("a", "")
        self.gate.admit(query.get("ticket", ""), user_id, account_id, origin)
        connection = ClientConnection(connection_id, user_id, account_id)
        self.connections.open(connection, self.clock())
        return connection

    def leave(self, connection_id: str) -> None:
        """Forget a socket."""
        connection = self.connections.find(connection_id)
        if connection is not None:
            self.connections.close(connection)

    def hear(self, connection_id: str, text: str) -> ClientConnection | None:
        """Answer a message on its socket; None when the socket is not known."""
        connection = self.connections.find(connection_id)
        if connection is None:
            return None
        try:
            self._answer(connection, text)
        except Malformed as error:
            data = {"code": error.code, "message": error.detail}
            self._say(connection, "error", data=data)
        return connection

    def _answer(self, connection: ClientConnection, text: str) -> None:
        match read_message(text):
            case Subscribe(symbols):
                self._subscribe(connection, symbols)
            case Unsubscribe(symbols):
                self.connections.unsubscribe(connection, symbols)
                self._say(connection, "unsubscribed", symbols=sorted(symbols))
            case Ping():
                self._say(connection, "pong")
            case Resume(sequence):
                self._resume(connection, sequence)

    def _subscribe(self, connection: ClientConnection, symbols: frozenset[str]) -> None:
        if len(connection.symbols | symbols) > SYMBOLS_AT_MOST:
            said = f"Expected at most {SYMBOLS_AT_MOST} symbols on one socket"
            raise Malformed(FieldError("symbols", said), code="TOO_MANY_SYMBOLS")
        if self.connections.subscribe(connection, symbols, self.clock()):
            self._say(connection, "subscribed", symbols=sorted(symbols))

    def _resume(self, connection: ClientConnection, sequence: int) -> None:
        account = self.ledger.account(connection.account_id)
        missed = self.ledger.frames_after(connection.account_id, sequence)
        is_whole = [frame["seq"] for frame in missed] == [
            *range(sequence + 1, sequence + 1 + len(missed))
        ]
        if sequence > account.sequence or not is_whole or sequence + len(missed) < account.sequence:
            self._snapshot(connection)
            return
        for frame in missed:
            self.line.post(connection.connection_id, json.dumps(frame, default=_number).encode())
        self._say(connection, "resumed", sequence + len(missed))

    def _snapshot(self, connection: ClientConnection) -> None:
        account = self.ledger.account(connection.account_id)
        trades = self.trades.of_account(connection.account_id)
        data = {
            "account": _account(account),
            "open_trades": [trade_view(trade) for trade in trades],
        }
        self._say(connection, "snapshot", account.sequence, data=data)

    def _say(
        self, connection: ClientConnection, kind: str, seq: int | None = None, **members: object
    ) -> None:
        message = {"type": kind, "seq": seq, "ts": to_text(self.clock()), **members}
        self.line.post(connection.connection_id, json.dumps(message).encode())


def _account(account: Account) -> Json:
    return {
        "id": account.account_id,
        "balance": money_text(account.balance),
        "currency": account.currency,
        "exposure": money_text(account.exposure),
        "status": account.status.value,
    }


def _number(value: object) -> int:
    # DynamoDB hands numbers out as Decimal; frames hold whole ones only.
    return int(str(value))
