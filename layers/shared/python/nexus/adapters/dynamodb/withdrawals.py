"""Movements of money to wallets, as `nexus.accounts.withdrawing.WithdrawalStore`."""

from dataclasses import dataclass

from nexus.accounts.withdrawing import Withdrawal
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.serialization import to_item
from nexus.adapters.dynamodb.store import Put, Store


@dataclass(frozen=True)
class DynamoWithdrawals:
    """Keep each movement beside its account; its end becomes an event."""

    store: Store

    def keep(self, withdrawal: Withdrawal) -> None:
        """Write a movement as it stands now."""
        key = keys.withdrawal(withdrawal.account_id, withdrawal.request_id)
        self.store.write(Put(key, to_item(withdrawal)))
