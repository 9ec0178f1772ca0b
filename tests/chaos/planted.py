"""A bug, planted on purpose: a purchase whose answer was lost is sent once more."""

import asyncio
from dataclasses import dataclass, replace
from decimal import Decimal

from functions.trader.linked import LinkedAccount
from functions.trader.purchase import Purchasing
from nexus.adapters.broker.account import BrokerAccount
from nexus.adapters.broker.shapes import Purchase
from nexus.kernel.errors import BrokerStateUnknown, NexusError
from nexus.trading.models import Trade


@dataclass(frozen=True)
class RepeatingAccount(BrokerAccount):
    """Buy again when no answer came, as a careless retry would."""

    trade: Trade

    async def buy(
        self, proposal_id: str, price: Decimal, within: float, send_within: float
    ) -> Purchase:
        """Buy, and on a lost answer price and buy anew."""
        try:
            return await super().buy(proposal_id, price, within, send_within)
        except BrokerStateUnknown as e:
            return await self._again(price, within, e)

    async def _again(self, price: Decimal, within: float, lost: BrokerStateUnknown) -> Purchase:
        trade = self.trade
        for _ in range(5):
            try:
                proposal = await self.price(
                    trade.symbol, trade.contract_type, trade.expiry_minutes, trade.stake
                )
                return await super().buy(proposal.id, price, within, within)
            except NexusError:
                await asyncio.sleep(1)
        raise lost


class RepeatingPurchasing(Purchasing):
    """Purchasing over an account that repeats."""

    async def buy(self, linked: LinkedAccount, trade: Trade) -> Trade | None:
        """Carry a pending trade to its outcome, buying twice when the answer is lost."""
        broker = RepeatingAccount(linked.broker.client, linked.broker.currency, trade)
        return await super().buy(replace(linked, broker=broker), trade)
