"""The life of a trade as pure steps: each takes the account and the trade, and returns the change.

    requested -> pending -> submitting -> open -> won | lost | sold | cancelled
                    |            |-> unknown -> any of these, or rejected
                    `-> rejected

A step names the status it expects to find; committing it fails when another step came first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from nexus.kernel.account import Account, AccountStatus, EntryKind, LedgerEntry
from nexus.kernel.change import AccountChange, FrameType, account_change
from nexus.kernel.clock import utc_day
from nexus.kernel.ledger import post
from nexus.kernel.limits import settled_limits
from nexus.kernel.money import ZERO
from nexus.trading.cost import fees_on
from nexus.trading.market import Tick
from nexus.trading.models import Trade, TradeStatus
from nexus.trading.view import trade_view


@dataclass(frozen=True)
class TradeChange:
    """One step of a trade and its account; `expected` is None for a trade that is new."""

    account: AccountChange
    trade: Trade
    expected: TradeStatus | None


@dataclass(frozen=True)
class Fill:
    """What was bought: times of the contract by the broker's clock, `payout` in money."""

    payout: Decimal
    opened_at: datetime
    expires_at: datetime
    contract_id: str | None = None


@dataclass(frozen=True)
class Settlement:
    """How a contract ended; `credited` is the money that came back, zero on a loss."""

    status: TradeStatus
    credited: Decimal
    at: datetime
    entry_spot: Decimal | None = None
    entry_at: datetime | None = None
    exit_spot: Decimal | None = None
    exit_at: datetime | None = None
    reason: str | None = None


def request_trade(account: Account, trade: Trade) -> TradeChange:
    """Debit the stake and record the intent to buy."""
    debited, entry = post(
        account, EntryKind.STAKE, -trade.stake, trade.trade_id, trade.requested_at
    )
    after = replace(
        debited,
        open_trades={**account.open_trades, trade.trade_id: trade.stake},
        last_trade_at=trade.requested_at,
    )
    return _step(account, after, trade, None, trade.requested_at, [entry])


def claim(account: Account, trade: Trade, at: datetime) -> TradeChange:
    """Say that a purchase is about to be sent to the broker, so that no one sends it again."""
    after = replace(account, buying=trade.trade_id)
    return _step(account, after, replace(trade, status=TradeStatus.SUBMITTING), trade.status, at)


def opened(account: Account, trade: Trade, fill: Fill, at: datetime) -> TradeChange:
    """Record the contract that was bought."""
    held = replace(
        trade,
        status=TradeStatus.OPEN,
        payout=fill.payout,
        opened_at=fill.opened_at,
        expires_at=fill.expires_at,
        contract_id=fill.contract_id,
        reason=None,
    )
    return _step(account, _purchase_ended(account, trade), held, trade.status, at)


def entered(account: Account, trade: Trade, entry: Tick, entry_at: datetime) -> TradeChange:
    """Record the entry spot of an open trade."""
    seen = replace(trade, entry_spot=entry.spot, entry_at=entry_at)
    return _step(account, account, seen, trade.status, entry_at)


def unknown(account: Account, trade: Trade, reason: str, at: datetime) -> TradeChange:
    """Record that a purchase was sent and its answer was lost; the purchase stays in flight."""
    lost = replace(trade, status=TradeStatus.UNKNOWN, reason=reason)
    return _step(account, replace(account, buying=trade.trade_id), lost, trade.status, at)


def rejected(account: Account, trade: Trade, reason: str, at: datetime) -> TradeChange:
    """Give the stake back for a contract that was never bought."""
    refunded, entry = post(account, EntryKind.REFUND, trade.stake, trade.trade_id, at)
    after = _released(_purchase_ended(refunded, trade), trade)
    ended = replace(trade, status=TradeStatus.REJECTED, reason=reason, settled_at=at)
    return _step(account, after, ended, trade.status, at, [entry])


def close_requested(
    account: Account, trade: Trade, at: datetime, min_sale: Decimal | None = None
) -> TradeChange:
    """Record that the owner wants to sell early, for at least `min_sale` when it is given."""
    asked = replace(trade, close_requested_at=at, min_sale=min_sale, reason=None)
    return _step(account, account, asked, trade.status, at)


def close_refused(account: Account, trade: Trade, reason: str, at: datetime) -> TradeChange:
    """Record why an early sale did not happen; the trade runs on."""
    kept = replace(trade, close_requested_at=None, reason=reason)
    return _step(account, account, kept, trade.status, at)


def settled(account: Account, trade: Trade, settlement: Settlement) -> TradeChange:
    """End a trade: credit what came back, count day and streak, halt after too many losses."""
    ended = _ended_trade(trade, settlement)
    entries, paid = _credit(account, trade, settlement)
    counted = _counted(_released(_purchase_ended(paid, trade), trade), ended)
    after = _halted_if_due(settled_limits(counted, settlement.at), settlement.at)
    return _step(account, after, ended, trade.status, settlement.at, entries)


_CREDITS = {
    TradeStatus.WON: EntryKind.PAYOUT,
    TradeStatus.LOST: EntryKind.PAYOUT,
    TradeStatus.SOLD: EntryKind.SALE,
    TradeStatus.CANCELLED: EntryKind.REFUND,
}


def _credit(
    account: Account, trade: Trade, settlement: Settlement
) -> tuple[list[LedgerEntry], Account]:
    if settlement.credited == ZERO:
        return [], account
    kind = _CREDITS[settlement.status]
    paid, entry = post(account, kind, settlement.credited, trade.trade_id, settlement.at)
    return [entry], paid


def _ended_trade(trade: Trade, settlement: Settlement) -> Trade:
    profit = settlement.credited - trade.stake
    fees = fees_on(profit if settlement.status is TradeStatus.WON else ZERO, trade.terms)
    return replace(
        trade,
        status=settlement.status,
        entry_spot=settlement.entry_spot or trade.entry_spot,
        entry_at=settlement.entry_at or trade.entry_at,
        exit_spot=settlement.exit_spot,
        exit_at=settlement.exit_at,
        profit=profit,
        commission=fees.commission,
        markup=fees.markup,
        settled_at=settlement.at,
        reason=settlement.reason,
    )


def _counted(account: Account, trade: Trade) -> Account:
    if trade.status is TradeStatus.CANCELLED or trade.settled_at is None or trade.profit is None:
        return account
    today = account.on_day(utc_day(trade.settled_at))
    fees = ZERO if trade.is_simulated else (trade.commission or ZERO) + (trade.markup or ZERO)
    is_loss = trade.profit < ZERO
    return replace(
        today,
        day_result=today.day_result + trade.profit - fees,
        consecutive_losses=account.consecutive_losses + 1 if is_loss else 0,
        last_loss_at=trade.settled_at if is_loss else account.last_loss_at,
    )


def _halted_if_due(account: Account, at: datetime) -> Account:
    is_due = account.consecutive_losses >= account.limits.max_consecutive_losses
    if not is_due or account.status is not AccountStatus.ACTIVE:
        return account
    return replace(account, status=AccountStatus.HALTED, halted_at=at)


def _purchase_ended(account: Account, trade: Trade) -> Account:
    return replace(account, buying=None) if account.buying == trade.trade_id else account


def _released(account: Account, trade: Trade) -> Account:
    left = {key: stake for key, stake in account.open_trades.items() if key != trade.trade_id}
    return replace(account, open_trades=left)


def _step(
    before: Account,
    after: Account,
    trade: Trade,
    expected: TradeStatus | None,
    at: datetime,
    entries: Sequence[LedgerEntry] = (),
) -> TradeChange:
    told = [(FrameType.TRADE_STATUS, trade_view(trade))]
    return TradeChange(account_change(before, after, at, entries, told), trade, expected)
