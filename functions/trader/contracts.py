"""Read the broker's contracts as ends of our trades."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from nexus.adapters.broker.shapes import OpenContract
from nexus.kernel.clock import from_epoch
from nexus.kernel.money import ZERO, cents
from nexus.trading.lifecycle import Settlement
from nexus.trading.models import Trade, TradeStatus

_STATUSES: Mapping[str, TradeStatus] = {
    "won": TradeStatus.WON,
    "lost": TradeStatus.LOST,
    "sold": TradeStatus.SOLD,
    "cancelled": TradeStatus.CANCELLED,
}
_REFUSALS: Mapping[str, str] = {
    "ResaleNotOffered": "RESALE_NOT_OFFERED",
    "EntryTickMissing": "WAIT_FOR_ENTRY",
    "WaitForContractSettlement": "CONTRACT_EXPIRED",
}


def settlement_of(contract: OpenContract, trade: Trade, at: datetime) -> Settlement:
    """Read a sold contract; what it was sold for is what came back."""
    status = _status(contract)
    return Settlement(
        status=status,
        credited=_credited(contract, trade, status),
        at=at,
        entry_spot=contract.entry_spot,
        entry_at=_time(contract.entry_spot_time),
        exit_spot=contract.exit_spot,
        exit_at=_time(contract.exit_spot_time or contract.sell_time),
        reason="BROKER_VOID" if status is TradeStatus.CANCELLED else None,
    )


def refusal_of(contract: OpenContract) -> str:
    """Say why a contract cannot be sold now."""
    return _REFUSALS.get(contract.validation_error_code or "", "RESALE_NOT_OFFERED")


def _status(contract: OpenContract) -> TradeStatus:
    known = _STATUSES.get(contract.status or "")
    if known is not None:
        return known
    sold_for = contract.sell_price or ZERO
    if sold_for == ZERO:
        return TradeStatus.LOST
    return TradeStatus.WON if sold_for == contract.payout else TradeStatus.SOLD


def _credited(contract: OpenContract, trade: Trade, status: TradeStatus) -> Decimal:
    unsaid: Mapping[TradeStatus, Decimal] = {
        TradeStatus.WON: contract.payout,
        TradeStatus.LOST: ZERO,
        TradeStatus.SOLD: contract.bid_price or ZERO,
        TradeStatus.CANCELLED: trade.stake,
    }
    return cents(unsaid[status] if contract.sell_price is None else contract.sell_price)


def _time(epoch: int | None) -> datetime | None:
    return from_epoch(epoch) if epoch is not None else None
