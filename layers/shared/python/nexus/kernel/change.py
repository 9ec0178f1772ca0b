"""A change of one account, whole: the new state, the entries that prove it, what browsers see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from nexus.kernel.account import Account, LedgerEntry
from nexus.kernel.clock import to_text
from nexus.kernel.events import JsonValue
from nexus.kernel.money import money_text


class FrameType(StrEnum):
    """The live frames that carry a sequence number."""

    TRADE_STATUS = "trade_status"
    BALANCE_UPDATE = "balance_update"


@dataclass(frozen=True)
class Frame:
    """One live frame; `sequence` counts per account without gaps."""

    sequence: int
    type: FrameType
    at: datetime
    data: Mapping[str, JsonValue]

    def as_message(self) -> dict[str, JsonValue]:
        """Write the frame as it goes to a browser."""
        return {
            "type": self.type.value,
            "seq": self.sequence,
            "ts": to_text(self.at),
            "data": dict(self.data),
        }


@dataclass(frozen=True)
class AccountChange:
    """Move an account from `before` to `after`; holds only while `before.version` is current."""

    before: Account
    after: Account
    entries: tuple[LedgerEntry, ...] = ()
    frames: tuple[Frame, ...] = ()


def balance_data(account: Account, change: Decimal, reason: str) -> Mapping[str, JsonValue]:
    """Describe a balance to its owner; `change` is what was added."""
    return {
        "account_id": account.account_id,
        "balance": money_text(account.balance),
        "currency": account.currency,
        "change": money_text(change),
        "reason": reason,
    }


def account_change(
    before: Account,
    after: Account,
    at: datetime,
    entries: Sequence[LedgerEntry] = (),
    frames: Sequence[tuple[FrameType, Mapping[str, JsonValue]]] = (),
) -> AccountChange:
    """Number the frames, add one per ledger entry, and move the version on by one."""
    told = [
        *frames,
        *(
            (FrameType.BALANCE_UPDATE, balance_data(after, entry.amount, entry.kind))
            for entry in entries
        ),
    ]
    numbered = tuple(
        Frame(before.sequence + offset, kind, at, data)
        for offset, (kind, data) in enumerate(told, start=1)
    )
    moved = replace(after, sequence=before.sequence + len(told), version=before.version + 1)
    return AccountChange(before, moved, tuple(entries), numbered)
