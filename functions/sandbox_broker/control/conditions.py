from dataclasses import asdict
from decimal import Decimal

from fastapi import HTTPException
from pydantic import TypeAdapter, ValidationError

from functions.sandbox_broker.assumptions import Assumptions
from functions.sandbox_broker.books.audit import audit
from functions.sandbox_broker.books.models import Account, Booking, Contract
from functions.sandbox_broker.control.market import Json, Routes
from functions.sandbox_broker.control.models import LimitsChange
from functions.sandbox_broker.money import text
from functions.sandbox_broker.world import World

ASSUMPTIONS = TypeAdapter(Assumptions)


class Conditions:
    """Turn budgets and assumptions, and show the books."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> Routes:
        """List method, path and endpoint."""
        return [
            ("GET", "/limits", self.get_limits),
            ("PUT", "/limits", self.set_limits),
            ("GET", "/assumptions", self.get_assumptions),
            ("PATCH", "/assumptions", self.change_assumptions),
            ("DELETE", "/assumptions", self.reset_assumptions),
            ("GET", "/books", self.books),
            ("GET", "/books/audit", self.audit_books),
        ]

    async def get_limits(self) -> Json:
        """Tell whether rate budgets are enforced."""
        return {"enabled": self.world.meter.is_enabled}

    async def set_limits(self, change: LimitsChange) -> Json:
        """Switch rate budgets on or off, or forget what was counted."""
        if change.enabled is not None:
            self.world.meter.is_enabled = change.enabled
        if change.reset:
            self.world.meter.reset()
        return await self.get_limits()

    async def get_assumptions(self) -> Json:
        """Tell what the twin assumes where the broker's material is silent."""
        return {
            name: str(value) if isinstance(value, Decimal) else value
            for name, value in asdict(self.world.desk.assumptions).items()
        }

    async def change_assumptions(self, changes: dict[str, bool | int | str]) -> Json:
        """Replace single assumptions; amounts are text."""
        known = asdict(self.world.desk.assumptions)
        unknown = sorted(set(changes) - set(known))
        if unknown:
            raise HTTPException(422, f"Unknown assumptions: {', '.join(unknown)}")
        try:
            self.world.desk.assumptions = ASSUMPTIONS.validate_python({**known, **changes})
        except ValidationError as error:
            raise HTTPException(422, str(error)) from error
        return await self.get_assumptions()

    async def reset_assumptions(self) -> Json:
        """Assume again what a fresh broker does."""
        self.world.desk.assumptions = Assumptions()
        return await self.get_assumptions()

    async def books(self, account_id: str | None = None) -> Json:
        """Show all contracts and bookings, or those of one account."""
        condition, values = (
            ("account_id = ? ORDER BY id", [account_id]) if account_id else ("1", [])
        )
        store = self.world.store
        accounts = (
            store.accounts.find("id = ?", account_id) if account_id else store.accounts.find()
        )
        return {
            "accounts": [_exact(account) for account in accounts],
            "contracts": [_exact(c) for c in store.contracts.find(condition, *values)],
            "bookings": [_exact(b) for b in store.bookings.find(condition, *values)],
        }

    async def audit_books(self) -> Json:
        """Add everything up again and name what does not fit; nothing named means all fits."""
        return audit(self.world.store)


def _exact(record: Account | Contract | Booking) -> Json:
    """Write amounts as text, so that they can be compared to the cent."""
    return {
        name: text(value) if isinstance(value, Decimal) else value
        for name, value in asdict(record).items()
    }
