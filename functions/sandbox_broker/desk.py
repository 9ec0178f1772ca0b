"""The dealing desk: prices wishes, sells and buys back contracts, settles them by the clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from functions.sandbox_broker.assumptions import Assumptions
from functions.sandbox_broker.books.ledger import Ledger
from functions.sandbox_broker.books.models import Account, Booking, Contract, Ending
from functions.sandbox_broker.clock import Clock
from functions.sandbox_broker.contracts.pricing import Channel, Price, channel, quote
from functions.sandbox_broker.contracts.progress import Progress, look, running_bid
from functions.sandbox_broker.contracts.resale import check_resale
from functions.sandbox_broker.contracts.terms import Terms, Wish, accept
from functions.sandbox_broker.contracts.texts import longcode, shortcode
from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.market.feed import Market, Tick
from functions.sandbox_broker.market.instruments import Instrument
from functions.sandbox_broker.mishaps import Mishaps
from functions.sandbox_broker.money import text

Watcher = Callable[[Contract], None]


@dataclass(frozen=True)
class Offer:
    """Hold a priced wish: what the broker would sell now, to whom, and from which spot."""

    wish: Wish
    symbol: str
    terms: Terms
    price: Price
    spot: Tick
    made_at: int


@dataclass
class Desk:
    """Deal in contracts; all prices and settlements follow from market, clock and books."""

    clock: Clock
    market: Market
    ledger: Ledger
    mishaps: Mishaps
    assumptions: Assumptions = field(default_factory=Assumptions)
    _watchers: dict[str, dict[object, Watcher]] = field(default_factory=dict)

    def instrument(self, symbol: str) -> Instrument:
        """Find an instrument or refuse the symbol."""
        found = self.market.instruments.get(symbol)
        if found is None:
            raise BrokerError("InvalidSymbol", f"Symbol {symbol} is invalid.")
        return found

    def offer(self, wish: Wish, symbol: str, account_type: str | None, markup: Decimal) -> Offer:
        """Price a wish for a public (no account type), demo or real socket."""
        instrument = self.instrument(symbol)
        now = self.clock.epoch()
        has_quiet_hours = self.assumptions.forex_quiet_hours
        terms = accept(wish, instrument, now, markup, has_quiet_hours=has_quiet_hours)
        spot = self.market.last_before(symbol, now)
        if spot is None:
            raise BrokerError("MissingTickMarketData", "Trading is not available right now.")
        price = quote(terms, spot.pips, now, self._channel(account_type), self.assumptions)
        return Offer(wish, symbol, terms, price, spot, now)

    def buy(
        self, offer: Offer, account: Account, limit: Decimal, app_id: str | None
    ) -> tuple[Contract, Booking]:
        """Sell the offer at its present price unless that lies beyond the client's limit."""
        now = self.clock.epoch()
        fresh = self.offer(offer.wish, offer.symbol, account.type, offer.terms.markup_percent)
        self._check_price(offer, fresh, limit)
        counts_ticks = self.assumptions.tick_shortcodes == "count"
        wanted = _contract(fresh, account.id, now, app_id, counts_ticks=counts_ticks)
        contract, booking = self.ledger.buy(wanted)
        self.mishaps.bought(contract)
        self.announce(contract)
        return contract, booking

    def sell(self, contract_id: int, account_id: str, least: Decimal) -> tuple[Contract, Booking]:
        """Buy a running contract back at the bid, where resale is allowed."""
        contract = self.contract_of(account_id, contract_id)
        if contract is None or not contract.is_open:
            code = self.assumptions.no_position_code
            raise BrokerError(code, "This contract was not found among your open positions.")
        progress, at_entry = self.progress(contract), self.assumptions.sale_at_entry_tick
        check_resale(contract, progress, self.instrument(contract.symbol), at_entry=at_entry)
        price = running_bid(contract, progress, self.market, self.assumptions.resale_margin)
        if price < least:
            raise BrokerError(
                "PriceMoved", f"The bid {text(price)} is below the price you asked for."
            )
        entry, last = _point(progress.entry), _point(progress.current)
        return self._end(contract, Ending("sold", price, progress.now, entry, last))

    def settle_due(self, now: int) -> None:
        """End every contract whose deciding tick has come."""
        due = [contract for contract in self.ledger.open.values() if now >= _earliest(contract)]
        for contract in due:
            ending = look(contract, self.market, now, self.assumptions).ending
            ending = self.mishaps.delayed(contract, ending, now) if ending else None
            if ending:
                self._end(contract, ending)

    def progress(self, contract: Contract) -> Progress:
        """Evaluate a contract now."""
        return look(contract, self.market, self.clock.epoch(), self.assumptions)

    def contract_of(self, account_id: str, contract_id: int) -> Contract | None:
        """Find a contract that belongs to the account."""
        contract = self.ledger.contract(contract_id)
        return contract if contract and contract.account_id == account_id else None

    def watch(self, account_id: str, watcher: Watcher) -> Callable[[], None]:
        """Call the watcher when a contract of the account is bought or ends."""
        key = object()
        watchers = self._watchers.setdefault(account_id, {})
        watchers[key] = watcher
        return lambda: watchers.pop(key, None) and None

    def announce(self, contract: Contract) -> None:
        """Tell the account's watchers about a contract."""
        for watcher in list(self._watchers.get(contract.account_id, {}).values()):
            watcher(contract)

    def _end(self, contract: Contract, ending: Ending) -> tuple[Contract, Booking]:
        ended, booking = self.ledger.end(contract, ending)
        self.mishaps.ended(ended)
        self.announce(ended)
        return ended, booking

    def _channel(self, account_type: str | None) -> Channel:
        return channel(self.assumptions, account_type)

    def _check_price(self, offer: Offer, fresh: Offer, limit: Decimal) -> None:
        worst = offer.price.payout * (1 - self.assumptions.payout_slippage)
        if fresh.price.ask > limit:
            name, old, new = "price", limit, fresh.price.ask
        elif fresh.price.payout < worst:
            name, old, new = "payout", offer.price.payout, fresh.price.payout
        else:
            return
        raise BrokerError(
            "PriceMoved",
            "The underlying market has moved too much since you priced the contract. The contract"
            f" {name} has changed from USD {text(old)} to USD {text(new)}.",
        )


def _point(tick: Tick | None) -> tuple[int, int] | None:
    return (tick.epoch, tick.pips) if tick else None


def _earliest(contract: Contract) -> int:
    return contract.expiry if contract.ticks is not None else contract.expiry + 1


def _contract(
    offer: Offer, account_id: str, now: int, app_id: str | None, *, counts_ticks: bool
) -> Contract:
    terms, price = offer.terms, offer.price
    return Contract(
        id=0,
        account_id=account_id,
        kind=terms.kind.code,
        symbol=offer.symbol,
        currency=terms.currency,
        buy_price=price.ask,
        payout=price.payout,
        start=now,
        expiry=terms.expiry(now),
        ticks=terms.ticks,
        barrier=terms.barrier,
        longcode=longcode(terms),
        shortcode=shortcode(terms, price.payout, now, counts_ticks=counts_ticks),
        buy_transaction=0,
        app_id=app_id,
        markup=price.markup,
        is_intraday=terms.days is None,
    )
