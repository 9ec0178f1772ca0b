"""The shapes inside the broker's frames, read leniently: numbers may be text, members unknown."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A lenient, frozen reading of one payload."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class SymbolRow(Shape):
    """A row of `active_symbols`; `pip_size` is the smallest increment."""

    underlying_symbol: str
    underlying_symbol_name: str
    market: str
    pip_size: Decimal
    exchange_is_open: int
    is_trading_suspended: int

    @property
    def decimals(self) -> int:
        """How many decimals the spot is written with."""
        return max(0, -int(self.pip_size.normalize().as_tuple().exponent))

    @property
    def is_open(self) -> bool:
        """It can be traded now."""
        return bool(self.exchange_is_open) and not self.is_trading_suspended


class OfferRow(Shape):
    """A row of `contracts_for`; durations are text such as `15s`, `1d`, `5t`."""

    contract_type: str
    expiry_type: str
    min_contract_duration: str
    max_contract_duration: str
    min_stake: Decimal | None = None


class StakeLimits(Shape):
    """Bounds the broker states for a stake."""

    min: Decimal | None = None
    max: Decimal | None = None


class PayoutLimits(Shape):
    """Bounds the broker states for a payout."""

    max: Decimal | None = None


class ValidationParams(Shape):
    """What the broker will accept for the proposed contract."""

    stake: StakeLimits = StakeLimits()
    payout: PayoutLimits = PayoutLimits()


class Proposal(Shape):
    """A short-lived priced offer; `id` is good on its own socket only."""

    id: str
    ask_price: Decimal
    payout: Decimal
    spot: Decimal
    spot_time: int
    validation_params: ValidationParams = ValidationParams()


class Purchase(Shape):
    """The broker's receipt for a `buy`."""

    contract_id: int
    transaction_id: int
    buy_price: Decimal
    payout: Decimal
    balance_after: Decimal
    purchase_time: int
    start_time: int
    shortcode: str = ""


class Sale(Shape):
    """The broker's receipt for a `sell`."""

    contract_id: int
    sold_for: Decimal
    balance_after: Decimal


class OpenContract(Shape):
    """A contract as the broker sees it now; `is_sold` is the only terminal sign."""

    contract_id: int
    status: str | None = None
    contract_type: str = ""
    underlying_symbol: str = ""
    buy_price: Decimal = Decimal(0)
    payout: Decimal = Decimal(0)
    bid_price: Decimal | None = None
    sell_price: Decimal | None = None
    sell_time: int | None = None
    purchase_time: int | None = None
    date_start: int | None = None
    date_expiry: int | None = None
    entry_spot: Decimal | None = None
    entry_spot_time: int | None = None
    exit_spot: Decimal | None = None
    exit_spot_time: int | None = None
    is_sold: int = 0
    is_expired: int = 0
    is_valid_to_sell: int = 0
    validation_error_code: str | None = None
    validation_error: str | None = None


class BalanceView(Shape):
    """The money on the socket's account."""

    balance: Decimal
    currency: str


class Holding(Shape):
    """A row of `portfolio`, `profit_table` or a buy in `statement`: one purchased contract."""

    contract_id: int
    buy_price: Decimal = Decimal(0)
    payout: Decimal = Decimal(0)
    purchase_time: int = 0
    shortcode: str | None = None
    underlying_symbol: str | None = None
    contract_type: str | None = None
    app_id: str | None = None


class StatementRow(Shape):
    """A row of `statement`; a buy's amount is negative."""

    action_type: str
    amount: Decimal
    transaction_id: int = 0
    balance_after: Decimal | None = None
    contract_id: int | None = None
    transaction_time: int = 0
    payout: Decimal | None = None
    shortcode: str | None = None
    app_id: str | None = None
