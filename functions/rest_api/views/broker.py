"""The broker's side as its owner sees it."""

from datetime import datetime

from functions.rest_api.schemas.broker import (
    BookCheck,
    CloseBid,
    Finding,
    HeldContract,
    Portfolio,
    Reconciliation,
    Withdrawal,
)
from nexus.accounts import withdrawing
from nexus.accounts.broker_books import Shown
from nexus.accounts.checks import CheckState
from nexus.kernel.account import AccountStatus
from nexus.kernel.clock import to_text
from nexus.kernel.money import money_text
from nexus.trading.closing import BID_VALID, Bid
from nexus.trading.models import Trade


def portfolio_view(shown: Shown) -> Portfolio:
    """Show the contracts that are open at the broker, ours marked."""
    mirror = shown.mirror
    if mirror is None:
        return Portfolio(items=[], as_of=None, next_cursor=None)
    items = [
        HeldContract(
            contract_id=each.contract_id,
            trade_id=each.trade_id,
            is_external=each.trade_id is None,
            contract_type=each.contract_type,
            symbol=each.symbol,
            buy_price=money_text(each.buy_price),
            payout=money_text(each.payout),
            bought_at=to_text(each.bought_at),
        )
        for each in mirror.contracts
    ]
    return Portfolio(items=items, as_of=to_text(mirror.checked_at), next_cursor=None)


def reconciliation_view(shown: Shown) -> Reconciliation:
    """Show the last check with both sides."""
    account, mirror = shown.account, shown.mirror
    findings = [
        Finding(code=each.code, reference=each.reference, ours=each.ours, broker=each.broker)
        for each in (mirror.findings if mirror else ())
    ]
    return Reconciliation(
        account_id=account.account_id,
        currency=account.currency,
        verdict=mirror.verdict.value if mirror else "unchecked",
        is_frozen=account.status is AccountStatus.FROZEN,
        checked_at=to_text(mirror.checked_at) if mirror else None,
        ledger_balance=money_text(mirror.ledger_balance if mirror else account.balance),
        expected=money_text(mirror.expected) if mirror else None,
        broker_balance=money_text(mirror.broker_balance) if mirror else None,
        findings=findings,
        check=_check(shown),
    )


def _check(shown: Shown) -> BookCheck | None:
    if shown.check is None or shown.state is None:
        return None
    return BookCheck(
        state=shown.state.value,
        asked_at=to_text(shown.check.asked_at),
        reason=shown.check.reason if shown.state is CheckState.FAILED else None,
    )


def bid_view(trade: Trade, bid: Bid, at: datetime) -> CloseBid:
    """Show what closing a trade now would bring."""
    return CloseBid(
        trade_id=trade.trade_id,
        currency=trade.currency,
        price=None if bid.price is None else money_text(bid.price),
        profit=None if bid.price is None else money_text(bid.price - trade.stake),
        is_sellable=bid.is_sellable,
        reason=bid.reason,
        asked_at=to_text(bid.asked_at),
        age_seconds=max(0.0, round((at - bid.asked_at).total_seconds(), 3)),
        valid_until=to_text(bid.asked_at + BID_VALID),
    )


def withdrawal_view(withdrawal: withdrawing.Withdrawal) -> Withdrawal:
    """Show one movement of money."""
    return Withdrawal(
        request_id=withdrawal.request_id,
        account_id=withdrawal.account_id,
        amount=money_text(withdrawal.amount),
        currency=withdrawal.currency,
        status=withdrawal.status.value,
        reason=withdrawal.reason,
    )
