"""What the trader saw at the broker, and what it is asked to look at."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from nexus.accounts.accepting import Acceptance, Ruling
from nexus.accounts.checks import BookCheck
from nexus.accounts.mirror import AccountMirror
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.ledger import account_actions
from nexus.adapters.dynamodb.serialization import from_item, to_item
from nexus.adapters.dynamodb.store import NEW, Action, Put, Query, Store
from nexus.kernel.account import LedgerEntry
from nexus.kernel.clock import from_text, to_epoch, to_text
from nexus.kernel.errors import Conflict
from nexus.trading.closing import Bid, Look
from nexus.trading.models import Trade

WISH_LIFE = timedelta(seconds=10)
BID_LIFE = timedelta(hours=1)


@dataclass(frozen=True)
class DynamoMirror:
    """Mirrors of accounts, and what our own books say of the same time."""

    store: Store

    def put(self, mirror: AccountMirror) -> None:
        """Replace what was seen of an account; Conflict when a person ruled on it meanwhile."""
        key, values = keys.broker_mirror(mirror.account_id), {":known": mirror.rulings}
        self.store.write(Put(key, to_item(mirror), _NOT_RULED, values=values))

    def mirror(self, account_id: str) -> AccountMirror | None:
        """Read what was last seen of an account; None before the first look."""
        item = self.store.get(keys.broker_mirror(account_id))
        return from_item(AccountMirror, item) if item else None

    def check(self, account_id: str) -> BookCheck | None:
        """Read the last wish for a check; None before the first."""
        item = self.store.get(keys.book_check(account_id))
        return from_item(BookCheck, item) if item else None

    def ask_check(self, check: BookCheck, before: BookCheck | None) -> None:
        """Wish for a check in place of the wish before; Conflict when there is a newer one."""
        condition, values = NEW, {}
        if before is not None:
            condition, values = "asked_at = :before", {":before": to_item(before)["asked_at"]}
        key = keys.book_check(check.account_id)
        self.store.write(Put(key, to_item(check), condition, values=values))

    def fail_check(self, account_id: str, reason: str, at: datetime) -> None:
        """Note why an account's books could not be compared, unless a new wish came meanwhile."""
        known = self.check(account_id)
        failed = BookCheck(account_id, known.asked_at if known else at, at, reason)
        with suppress(Conflict):
            self.ask_check(failed, known)

    def entries_since(self, account_id: str, since: datetime) -> list[LedgerEntry]:
        """List ledger entries from a moment on, the one before them included, in order."""
        query = Query("accounts", account_id, prefix="LEDGER#", newest_first=True, consistent=True)
        found: list[LedgerEntry] = []
        for row in self.store.query_all(query):
            found.append(from_item(LedgerEntry, row))
            if found[-1].at < since:
                break
        return found[::-1]

    def trades_since(self, account_id: str, since: datetime) -> list[Trade]:
        """List an account's trades asked for since a moment; the newest may be missing yet."""
        query = Query("trades", account_id, index="by_account", newest_first=True)
        found: list[Trade] = []
        for row in self.store.query_all(query):
            if from_text(str(row["requested_at"])) < since:
                break
            found.append(from_item(Trade, row))
        return found


@dataclass(frozen=True)
class DynamoRulings:
    """What people decided about frozen accounts, beside the accounts."""

    store: Store

    def rule(self, acceptance: Acceptance) -> None:
        """Write a ruling with all it changes; Conflict when account or check moved on."""
        ruling, mirror = acceptance.ruling, acceptance.mirror
        seen = {":seen": to_item(mirror)["checked_at"]}
        written: list[Action] = [
            Put(keys.ruling(ruling.account_id, ruling.ruling_id), to_item(ruling), NEW),
            Put(keys.broker_mirror(ruling.account_id), to_item(mirror), _SEEN, values=seen),
        ]
        change = acceptance.change
        self.store.transact([*written, *(account_actions(change) if change else ())])

    def rulings(self, account_id: str) -> list[Ruling]:
        """List an account's rulings, the newest first."""
        prefix = keys.ruling(account_id, "").sort
        query = Query("accounts", account_id, prefix=prefix, newest_first=True, consistent=True)
        return [from_item(Ruling, row) for row in self.store.query_all(query)]


_SEEN = "checked_at = :seen"
_NOT_RULED = "attribute_not_exists(rulings) OR rulings = :known"


@dataclass(frozen=True)
class DynamoLooks:
    """Wishes for a look at the broker, and the bids that came of them, in the market table."""

    store: Store

    def ask(self, look: Look, at: datetime) -> None:
        """Wish for a look within the next seconds; a newer wish for the same replaces it."""
        until = to_epoch(at + WISH_LIFE)
        item = {"look": to_item(look), "wanted_until": until, "ttl": until}
        self.store.write(Put(keys.broker_look(look.name), item))

    def ask_for_books(self, user_id: str, account_id: str, at: datetime) -> None:
        """Wish that an account's books be compared with the broker's."""
        self.ask(Look(f"{account_id}@{to_text(at)}", user_id, account_id), at)

    def looks(self, at: datetime) -> list[Look]:
        """List what is wished for."""
        rows = self.store.query_all(Query("market", "BROKER_LOOKS", consistent=True))
        return [from_item(Look, row["look"]) for row in rows if row["wanted_until"] > to_epoch(at)]

    def put_bid(self, bid: Bid) -> None:
        """Replace the bid for a trade's contract."""
        due = to_epoch(bid.asked_at + BID_LIFE)
        self.store.write(Put(keys.bid(bid.trade_id), {**to_item(bid), "ttl": due}))

    def bid(self, trade_id: str) -> Bid | None:
        """Read the newest bid for a trade's contract."""
        item = self.store.get(keys.bid(trade_id))
        return from_item(Bid, item) if item else None
