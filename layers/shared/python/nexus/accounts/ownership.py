"""Whose account it is: somebody else's is not there."""

from nexus.accounts.ports import AccountStore
from nexus.kernel.account import Account
from nexus.kernel.errors import Denied, NotFound


def own_linked(accounts: AccountStore, user_id: str, account_id: str) -> Account:
    """Find a user's account at the broker; NotFound for others', Denied for a demo account."""
    account = accounts.account(account_id)
    if account.user_id != user_id:
        raise NotFound(f"No account {account_id}")
    if not account.is_at_broker:
        raise Denied("ACCOUNT_NOT_LINKED", "Expected an account at the broker, was demo")
    return account
