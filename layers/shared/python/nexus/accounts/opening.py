"""Open accounts: the demo account of every user, and accounts held at the broker."""

from datetime import datetime
from decimal import Decimal

from nexus.accounts.models import BrokerAccount
from nexus.kernel.account import Account, AccountKind, ConsensusMode
from nexus.kernel.change import AccountChange
from nexus.kernel.clock import utc_day
from nexus.kernel.ids import digest
from nexus.kernel.ledger import opening
from nexus.kernel.money import ZERO, cents

DEMO_BALANCE = Decimal("10000.00")
DEMO_CURRENCY = "USD"
_ID_LENGTH = 26


def demo_account_id(user_id: str) -> str:
    """Derive the id of a user's demo account, so that there is never a second one."""
    return digest("demo", user_id)[:_ID_LENGTH].upper()


def open_demo(user_id: str, at: datetime) -> AccountChange:
    """Open a user's demo account; it is the default one until another is chosen."""
    empty = Account(
        account_id=demo_account_id(user_id),
        user_id=user_id,
        kind=AccountKind.DEMO,
        currency=DEMO_CURRENCY,
        balance=ZERO,
        created_at=at,
        day=utc_day(at),
        is_default=True,
    )
    return opening(empty, DEMO_BALANCE, at)


def open_at_broker(
    account_id: str, user_id: str, held: BrokerAccount, at: datetime
) -> AccountChange:
    """Mirror an account held at the broker; real money is held to the vote (design.md D5)."""
    mode = ConsensusMode.ENFORCED if held.is_real else ConsensusMode.ADVISORY
    empty = Account(
        account_id=account_id,
        user_id=user_id,
        kind=AccountKind.REAL if held.is_real else AccountKind.DERIV_DEMO,
        currency=held.currency,
        balance=ZERO,
        created_at=at,
        day=utc_day(at),
        consensus_mode=mode,
        broker_account_id=held.broker_account_id,
    )
    return opening(empty, cents(held.balance), at)
