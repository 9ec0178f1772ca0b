"""Change a balance: the new account and the entry that proves the change."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from nexus.kernel.account import Account, EntryKind, LedgerEntry
from nexus.kernel.change import AccountChange, account_change
from nexus.kernel.clock import to_text
from nexus.kernel.ids import digest
from nexus.kernel.money import money_text


def post(
    account: Account, kind: EntryKind, amount: Decimal, reference: str, at: datetime
) -> tuple[Account, LedgerEntry]:
    """Add `amount` (negative for a debit) to the balance and chain the entry to the one before."""
    balance = account.balance + amount
    number = account.entries + 1
    entry_hash = digest(
        account.last_entry_hash,
        account.account_id,
        str(number),
        kind,
        money_text(amount),
        money_text(balance),
        reference,
        to_text(at),
    )
    entry = LedgerEntry(
        account.account_id,
        number,
        kind,
        amount,
        balance,
        at,
        reference,
        account.last_entry_hash,
        entry_hash,
    )
    moved = replace(account, balance=balance, entries=number, last_entry_hash=entry_hash)
    return moved, entry


def opening(account: Account, balance: Decimal, at: datetime) -> AccountChange:
    """Open an account with its first entry."""
    opened, entry = post(account, EntryKind.OPENING, balance, account.account_id, at)
    return account_change(account, opened, at, [entry])


def mirrored(
    account: Account, broker_balance: Decimal, reference: str, at: datetime
) -> AccountChange | None:
    """Follow the broker's balance where it moved without Nexus; None when both agree."""
    difference = broker_balance - account.balance
    if not difference:
        return None
    moved, entry = post(account, EntryKind.EXTERNAL, difference, reference, at)
    return account_change(account, moved, at, [entry])
