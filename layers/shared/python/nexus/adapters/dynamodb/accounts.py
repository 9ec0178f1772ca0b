"""Accounts as their owner sees them, and the broker accounts linked to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from nexus.accounts.models import BrokerLink
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.keys import Key
from nexus.adapters.dynamodb.ledger import account_actions, opening_actions
from nexus.adapters.dynamodb.serialization import from_item, to_item
from nexus.adapters.dynamodb.store import NEW, Action, Delete, Put, Query, Store
from nexus.kernel.account import Account, LedgerEntry
from nexus.kernel.change import AccountChange
from nexus.kernel.errors import Conflict, FieldError, Malformed, NotFound
from nexus.kernel.sharding import shard_of

# One partition would slow down everybody who links; every trader reads all of them.
LINK_BUCKETS = 16


@dataclass(frozen=True)
class DynamoAccounts:
    """The accounts table as `nexus.accounts.ports.AccountStore`."""

    store: Store

    def account(self, account_id: str) -> Account:
        """Read one account as it is now."""
        item = self.store.get(keys.account(account_id))
        if item is None:
            raise NotFound(f"No account {account_id}")
        return from_item(Account, item)

    def of_user(self, user_id: str) -> list[Account]:
        """List a user's accounts; one opened or changed a moment ago may be seen a little late."""
        rows = self.store.query_all(Query("accounts", user_id, index="by_user"))
        return [from_item(Account, row) for row in rows if row["sort"] == keys.ACCOUNT_SORT]

    def open_account(self, change: AccountChange) -> None:
        """Write an account that is new."""
        self.store.transact(opening_actions(change))

    def commit_accounts(self, changes: Sequence[AccountChange]) -> None:
        """Write changes of several accounts, all or none."""
        self.store.transact([action for change in changes for action in account_actions(change)])

    def entries(
        self, account_id: str, limit: int, cursor: str | None
    ) -> tuple[list[LedgerEntry], str | None]:
        """Page through ledger entries, newest first; a cursor is the number to go on before."""
        newest = keys.ledger_entry(account_id, _before(cursor)).sort
        page = self.store.query(
            Query(
                "accounts",
                account_id,
                at_least=keys.ledger_entry(account_id, 1).sort,
                at_most=newest,
                newest_first=True,
                limit=limit,
                consistent=True,
            )
        )
        found = [from_item(LedgerEntry, row) for row in page.items]
        more = bool(found) and found[-1].number > 1
        return found, str(found[-1].number) if more else None


@dataclass(frozen=True)
class DynamoBrokerLinks:
    """Who owns a broker account, as `nexus.accounts.ports.BrokerLinks`."""

    store: Store

    def owner_of(self, broker_account_id: str) -> tuple[str, str] | None:
        """Find the user and the account a broker account is linked to."""
        item = self.store.get(keys.unique_name("BROKER", broker_account_id))
        return (str(item["owner"]), str(item["account_id"])) if item else None

    def open(self, change: AccountChange, link: BrokerLink) -> None:
        """Write the account, its link and the guard of its broker account, all or none."""
        self._claim(link, opening_actions(change))

    def reopen(self, change: AccountChange, link: BrokerLink) -> None:
        """Link an account that was unlinked; Conflict when somebody else was first."""
        self._claim(link, account_actions(change))

    def close(self, change: AccountChange) -> None:
        """Write the unlinked account, forget its token and free its broker account, all or none."""
        account = change.after
        guard = keys.unique_name("BROKER", account.broker_account_id or "")
        owner = {":account": account.account_id}
        unclaimed = "attribute_not_exists({partition}) OR account_id = :account"
        self.store.transact(
            [
                *account_actions(change),
                Delete(keys.broker_link(account.user_id, account.account_id)),
                Delete(guard, unclaimed, values=owner),
                Put(_mark(account.account_id), {"is_linked": False}),
            ]
        )

    def renew(self, link: BrokerLink) -> None:
        """Replace the sealed token of a linked account."""
        place = keys.broker_link(link.user_id, link.account_id)
        self.store.transact([Put(place, to_item(link)), _marked(link)])

    def linked(self) -> list[str]:
        """List the ids of all accounts that are linked; one linked just now may be missing."""
        return [
            str(row["sort"])
            for bucket in range(LINK_BUCKETS)
            for row in self.store.query_all(Query("accounts", _bucket(bucket)))
            if row["is_linked"]
        ]

    def link(self, user_id: str, account_id: str) -> BrokerLink | None:
        """Read the way to a linked account."""
        item = self.store.get(keys.broker_link(user_id, account_id))
        return from_item(BrokerLink, item) if item else None

    def _claim(self, link: BrokerLink, account: Sequence[Action]) -> None:
        guard = {"owner": link.user_id, "account_id": link.account_id}
        try:
            self.store.transact(
                [
                    Put(keys.unique_name("BROKER", link.broker_account_id), guard, NEW),
                    Put(keys.broker_link(link.user_id, link.account_id), to_item(link), NEW),
                    _marked(link),
                    *account,
                ]
            )
        except Conflict as error:
            said = f"Account {link.broker_account_id} was linked meanwhile"
            raise Conflict(said, "BROKER_ACCOUNT_TAKEN") from error


def _bucket(number: int) -> str:
    return keys.linked_account(number, "").partition


def _mark(account_id: str) -> Key:
    return keys.linked_account(shard_of(account_id, LINK_BUCKETS), account_id)


def _marked(link: BrokerLink) -> Action:
    return Put(_mark(link.account_id), {"is_linked": True})


def _before(cursor: str | None) -> int:
    if cursor is None:
        return int("9" * keys.NUMBER_WIDTH)
    if not (cursor.isascii() and cursor.isdecimal() and 1 < int(cursor) < 10**keys.NUMBER_WIDTH):
        raise Malformed(FieldError("cursor", "is not one that was given out"))
    return int(cursor) - 1
