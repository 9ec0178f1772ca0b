"""Trades as clients send and see them; one trade is `nexus.trading.view.trade_view`."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from functions.rest_api.schemas.trades import TradeRequest
from nexus.kernel.clock import to_text
from nexus.kernel.errors import Unavailable
from nexus.kernel.money import ZERO, money_text
from nexus.trading import models
from nexus.trading.alias import broker_symbol
from nexus.trading.expected import Expected
from nexus.trading.service import Preview
from nexus.trading.session_view import hit_rate_view
from nexus.trading.view import cost_view, decision_view, trade_view

Json = dict[str, Any]


def trade_request(body: TradeRequest, user_id: str) -> models.TradeRequest:
    """Read what a trader asks for."""
    return models.TradeRequest(
        user_id=user_id,
        account_id=body.account_id,
        symbol=broker_symbol(body.symbol),
        trade_type=models.TradeType(body.trade_type),
        stake=body.stake,
        expiry_minutes=body.expiry_minutes,
        allow_equals=body.allow_equals,
        min_payout=body.min_payout,
    )


def preview_view(preview: Preview) -> Json:
    """Show a decision that was not carried out; without a price there is nothing to show."""
    decision, quote = preview.decision, preview.quote
    if decision.cost is None or quote is None:
        said = decision.detail or "There is no price for this contract now"
        raise Unavailable(said, decision.code or "QUOTE_UNAVAILABLE")
    shown = decision_view(decision, preview.evidence)
    return {
        **cost_view(decision.cost),
        "quoted_at": to_text(quote.asked_at),
        "price_age_seconds": round(max(0.0, (decision.at - quote.asked_at).total_seconds()), 1),
        "price_valid_until": to_text(quote.valid_until),
        "measured": [_expected(each) for each in preview.expected] or None,
        "consensus": shown["consensus"],
        "would_be": shown["outcome"],
        "reason": shown["code"],
        "detail": shown["detail"],
        "decision": shown,
    }


def _expected(expected: Expected) -> Json:
    return {
        "strategy": expected.strategy,
        "agrees": expected.agrees,
        **hit_rate_view(expected.rate),
        "expected_value": money_text(expected.value),
        "expected_low": money_text(expected.low),
        "expected_high": money_text(expected.high),
    }


def trades_page(trades: Sequence[models.Trade], next_cursor: str | None) -> Json:
    """Show a list of trades."""
    return {"items": [trade_view(trade) for trade in trades], "next_cursor": next_cursor}


@dataclass(frozen=True)
class Tally:
    """What a list of trades adds up to."""

    counts: dict[models.TradeStatus, int]
    open: int
    staked: Decimal
    profit: Decimal
    commission: Decimal


def stats_view(trades: Sequence[models.Trade], account_id: str | None) -> Json:
    """Count and sum trades; a cancelled one is neither won nor lost."""
    tally = _tally(trades)
    won, lost = tally.counts[models.TradeStatus.WON], tally.counts[models.TradeStatus.LOST]
    return {
        "account_id": account_id,
        "trades": sum(tally.counts.values()),
        "open": tally.open,
        "won": won,
        "lost": lost,
        "sold": tally.counts[models.TradeStatus.SOLD],
        "cancelled": tally.counts[models.TradeStatus.CANCELLED],
        "staked": money_text(tally.staked),
        "profit": money_text(tally.profit),
        "commission": money_text(tally.commission),
        "win_rate": f"{won / (won + lost):.4f}" if won + lost else None,
    }


def _tally(trades: Sequence[models.Trade]) -> Tally:
    ended = [trade for trade in trades if trade.status in models.SETTLED_STATUSES]
    counted = [trade for trade in ended if trade.status is not models.TradeStatus.CANCELLED]
    return Tally(
        counts={
            status: sum(trade.status is status for trade in ended)
            for status in models.SETTLED_STATUSES
        },
        open=sum(trade.is_live for trade in trades),
        staked=sum((trade.stake for trade in counted), ZERO),
        profit=sum((trade.profit or ZERO for trade in counted), ZERO),
        commission=sum((trade.commission or ZERO for trade in counted), ZERO),
    )
