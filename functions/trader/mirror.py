"""The broker's balance is the truth: note what changed there without us."""

import logging
from dataclasses import dataclass, replace

from functions.trader.books import Books
from functions.trader.linked import LinkedAccount
from nexus.kernel.account import Account, AccountStatus
from nexus.kernel.change import AccountChange, account_change
from nexus.kernel.clock import Clock, to_text
from nexus.kernel.ledger import mirrored
from nexus.kernel.money import cents, money_text

LOG = logging.getLogger("nexus.trader")


@dataclass
class BalanceMirror:
    """Compare an account with the broker while nothing of ours is open there."""

    books: Books
    clock: Clock

    async def compare(self, linked: LinkedAccount) -> None:
        """Book the difference as external; with a trade open the two may rightly differ."""
        before = await self.books.account(linked.account_id)
        if before.open_trades or before.buying is not None:
            return
        balance = cents((await linked.broker.balance()).balance)

        def step(account: Account) -> AccountChange | None:
            if account.version != before.version:
                return None
            at = self.clock()
            return mirrored(account, balance, to_text(at), at)

        change = await self.books.change_account(linked.account_id, step)
        if change is not None:
            amount = money_text(change.entries[0].amount)
            facts = {"account_id": linked.account_id, "amount": amount}
            LOG.warning("balance_external", extra={"event": "balance_external", **facts})

    async def set_status(
        self, account_id: str, expected: AccountStatus, status: AccountStatus
    ) -> None:
        """Move an account from one status to another, if it is in that one."""

        def step(account: Account) -> AccountChange | None:
            if account.status is not expected:
                return None
            return account_change(account, replace(account, status=status), self.clock())

        await self.books.change_account(account_id, step)
