"""Looks at the broker that somebody asked for: a bid for a contract, or an account's books."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from functions.trader.books import Books
from functions.trader.contracts import refusal_of
from functions.trader.linked import LinkedAccount, Sockets
from functions.trader.links import LinkState
from functions.trader.reconcile import Reconciler
from functions.trader.sides import Records
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from nexus.kernel.clock import Clock
from nexus.kernel.errors import NexusError, Unauthenticated
from nexus.kernel.money import cents
from nexus.trading.closing import Bid, Look, key_of

LOG = logging.getLogger("nexus.trader")


class LookShelf(Protocol):
    """Where looks are wished for, and bids are published."""

    def looks(self, at: datetime) -> list[Look]: ...

    def put_bid(self, bid: Bid) -> None: ...


@dataclass
class LookDesk:
    """Answer each wish once, for the accounts this process works on."""

    shelf: LookShelf
    books: Books
    linked: Sockets
    owns: Callable[[str], bool]
    links: LinkState
    records: Records
    reconciler: Reconciler
    threads: Threads
    clock: Clock
    tasks: Tasks
    _answered: set[str] = field(default_factory=set)

    async def serve(self) -> None:
        """Look for wishes once, and answer those that are new."""
        wanted = await self.threads.run(self.shelf.looks, self.clock())
        new = [each for each in wanted if each.look_id not in self._answered]
        self._answered = {each.look_id for each in wanted}
        for look in new:
            if self.owns(look.account_id):
                self.tasks.spawn(self._answer(look), f"look:{look.name}")

    async def look_at_all(self) -> None:
        """Compare the books of every account whose socket is open."""
        await self.links.look_at_all()

    async def _answer(self, look: Look) -> None:
        try:
            linked = await self.linked.get(await self.books.account(look.account_id))
            if look.trade_id is None:
                await self._compare(look, linked)
            else:
                await self._bid(look, linked)
        except NexusError as e:
            facts = {"look": look.name, "error": e.detail}
            LOG.warning("look_failed", extra={"event": "look_failed", **facts})
            # That the link ran out is noted by whoever hears it first.
            if look.trade_id is None and not isinstance(e, Unauthenticated):
                at, reason = self.clock(), "BROKER_UNAVAILABLE"
                await self.threads.run(self.records.fail_check, look.account_id, reason, at)

    async def _compare(self, look: Look, linked: LinkedAccount) -> None:
        await self.reconciler.look_again(await self.books.account(look.account_id))
        self.links.look(linked)

    async def _bid(self, look: Look, linked: LinkedAccount) -> None:
        _, trade = await self.books.pair(key_of(look))
        if trade.contract_id is None:
            return
        contract = await linked.broker.contract(int(trade.contract_id))
        is_sellable = bool(contract.is_valid_to_sell) and not contract.is_sold
        price = contract.bid_price
        bid = Bid(
            trade_id=trade.trade_id,
            look_id=look.look_id,
            asked_at=self.clock(),
            price=None if price is None else cents(price),
            is_sellable=is_sellable and price is not None,
            reason=None if is_sellable else refusal_of(contract),
        )
        await self.threads.run(self.shelf.put_bid, bid)
