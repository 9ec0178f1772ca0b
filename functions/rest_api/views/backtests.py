"""Backtests as clients ask for them; how they are shown is `nexus.backtest.jobs.view`."""

from typing import Any

from functions.rest_api.schemas.backtests import BacktestIn, BacktestLimitsIn, PayoutIn, SourceIn
from functions.rest_api.views.engine import staking_plan
from nexus.backtest.csv_files import COLUMNS
from nexus.backtest.jobs.limits import (
    MOST_ACTIVE,
    MOST_CANDLES,
    MOST_COMPARED,
    MOST_CSV_BYTES,
    MOST_DAYS,
    MOST_QUOTES,
)
from nexus.backtest.jobs.models import Source, SourceKind
from nexus.backtest.jobs.request import UNKNOWN_DECIMALS, BacktestRequest
from nexus.backtest.models import Payout, RecordedQuote, Settings, StrategyChoice, WhenHalted
from nexus.backtest.validation import BOUNDS
from nexus.kernel.account import AccountKind, Limits
from nexus.kernel.clock import to_epoch
from nexus.trading.alias import broker_symbol
from nexus.trading.market import Direction

Json = dict[str, Any]


def backtest_request(user_id: str, body: BacktestIn) -> BacktestRequest:
    """Read what a user wants tested."""
    settings = Settings(
        symbol=broker_symbol(body.symbol),
        strategies=tuple(
            StrategyChoice(each.name, each.parameters, each.weight) for each in body.strategies
        ),
        decimals=UNKNOWN_DECIMALS if body.decimals is None else body.decimals,
        min_agreeing=body.min_agreeing,
        min_confidence=body.min_confidence,
        expiry_minutes=body.expiry_minutes,
        staking=staking_plan(body.staking),
        limits=_limits(body.limits),
        account_kind=AccountKind(body.account_kind),
        opening_balance=body.opening_balance,
        leverage=body.leverage,
        commission_rate=body.commission_rate,
        markup_rate=body.markup_rate,
        payout=_payout(body.payout),
        when_halted=WhenHalted(body.when_halted),
        allow_equals=body.allow_equals,
        allows_gaps=body.allows_gaps,
    )
    source = _source(body.source)
    csv = body.source.csv if source.kind is SourceKind.CSV else None
    return BacktestRequest(user_id, body.name, settings, source, csv)


def options_view() -> Json:
    """Show what the form of a backtest is made from."""
    return {
        "sources": [kind.value for kind in SourceKind],
        "csv_columns": list(COLUMNS),
        "most_csv_bytes": MOST_CSV_BYTES,
        "most_candles": MOST_CANDLES,
        "most_history_days": MOST_DAYS,
        "most_active": MOST_ACTIVE,
        "most_compared": MOST_COMPARED,
        "most_quotes": MOST_QUOTES,
        "payout_ratio": str(Payout().ratio),
        "bounds": {name: {"low": low, "high": high} for name, (low, high) in BOUNDS.items()},
    }


def _source(body: SourceIn) -> Source:
    kind = SourceKind(body.kind)
    if kind is SourceKind.CSV:
        return Source(kind)
    if kind is SourceKind.SYNTHETIC:
        return Source(kind, seed=body.seed, candles=body.candles)
    start = to_epoch(body.starts_at) if body.starts_at else None
    return Source(kind, start, to_epoch(body.ends_at) if body.ends_at else None)


def _limits(body: BacktestLimitsIn) -> Limits:
    return Limits(
        **body.model_dump(exclude={"trading_hours"}), trading_hours=(*body.trading_hours,)
    )


def _payout(body: PayoutIn) -> Payout:
    recorded = tuple(
        RecordedQuote(to_epoch(each.at), Direction(each.direction), each.ratio)
        for each in body.quotes
    )
    usual = None if recorded else Payout().ratio
    ratio = usual if body.ratio is None else body.ratio
    return Payout(ratio, recorded, body.quote_seconds, body.max_payout)
