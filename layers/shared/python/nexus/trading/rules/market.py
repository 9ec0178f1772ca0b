"""Rules about the symbol, its feed and its price."""

from nexus.kernel.clock import from_epoch, to_text
from nexus.trading.models import Case
from nexus.trading.refusal import RISK, Refusal, refuse


def known_symbol(case: Case) -> Refusal | None:
    """Refuse what is not on offer at all."""
    if case.instrument is not None:
        return None
    return refuse("UNKNOWN_SYMBOL", "This symbol is not on offer", symbol=case.request.symbol)


def open_market(case: Case) -> Refusal | None:
    """Refuse while the symbol's market is closed."""
    if case.instrument is None or case.instrument.is_open:
        return None
    return refuse("MARKET_CLOSED", "The market is closed", symbol=case.request.symbol)


def offered_duration(case: Case) -> Refusal | None:
    """Refuse a duration the broker does not offer for this contract and symbol."""
    if case.instrument is None:
        return None
    seconds = case.request.expiry_minutes * 60
    offering = case.instrument.offerings.get(case.request.contract_type)
    if offering is not None and offering.min_seconds <= seconds <= offering.max_seconds:
        return None
    facts = {"symbol": case.request.symbol, "seconds": str(seconds)}
    if offering is not None:
        facts |= {"min": str(offering.min_seconds), "max": str(offering.max_seconds)}
    return refuse("DURATION_NOT_OFFERED", "This duration is not offered", **facts)


def fresh_feed(case: Case) -> Refusal | None:
    """Refuse on a last tick older than its limit, or on none."""
    if case.market is None:
        symbol = case.request.symbol
        return refuse("STALE_FEED", "No price is known", symbol=symbol, limit=_age_limit())
    age = case.at - from_epoch(case.market.tick_epoch)
    if age <= RISK.max_tick_age:
        return None
    seconds = f"{age.total_seconds():.2f}"
    return refuse("STALE_FEED", "The last price is too old", age=seconds, limit=_age_limit())


def live_quote(case: Case) -> Refusal | None:
    """Refuse without a price for exactly this contract that can still be bought."""
    quote, request = case.quote, case.request
    if quote is None:
        return refuse("QUOTE_UNAVAILABLE", "No price was offered", symbol=request.symbol)
    if quote.valid_until <= case.at:
        until, age = to_text(quote.valid_until), (case.at - quote.asked_at).total_seconds()
        said = "The price has run out"
        return refuse("QUOTE_STALE", said, age=f"{age:.2f}", valid_until=until)
    priced = (quote.symbol, quote.contract_type, quote.minutes)
    asked = (request.symbol, request.contract_type, request.expiry_minutes)
    owner = case.account.account_id if case.account.is_at_broker else None
    if priced == asked and quote.account_id == owner:
        return None
    return refuse(
        "QUOTE_STALE",
        "The price is for another contract or account",
        priced=" ".join(map(str, priced)),
        asked=" ".join(map(str, asked)),
    )


def _age_limit() -> str:
    return f"{RISK.max_tick_age.total_seconds():.2f}"
