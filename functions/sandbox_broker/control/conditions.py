from dataclasses import asdict, fields, replace
from decimal import Decimal
from uuid import uuid4

from fastapi import HTTPException

from functions.sandbox_broker.assumptions import Assumptions
from functions.sandbox_broker.control.market import Json, Routes
from functions.sandbox_broker.control.models import Drop, LimitsChange, NewFault
from functions.sandbox_broker.faults import EFFECTS, Rule
from functions.sandbox_broker.world import World

TYPES = {field.name: field.type for field in fields(Assumptions)}


class Conditions:
    """Turn faults, budgets and assumptions, drop sockets, and show the books."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> Routes:
        """List method, path and endpoint."""
        return [
            ("GET", "/faults", self.list_faults),
            ("POST", "/faults", self.add_fault),
            ("DELETE", "/faults", self.clear_faults),
            ("GET", "/sockets", self.list_sockets),
            ("POST", "/sockets/drop", self.drop_sockets),
            ("GET", "/limits", self.get_limits),
            ("PUT", "/limits", self.set_limits),
            ("GET", "/assumptions", self.get_assumptions),
            ("PATCH", "/assumptions", self.change_assumptions),
            ("GET", "/books", self.books),
        ]

    async def list_faults(self) -> Json:
        """List the rules, what they may do, and what fired so far."""
        return {
            "effects": {effect: what.text for effect, what in EFFECTS.items()},
            "rules": [asdict(rule) for rule in self.world.faults.rules.values()],
            "fired": [asdict(firing) for firing in self.world.faults.fired],
        }

    async def add_fault(self, new: NewFault) -> Json:
        """Add a rule; `count` limits how often it fires."""
        values = new.model_dump(exclude={"id", "count"})
        rule = Rule(id=new.id or uuid4().hex[:8], remaining=new.count, **values)
        self.world.faults.add([rule])
        return asdict(rule)

    async def clear_faults(self, seed: int | None = None) -> Json:
        """Remove all rules and the record of what fired; a seed makes the next draws repeatable."""
        self.world.faults.rules.clear()
        self.world.faults.fired.clear()
        self.world.faults.reseed(self.world.faults.seed if seed is None else seed)
        return {"rules": 0}

    async def list_sockets(self) -> list[Json]:
        """List open sockets."""
        return [
            {"kind": s.kind, "account_id": s.account_id, "streams": len(s.streams)}
            for s in self.world.sessions
        ]

    async def drop_sockets(self, drop: Drop) -> Json:
        """Cut sockets without a word."""
        chosen = [
            session
            for session in list(self.world.sessions)
            if drop.account_id in {None, session.account_id} and drop.kind in {None, session.kind}
        ]
        for session in chosen:
            session.drop()
        return {"dropped": len(chosen)}

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
        unknown = sorted(set(changes) - set(TYPES))
        if unknown:
            raise HTTPException(422, f"Unknown assumptions: {', '.join(unknown)}")
        values = {
            name: Decimal(str(value)) if TYPES[name] is Decimal else value
            for name, value in changes.items()
        }
        self.world.desk.assumptions = replace(self.world.desk.assumptions, **values)  # type: ignore[arg-type]
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
            "accounts": [asdict(account) for account in accounts],
            "contracts": [asdict(c) for c in store.contracts.find(condition, *values)],
            "bookings": [asdict(b) for b in store.bookings.find(condition, *values)],
        }
