"""Build test data; show only what matters to the case."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from nexus.kernel.account import Account, AccountKind
from nexus.kernel.ledger import opening
from nexus.trading.market import Direction, Instrument, MarketView, Offering, Quote, Vote
from nexus.trading.models import (
    Case,
    Consensus,
    ContractType,
    Decision,
    Terms,
    Trade,
    TradeRequest,
    TradeStatus,
    TradeType,
)

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def an_account(balance: str = "10000.00", **changes: Any) -> Account:
    """An account whose opening entry is posted."""
    blank = Account(
        account_id="A1",
        user_id="U1",
        kind=AccountKind.DEMO,
        currency="USD",
        balance=Decimal("0.00"),
        created_at=NOW,
        day=NOW.date(),
    )
    return replace(opening(blank, Decimal(balance), NOW).after, **changes)


def terms(**changes: Any) -> Terms:
    """The default fees, no partner."""
    base = Terms(
        fee_rule="2026-01",
        commission_rate=Decimal("0.20"),
        partner_share=Decimal("0.30"),
        markup_rate=Decimal("0"),
        referrer_id=None,
        real_trading_allowed=True,
        kill_switch_on=False,
    )
    return replace(base, **changes)


def votes(direction: Direction = Direction.RISE, confidence: float = 0.8) -> tuple[Vote, ...]:
    """Two strategies that agree and one that abstains."""
    return (
        Vote("breakout", direction, confidence, {}),
        Vote("momentum", direction, confidence, {}),
        Vote("scalping", None, 0.0, {"reason": "warm-up"}),
    )


def a_decision(**changes: Any) -> Decision:
    """An accepted, advisory decision."""
    base = Decision(
        accepted=True,
        at=NOW,
        votes=votes(),
        consensus=Consensus(Direction.RISE, 0.8, 2),
        enforced=False,
        window_hash="w",
        tick_epoch=int(NOW.timestamp()),
    )
    return replace(base, **changes)


def a_trade(stake: str = "10.00", **changes: Any) -> Trade:
    """A trade as it is requested."""
    base = Trade(
        trade_id="T1",
        user_id="U1",
        account_id="A1",
        account_kind=AccountKind.DEMO,
        currency="USD",
        symbol="R_100",
        trade_type=TradeType.RISE,
        contract_type=ContractType.CALL,
        stake=Decimal(stake),
        expiry_minutes=1,
        status=TradeStatus.PENDING,
        requested_at=NOW,
        execute_before=NOW + timedelta(seconds=10),
        quoted_payout=Decimal("19.50"),
        min_payout=Decimal("19.31"),
        terms=terms(),
        decision=a_decision(),
    )
    return replace(base, **changes)


def a_request(stake: str = "10.00", **changes: Any) -> TradeRequest:
    """A one-minute rise on R_100."""
    base = TradeRequest(
        user_id="U1",
        account_id="A1",
        symbol="R_100",
        trade_type=TradeType.RISE,
        stake=Decimal(stake),
        expiry_minutes=1,
    )
    return replace(base, **changes)


def an_instrument(**changes: Any) -> Instrument:
    """R_100, open, offered from 15 seconds to a day."""
    offered = Offering(15, 86_400)
    base = Instrument(
        symbol="R_100",
        name="Volatility 100 Index",
        market="synthetic_index",
        decimals=2,
        is_open=True,
        offerings={kind.value: offered for kind in ContractType},
    )
    return replace(base, **changes)


def a_view(**changes: Any) -> MarketView:
    """R_100 with a fresh tick and two votes for a rise."""
    base = MarketView(
        symbol="R_100",
        spot=Decimal("1234.56"),
        tick_epoch=int(NOW.timestamp()),
        decimals=2,
        votes=votes(),
        window_hash="w",
        seen_at=NOW,
    )
    return replace(base, **changes)


def a_quote(**changes: Any) -> Quote:
    """A fresh public price that returns 1.95 per unit of stake."""
    base = Quote(
        symbol="R_100",
        contract_type="CALL",
        minutes=1,
        payout_ratio=Decimal("1.95"),
        asked_at=NOW,
        valid_until=NOW + timedelta(seconds=15),
        max_payout=Decimal("10000.00"),
    )
    return replace(base, **changes)


def a_case(**changes: Any) -> Case:
    """A request that every rule accepts."""
    base = Case(
        at=NOW,
        account=an_account(),
        request=a_request(),
        terms=terms(),
        instrument=an_instrument(),
        market=a_view(),
        quote=a_quote(),
        enforced=False,
    )
    return replace(base, **changes)
