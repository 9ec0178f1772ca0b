from dataclasses import asdict

from fastapi import HTTPException

from functions.sandbox_broker.control.market import Json, Routes
from functions.sandbox_broker.control.models import Drop, NewFault, Storm, Update
from functions.sandbox_broker.faults import EFFECTS, Firing, Rule
from functions.sandbox_broker.storms import STORMS, storm
from functions.sandbox_broker.world import World

LISTED = 10_000


class Disruptions:
    """Turn fault rules, maintenance and sockets, and tell what fired."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> Routes:
        """List method, path and endpoint."""
        return [
            ("GET", "/faults", self.list_faults),
            ("POST", "/faults", self.add_fault),
            ("DELETE", "/faults", self.clear_faults),
            ("DELETE", "/faults/{rule_id}", self.remove_fault),
            ("GET", "/faults/fired", self.fired),
            ("POST", "/faults/storm", self.add_storm),
            ("GET", "/maintenance", self.get_maintenance),
            ("POST", "/maintenance", self.begin_maintenance),
            ("GET", "/sockets", self.list_sockets),
            ("POST", "/sockets/drop", self.drop_sockets),
            ("GET", "/frames", self.frames),
        ]

    async def list_faults(self) -> Json:
        """List the rules, what they may do, and what fired so far."""
        return {
            "seed": self.world.faults.seed,
            "effects": {effect: what.text for effect, what in EFFECTS.items()},
            "rules": [asdict(rule) for rule in self.world.faults.rules.values()],
            "fired": [asdict(firing) for firing in list(self.world.faults.fired)[-LISTED:]],
        }

    async def add_fault(self, new: NewFault) -> Json:
        """Add a rule; `count` limits how often it fires."""
        values = new.model_dump(exclude={"id", "count", "place"})
        faults = self.world.faults
        rule = Rule(
            id=new.id or faults.next_id(), place=new.chosen_place, remaining=new.count, **values
        )
        faults.add([rule])
        return asdict(rule)

    async def add_storm(self, chosen: Storm) -> Json:
        """Add a ready-made set of rules; a seed clears everything before."""
        if chosen.name not in STORMS:
            raise HTTPException(422, f"Unknown storm: {chosen.name}, known: {', '.join(STORMS)}")
        if chosen.seed is not None:
            self.world.faults.clear(chosen.seed)
        rules = storm(chosen.name, chosen.probability)
        self.world.faults.add(rules)
        return {"seed": self.world.faults.seed, "rules": [asdict(rule) for rule in rules]}

    async def clear_faults(self, seed: int | None = None) -> Json:
        """Remove all rules and the record of what fired; a seed makes the next draws repeatable."""
        self.world.faults.clear(seed)
        return {"rules": 0}

    async def remove_fault(self, rule_id: str) -> Json:
        """Remove one rule and keep the record."""
        if self.world.faults.rules.pop(rule_id, None) is None:
            raise HTTPException(404, f"Unknown rule: {rule_id}")
        return {"rules": len(self.world.faults.rules)}

    async def fired(
        self,
        effect: str | None = None,
        account_id: str | None = None,
        rule_id: str | None = None,
        after: int = 0,
    ) -> Json:
        """Tell what fired: totals by effect, and the firings numbered above `after`."""

        def is_wanted(firing: Firing) -> bool:
            return (
                firing.number > after
                and effect in {None, firing.effect}
                and account_id in {None, firing.account_id}
                and rule_id in {None, firing.rule_id}
            )

        faults = self.world.faults
        found = [firing for firing in faults.fired if is_wanted(firing)]
        return {
            "seed": faults.seed,
            "total": faults.totals.total(),
            "by_effect": dict(faults.totals),
            "fired": [asdict(firing) for firing in found[:LISTED]],
        }

    async def get_maintenance(self) -> Json:
        """Tell how long the broker is still being updated."""
        return {"seconds_left": round(self.world.maintenance.seconds_left, 3)}

    async def begin_maintenance(self, update: Update) -> Json:
        """Cut all sockets and refuse everything for a while."""
        dropped = self.world.update(update.seconds)
        return {"dropped": dropped, **await self.get_maintenance()}

    async def list_sockets(self) -> list[Json]:
        """List open sockets."""
        return [
            {"kind": s.kind, "account_id": s.account_id, "streams": len(s.streams)}
            for s in self.world.sessions
        ]

    async def drop_sockets(self, drop: Drop) -> Json:
        """Cut sockets without a word, or leave them half open."""
        chosen = [
            session
            for session in list(self.world.sessions)
            if drop.account_id in {None, session.account_id} and drop.kind in {None, session.kind}
        ]
        for session in chosen:
            if drop.half_open:
                session.freeze()
            else:
                session.drop()
        return {"dropped": len(chosen)}

    async def frames(self, socket: str = "", limit: int = 200) -> list[Json]:
        """Show the last frames, of sockets whose name holds some text: socket-7, DOT…, public."""
        found = [frame for frame in self.world.frames.recent if socket in frame.socket]
        return [frame.shown() for frame in found[-limit:]] if limit > 0 else []
