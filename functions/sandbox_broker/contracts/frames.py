"""Contracts as proposal_open_contract shows them: which members exist when, and as what type."""

from decimal import Decimal

from functions.sandbox_broker.assumptions import Assumptions
from functions.sandbox_broker.books.models import Contract
from functions.sandbox_broker.contracts.audit import audit_details
from functions.sandbox_broker.contracts.pricing import barrier_pips
from functions.sandbox_broker.contracts.progress import (
    Progress,
    running_bid,
    ticks_since_entry,
)
from functions.sandbox_broker.contracts.resale import ALREADY_SOLD, Refusal, resale_refusal
from functions.sandbox_broker.market.feed import Market, Tick
from functions.sandbox_broker.market.instruments import Instrument
from functions.sandbox_broker.money import cents, number, text

Frame = dict[str, object]


def open_frame(contract: Contract, progress: Progress, market: Market, known: Assumptions) -> Frame:
    """Show a running contract with the ticks so far."""
    instrument = market.instruments[contract.symbol]
    price = running_bid(contract, progress, market, known.resale_margin)
    at_entry = known.sale_at_entry_tick
    refusal = resale_refusal(contract, progress, instrument, at_entry=at_entry)
    frame = {
        **_constants(contract, contract.expiry),
        **_money(contract, price),
        **_spot(instrument, progress.current),
        **_entry(contract, instrument, _point(progress.entry)),
        **_flags(is_expired=progress.is_expired, is_sold=False, is_valid_to_sell=refusal is None),
        **_validation(refusal),
        **_ticks(contract, market, progress.now),
    }
    return {**frame, "status": "open", "transaction_ids": {"buy": contract.buy_transaction}}


def final_frame(contract: Contract, market: Market, refund: Refusal) -> Frame:
    """Show a finished contract: won, lost, sold or cancelled."""
    instrument = market.instruments[contract.symbol]
    sell_time, price = contract.sell_time or 0, contract.sell_price or Decimal(0)
    ids = {"buy": contract.buy_transaction, "sell": contract.sell_transaction}
    ended = contract.exit[0] if contract.ticks and contract.exit else contract.expiry
    frame = {
        **_constants(contract, ended),
        **_money(contract, price),
        **_spot(instrument, market.last_before(contract.symbol, sell_time)),
        **_entry(contract, instrument, contract.entry),
        **_exit(instrument, contract.exit),
        **_flags(is_expired=contract.status != "sold", is_sold=True, is_valid_to_sell=False),
        **_validation(refund if contract.status == "cancelled" else ALREADY_SOLD),
        **_ticks(contract, market, sell_time),
        "sell_price": text(price),
        "sell_time": sell_time,
        "status": contract.status,
        "transaction_ids": ids,
    }
    audit = audit_details(contract, market)
    return {**frame, "audit_details": audit} if audit else frame


def _constants(contract: Contract, expiry: int) -> Frame:
    frame: Frame = {
        "account_id": contract.account_id,
        "barrier_count": 1,
        "contract_id": contract.id,
        "contract_type": contract.kind,
        "currency": contract.currency,
        "date_expiry": expiry,
        "date_settlement": expiry,
        "date_start": contract.start,
        "expiry_time": expiry,
        "is_intraday": int(contract.is_intraday),
        "is_path_dependent": 0,
        "longcode": contract.longcode,
        "purchase_time": contract.start,
        "shortcode": contract.shortcode,
        "underlying_symbol": contract.symbol,
    }
    return {**frame, "app_markup_amount": text(contract.markup)} if contract.markup else frame


def _money(contract: Contract, bid: Decimal) -> Frame:
    profit = bid - contract.buy_price
    return {
        "bid_price": text(bid),
        "buy_price": text(contract.buy_price),
        "payout": text(contract.payout),
        "profit": text(profit),
        "profit_percentage": number(cents(profit * 100 / contract.buy_price)),
    }


def _spot(instrument: Instrument, tick: Tick | None) -> Frame:
    if tick is None:
        return {}
    return {"current_spot": instrument.text(tick.pips), "current_spot_time": tick.epoch}


def _entry(contract: Contract, instrument: Instrument, entry: tuple[int, int] | None) -> Frame:
    if entry is None:
        return {}
    epoch, pips = entry
    return {
        "barrier": instrument.text(barrier_pips(contract.barrier, instrument, pips)),
        "entry_spot": instrument.text(pips),
        "entry_spot_time": epoch,
    }


def _exit(instrument: Instrument, last: tuple[int, int] | None) -> Frame:
    if last is None:
        return {}
    return {"exit_spot": instrument.text(last[1]), "exit_spot_time": last[0]}


def _flags(*, is_expired: bool, is_sold: bool, is_valid_to_sell: bool) -> Frame:
    return {
        "is_expired": int(is_expired),
        "is_settleable": int(is_expired and is_sold),
        "is_sold": int(is_sold),
        "is_valid_to_cancel": 0,
        "is_valid_to_sell": int(is_valid_to_sell),
    }


def _validation(refusal: Refusal | None) -> Frame:
    if refusal is None:
        return {}
    return {
        "validation_error": refusal.message,
        "validation_error_code": refusal.code,
        "validation_error_code_args": None,
    }


def _ticks(contract: Contract, market: Market, now: int) -> Frame:
    if contract.ticks is None:
        return {}
    instrument = market.instruments[contract.symbol]
    counted = ticks_since_entry(contract, market, now)
    stream = [
        {
            "epoch": tick.epoch,
            "tick": instrument.number(tick.pips),
            "tick_display_value": instrument.text(tick.pips),
        }
        for tick in counted
    ]
    passed = max(0, len(counted) - 1)
    return {"tick_count": contract.ticks, "tick_passed": passed, "tick_stream": stream}


def _point(tick: Tick | None) -> tuple[int, int] | None:
    return (tick.epoch, tick.pips) if tick else None
