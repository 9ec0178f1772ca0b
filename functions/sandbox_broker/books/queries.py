"""What an account's owner may ask of the books: past bookings and finished contracts."""

from collections.abc import Sequence
from dataclasses import dataclass

from functions.sandbox_broker.books.models import Booking, Contract
from functions.sandbox_broker.books.store import Store


@dataclass(frozen=True)
class Page:
    """Bound a query in time and number; open ends are None."""

    since: int | None
    until: int | None
    limit: int
    offset: int
    is_ascending: bool = False

    @property
    def order(self) -> str:
        """Give the direction in SQL."""
        return "ASC" if self.is_ascending else "DESC"


def bookings(store: Store, account_id: str, page: Page, action: str | None = None) -> list[Booking]:
    """List bookings of an account, newest first."""
    condition, values = _within("time", page)
    if action:
        condition, values = f"{condition} AND action = ?", [*values, action]
    query = f"account_id = ?{condition} ORDER BY id {page.order} LIMIT ? OFFSET ?"
    return list(store.bookings.find(query, account_id, *values, page.limit, page.offset))


def finished(
    store: Store, account_id: str, page: Page, kinds: Sequence[str] | None = None
) -> list[Contract]:
    """List finished contracts of an account by purchase time, as profit_table does."""
    condition, values = _within("purchase_time", page)
    query = (
        f"account_id = ? AND status != 'open'{condition}"
        f" ORDER BY purchase_time {page.order}, id {page.order}"
    )
    found = store.contracts.find(query, account_id, *values)
    chosen = [contract for contract in found if not kinds or contract.kind in kinds]
    return chosen[page.offset : page.offset + page.limit]


def _within(column: str, page: Page) -> tuple[str, list[str | int]]:
    condition, values = "", []
    for comparison, moment in ((">=", page.since), ("<=", page.until)):
        if moment is not None:
            condition += f" AND {column} {comparison} ?"
            values.append(moment)
    return condition, [*values]
