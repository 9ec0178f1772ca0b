"""Trading on accounts at the broker: the broker's word decides, never our ticks."""

from dataclasses import dataclass
from decimal import Decimal

from functions.trader.books import Books, key_of
from functions.trader.contract_watch import ContractWatch
from functions.trader.contracts import refusal_of
from functions.trader.linked import LinkedAccount, LinkedAccounts
from functions.trader.purchase import Purchasing
from functions.trader.reconcile import Reconciler
from nexus.adapters.broker.shapes import OpenContract, Proposal
from nexus.kernel.account import Account
from nexus.kernel.clock import Clock
from nexus.kernel.errors import Rejected, Unauthenticated, Unavailable
from nexus.kernel.money import ZERO
from nexus.trading.lifecycle import TradeChange, close_refused
from nexus.trading.models import Trade, TradeStatus
from nexus.trading.ports import QuoteKey

SELL_WITHIN = 8.0


@dataclass
class RealDesk:
    """Execute, close and resume the trades of linked accounts."""

    books: Books
    linked: LinkedAccounts
    purchasing: Purchasing
    reconciler: Reconciler
    contracts: ContractWatch
    clock: Clock

    async def execute(self, trade: Trade) -> None:
        """Buy a pending trade, or refund it with the reason."""
        account = await self.books.account(trade.account_id)
        left = (trade.execute_before - self.clock()).total_seconds()
        try:
            linked = await self.linked.get(account, max(0.1, left))
        except Unauthenticated:
            await self.purchasing.reject(trade, "LINK_EXPIRED")
            return
        except Unavailable:
            await self.purchasing.reject(trade, "BROKER_UNAVAILABLE")
            return
        bought = await self.purchasing.buy(linked, trade)
        if bought is None:
            await self._resume_if_live(trade)
            return
        if bought.status is TradeStatus.OPEN:
            self.contracts.watch(bought)
        elif bought.status is TradeStatus.UNKNOWN:
            self.reconciler.look_for(bought)

    async def resume(self, trade: Trade) -> None:
        """Go on with a trade found after a start: one half-bought is looked for."""
        if trade.status is TradeStatus.OPEN:
            self.contracts.watch(trade)
        else:
            await self.reconciler.doubt(trade)

    async def close(self, trade: Trade) -> None:
        """Sell an open contract if the broker takes it back now, else say why not."""
        if trade.status is not TradeStatus.OPEN or trade.contract_id is None:
            return
        linked = await self.linked.get(await self.books.account(trade.account_id))
        contract = await linked.broker.contract(int(trade.contract_id))
        if not contract.is_sold:
            contract = await self._sell(linked, trade, contract)
        if contract.is_sold:
            await self.contracts.settle(trade, contract)

    async def price(self, key: QuoteKey, stake: Decimal) -> Proposal:
        """Ask an account's own price."""
        linked = await self.linked.get(await self.books.account(key.account_id or ""))
        return await linked.broker.price(
            key.symbol, key.contract_type, key.minutes, stake, to_buy=False
        )

    async def _resume_if_live(self, trade: Trade) -> None:
        _, now = await self.books.pair(key_of(trade))
        if now.is_live and now.status is not TradeStatus.PENDING:
            await self.resume(now)

    async def _sell(
        self, linked: LinkedAccount, trade: Trade, contract: OpenContract
    ) -> OpenContract:
        if not contract.is_valid_to_sell:
            await self._refuse(trade, refusal_of(contract))
            return contract
        try:
            least = trade.min_sale or ZERO
            await linked.broker.sell(contract.contract_id, SELL_WITHIN, least)
        except Rejected as e:
            await self._refuse(trade, e.code)
        return await linked.broker.contract(contract.contract_id)

    async def _refuse(self, trade: Trade, reason: str) -> None:
        def step(account: Account, now: Trade) -> TradeChange | None:
            if now.status is not TradeStatus.OPEN or now.close_requested_at is None:
                return None
            return close_refused(account, now, reason, self.clock())

        await self.books.apply(key_of(trade), step)
