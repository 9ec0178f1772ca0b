"""A purchase that two contracts may be: keep both sides, freeze, and heed a person's ruling."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from functions.trader.freezing import Freezer
from functions.trader.linked import LinkedAccount
from functions.trader.sides import Records
from functions.trader.threads import Threads
from nexus.accounts.mirror import AMBIGUOUS, AccountMirror
from nexus.accounts.reconciliation import CONTRACT, Finding, Verdict
from nexus.adapters.broker.shapes import OpenContract
from nexus.kernel.account import Account
from nexus.kernel.clock import Clock, from_epoch, to_text
from nexus.kernel.money import cents, money_text
from nexus.trading.models import Trade


@dataclass
class Doubts:
    """What the reconciler does when it cannot tell which contract is ours."""

    records: Records
    freezer: Freezer
    threads: Threads
    clock: Clock

    async def chosen(self, trade: Trade) -> str | None:
        """Tell which contract a person took the purchase to be; "" for none, None if not said."""
        known = await self.threads.run(self.records.mirror, trade.account_id)
        return known.chosen.get(trade.trade_id) if known else None

    async def freeze(
        self, linked: LinkedAccount, account: Account, trade: Trade, found: Sequence[OpenContract]
    ) -> None:
        """Keep the purchase beside everything it may be, and freeze its account."""
        balance = cents((await linked.broker.balance()).balance)
        known = await self.threads.run(self.records.mirror, trade.account_id)
        await self.freezer.freeze(self._mirror(account, trade, found, balance, known))

    def _mirror(
        self,
        account: Account,
        trade: Trade,
        found: Sequence[OpenContract],
        balance: Decimal,
        known: AccountMirror | None,
    ) -> AccountMirror:
        return AccountMirror(
            account_id=account.account_id,
            checked_at=self.clock(),
            verdict=Verdict.MISMATCH,
            ledger_balance=account.balance,
            expected=account.balance,
            broker_balance=balance,
            findings=tuple(_finding(trade, each) for each in found),
            contracts=known.contracts if known else (),
            through=known.through if known else 0,
            through_at=known.through_at if known else None,
            accepted=known.accepted if known else frozenset(),
            chosen=known.chosen if known else {},
            rulings=known.rulings if known else 0,
        )


def _finding(trade: Trade, contract: OpenContract) -> Finding:
    ours = f"{trade.contract_type.value} {trade.symbol}, {money_text(trade.stake)}"
    theirs = f"{contract.contract_type} {contract.underlying_symbol}, "
    theirs += money_text(cents(contract.buy_price))
    bought = contract.purchase_time or contract.date_start
    at = f", bought at {to_text(from_epoch(bought))}" if bought else ""
    return Finding(
        AMBIGUOUS,
        f"{CONTRACT}{contract.contract_id}",
        f"trade {trade.trade_id}: {ours}, asked for at {to_text(trade.requested_at)}",
        f"{theirs}{at}",
    )
