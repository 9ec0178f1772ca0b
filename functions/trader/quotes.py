"""Prices that somebody asked for, kept fresh for as long as they are wanted."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from nexus.adapters.broker.shapes import Proposal
from nexus.kernel.clock import Clock
from nexus.kernel.errors import NexusError
from nexus.trading.market import Quote
from nexus.trading.ports import QuoteKey

LOG = logging.getLogger("nexus.trader")
PRICED_STAKE = Decimal(100)
VALID = timedelta(seconds=15)
RENEW_BEFORE = timedelta(seconds=5)
PAUSE_AFTER_REFUSAL = timedelta(seconds=5)
UNBOUNDED_PAYOUT = Decimal(50_000)
_RATIO = Decimal("0.0001")


class QuoteShelf(Protocol):
    """Where prices are wished for and published."""

    def quote_requests(self, at: datetime) -> list[QuoteKey]: ...

    def put_quote(self, quote: Quote) -> None: ...


class Pricer(Protocol):
    """Ask the broker for the price of a stake of 100."""

    async def price(self, key: QuoteKey, stake: Decimal) -> Proposal: ...


@dataclass
class QuoteDesk:
    """Answer those wishes in the market table that are this process's to answer.

    `answers` is asked with the account whose own price is wished for, or None for a public one.
    """

    shelf: QuoteShelf
    pricer: Pricer
    threads: Threads
    clock: Clock
    tasks: Tasks
    answers: Callable[[str | None], bool]
    _due: dict[QuoteKey, datetime] = field(default_factory=dict)
    _asking: set[QuoteKey] = field(default_factory=set)

    @property
    def symbols(self) -> set[str]:
        """Which symbols somebody asks prices of."""
        return {key.symbol for key in self._due}

    async def serve(self) -> None:
        """Look for wishes once, and price those that are new or about to run out."""
        at = self.clock()
        wanted = await self.threads.run(self.shelf.quote_requests, at)
        self._due = {key: self._due.get(key, at) for key in wanted}
        due = [key for key, moment in self._due.items() if moment <= at]
        ready = [key for key in due if key not in self._asking and self.answers(key.account_id)]
        for key in ready:
            self._asking.add(key)
            self.tasks.spawn(self._answer(key), f"quote:{key.symbol}")

    async def _answer(self, key: QuoteKey) -> None:
        try:
            proposal = await self.pricer.price(key, PRICED_STAKE)
            quote = quote_of(key, proposal, self.clock())
            await self.threads.run(self.shelf.put_quote, quote)
            self._due[key] = quote.valid_until - RENEW_BEFORE
        except NexusError as e:
            self._due[key] = self.clock() + PAUSE_AFTER_REFUSAL
            facts = {"symbol": key.symbol, "account_id": key.account_id, "error": e.detail}
            LOG.warning("quote_refused", extra={"event": "quote_refused", **facts})
        finally:
            self._asking.discard(key)


def quote_of(key: QuoteKey, proposal: Proposal, at: datetime) -> Quote:
    """Turn a proposal into a payout per unit of stake, rounded down so as never to promise more."""
    ratio = (proposal.payout / proposal.ask_price).quantize(_RATIO, rounding="ROUND_DOWN")
    return Quote(
        symbol=key.symbol,
        contract_type=key.contract_type,
        minutes=key.minutes,
        payout_ratio=ratio,
        asked_at=at,
        valid_until=at + VALID,
        max_payout=proposal.validation_params.payout.max or UNBOUNDED_PAYOUT,
        account_id=key.account_id,
    )
