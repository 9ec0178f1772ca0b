"""Place trades as rest_api does, and read what became of them."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from nexus.accounts.models import BrokerAccount, BrokerLink
from nexus.accounts.opening import open_at_broker, open_demo
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.accounts import DynamoBrokerLinks
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.store import Put, Query
from nexus.adapters.kms import TokenVault
from nexus.adapters.sqs import SqsCommandQueue
from nexus.kernel.account import Account
from nexus.kernel.clock import system_clock, to_epoch
from nexus.kernel.errors import Conflict
from nexus.kernel.ids import new_ulid
from nexus.trading.lifecycle import close_requested, request_trade
from nexus.trading.models import Trade, TradeStatus
from nexus.trading.ports import Command, CommandKind, TradeKey
from tests.factories import a_trade
from tests.functions.trader.stage import Stage, eventually


@dataclass
class TestDesk:
    """A trader's hand on one stage."""

    __test__ = False

    stage: Stage
    people: dict[str, str] = field(default_factory=dict)

    @property
    def ledger(self) -> DynamoLedger:
        return DynamoLedger(self.stage.store, 1)

    @property
    def queue(self) -> SqsCommandQueue:
        return SqsCommandQueue(self.stage.aws.client("sqs"), [self.stage.queue_url])

    def paper_account(self) -> Account:
        now = system_clock()
        change = open_demo(new_ulid(now), now)
        self.ledger.open_account(change)
        return change.after

    def linked_account(self, account_type: str = "real") -> Account:
        now, broker = system_clock(), self.stage.broker
        name = new_ulid(now).lower()
        person = broker.control("POST", "/users", email=f"{name}@nexus.test", password="p4ssword!")
        held = next(row for row in person["accounts"] if row["type"] == account_type)
        there = BrokerAccount(held["id"], account_type == "real", Decimal(held["balance"]), "USD")
        change = open_at_broker(new_ulid(now), f"user-{name}", there, now)
        link = self._link(change.after, person["id"])
        DynamoBrokerLinks(self.stage.store).open(change, link)
        self.people[change.after.account_id] = person["id"]
        return change.after

    def link_again(self, account: Account) -> None:
        link = self._link(account, self.people[account.account_id])
        DynamoBrokerLinks(self.stage.store).renew(link)

    def _link(self, account: Account, person_id: str) -> BrokerLink:
        now = system_clock()
        path = f"/users/{person_id}/tokens"
        token = self.stage.broker.control("POST", path, kind="access")["token"]
        vault = TokenVault(self.stage.aws.client("kms"), self.stage.key_arn)
        return BrokerLink(
            user_id=account.user_id,
            account_id=account.account_id,
            broker_account_id=account.broker_account_id or "",
            sealed_token=vault.seal(token, account.user_id, account.account_id),
            expires_at=now + timedelta(hours=1),
            scope="trade",
            linked_at=now,
        )

    def place(self, account: Account, stake: str = "10.00", **changes: Any) -> Trade:
        trade = self.intend(account, stake, **changes)
        self.command(CommandKind.EXECUTE, trade)
        return trade

    def intend(self, account: Account, stake: str = "10.00", **changes: Any) -> Trade:
        now = system_clock()
        trade = a_trade(
            stake,
            trade_id=new_ulid(now),
            user_id=account.user_id,
            account_id=account.account_id,
            account_kind=account.kind,
            requested_at=now,
            execute_before=now + timedelta(seconds=10),
        )
        trade = replace(trade, **changes)
        self.ledger.commit(request_trade(self.ledger.account(account.account_id), trade))
        return trade

    def command(self, kind: CommandKind, trade: Trade) -> None:
        key = TradeKey(trade.user_id, trade.account_id, trade.trade_id)
        self.queue.send(Command(kind, key))

    def ask_to_close(self, trade: Trade) -> None:
        for _ in range(5):
            key = TradeKey(trade.user_id, trade.account_id, trade.trade_id)
            account, now = self.ledger.pair(key)
            try:
                self.ledger.commit(close_requested(account, now, system_clock()))
            except Conflict:
                continue
            break
        self.command(CommandKind.CLOSE, trade)

    def now(self, trade: Trade) -> Trade:
        return self.ledger.trade(trade.user_id, trade.trade_id)

    def account(self, trade: Trade) -> Account:
        return self.ledger.account(trade.account_id)

    def until(self, trade: Trade, *statuses: TradeStatus, within: float = 30.0) -> Trade:
        def look() -> Trade | None:
            now = self.now(trade)
            return now if now.status in statuses else None

        return eventually(look, within, f"{trade.trade_id} to be {statuses}, is {self.now(trade)}")

    def entries(self, account_id: str) -> list[dict[str, Any]]:
        query = Query("accounts", account_id, prefix="LEDGER#", consistent=True)
        return list(self.stage.store.query_all(query))

    def listen(self, connection_id: str, *, symbol: str | None = None, account: str = "") -> None:
        until = {"ttl": to_epoch(system_clock()) + 600}
        store = self.stage.store
        if symbol is not None:
            store.write(Put(keys.wanted_symbol(symbol), until))
            store.write(Put(keys.symbol_listener(symbol, connection_id), until))
        if account:
            store.write(Put(keys.account_listener(account, connection_id), until))


def assert_books_balance(desk: TestDesk, account_id: str) -> None:
    account, entries = desk.ledger.account(account_id), desk.entries(account_id)
    assert [int(entry["number"]) for entry in entries] == list(range(1, len(entries) + 1))
    assert sum(Decimal(entry["amount"]) for entry in entries) == account.balance
    hashes = ["", *(entry["hash"] for entry in entries)]
    assert [entry["previous_hash"] for entry in entries] == hashes[:-1]
