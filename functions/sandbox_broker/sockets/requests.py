"""The closed shapes of all socket requests."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from functions.sandbox_broker.contracts.terms import Wish

CONTRACT_TYPES = (
    "HIGHER|LOWER|MULTUP|MULTDOWN|UPORDOWN|EXPIRYRANGE|EXPIRYRANGEE|EXPIRYMISS|EXPIRYMISSE|"
    "ONETOUCH|NOTOUCH|RANGE|CALL|CALLE|PUT|PUTE|ASIANU|ASIAND|DIGITMATCH|DIGITDIFF|DIGITOVER|"
    "DIGITUNDER|DIGITODD|DIGITEVEN|TICKHIGH|TICKLOW|RESETCALL|RESETPUT|RUNHIGH|RUNLOW|ACCU|"
    "VANILLALONGCALL|VANILLALONGPUT|TURBOSLONG|TURBOSSHORT"
)
DATE = r"^([0-9]{4}-(0?[1-9]|1[012])-(0?[1-9]|[12][0-9]|3[01])|[0-9]{1,10})$"


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("Expected number.")
    return Decimal(str(value))


def _integer(value: object) -> object:
    # True and 1.0 equal 1 in Python, but they are not the integer the schema wants.
    if type(value) is not int:
        raise ValueError("Expected integer.")
    return value


def _as_text_one(value: object) -> object:
    # Clients in the wild send the integer 1 although the schema says text.
    return "1" if value == 1 and not isinstance(value, bool) else value


def _unique(value: list[str]) -> list[str]:
    if len(set(value)) != len(value):
        raise ValueError("Array has duplicates.")
    return value


One = Annotated[Literal[1], BeforeValidator(_integer)]
Flag = Annotated[Literal[0, 1], BeforeValidator(_integer)]
Number = Annotated[Decimal, BeforeValidator(_decimal)]
Positive = Annotated[Decimal, BeforeValidator(_decimal), Field(ge=0)]
Symbol = Annotated[str, Field(pattern=r"^\w{2,30}$")]
ContractType = Annotated[str, Field(pattern=rf"^({CONTRACT_TYPES})$")]
UniqueTypes = Annotated[list[ContractType], BeforeValidator(_unique)]
Barrier = Annotated[str, Field(pattern=r"^[+-]?[0-9]+\.?[0-9]*$", max_length=20)]
Currency = Annotated[str, Field(pattern=r"^[a-zA-Z0-9]{2,20}$")]
Epoch = Annotated[int, Field(ge=0, le=9_999_999_999)]
Date = Annotated[str, Field(pattern=DATE)]
StreamKind = Literal[
    "balance",
    "candles",
    "cashier_payments",
    "proposal",
    "proposal_open_contract",
    "ticks",
    "transaction",
]
Granularity = Literal[60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400]


class Shape(BaseModel):
    """Refuse unknown members and values of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Request(Shape):
    """Carry what every request may carry."""

    req_id: int | None = None
    passthrough: dict[str, object] | None = None


class Ping(Request):
    ping: One


class Time(Request):
    time: One


class Logout(Request):
    logout: One
    loginid: Annotated[str, Field(pattern=r"^[A-Za-z]+[0-9]+$")] | None = None


class ActiveSymbols(Request):
    active_symbols: Literal["brief", "full"]
    contract_type: list[ContractType] | None = None


class ContractsFor(Request):
    contracts_for: Symbol


class ContractsList(Request):
    contracts_list: One


class Ticks(Request):
    ticks: Symbol | list[Symbol]
    subscribe: One | None = None


class TicksHistory(Request):
    ticks_history: Symbol
    end: Annotated[str, Field(pattern=r"^(latest|[0-9]{1,10})$")]
    start: Epoch | None = None
    count: int = 1000
    style: Literal["ticks", "candles"] = "ticks"
    granularity: Granularity = 60
    adjust_start_time: One | None = None
    subscribe: One | None = None


class TradingTimes(Request):
    trading_times: Annotated[str, Field(pattern=r"^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|today)$")]


class Forget(Request):
    forget: Annotated[str, Field(pattern=r"^[\w-]{32,128}$")]


class ForgetAll(Request):
    forget_all: StreamKind | list[StreamKind]


class LimitOrder(Shape):
    take_profit: Number | None = None
    stop_loss: Number | None = None


class Terms(Shape):
    """Carry the members that describe a contract, shared by proposal and buy.parameters."""

    contract_type: ContractType
    currency: Currency
    underlying_symbol: Symbol
    amount: Positive | None = None
    basis: Literal["payout", "stake"] | None = None
    duration: Annotated[int, Field(ge=0, le=99_999_999)] | None = None
    duration_unit: Literal["d", "m", "s", "h", "t"] | None = None
    date_expiry: Epoch | None = None
    barrier: Barrier | None = None
    barrier2: Barrier | None = None
    selected_tick: int | None = None
    multiplier: Positive | None = None
    growth_rate: Number | None = None
    cancellation: Annotated[str, Field(pattern=r"^\w+$")] | None = None
    limit_order: LimitOrder | None = None
    payout_per_point: Number | None = None

    def wish(self, markup_percent: Decimal | None = None) -> Wish:
        """Hand over the members that a rise/fall contract has."""
        return Wish(
            contract_type=self.contract_type,
            currency=self.currency,
            amount=self.amount,
            basis=self.basis,
            duration=self.duration,
            duration_unit=self.duration_unit,
            date_expiry=self.date_expiry,
            barrier=self.barrier,
            barrier2=self.barrier2,
            markup_percent=markup_percent,
        )


class Proposal(Terms, Request):
    proposal: One
    subscribe: One | None = None


class BuyTerms(Terms):
    app_markup_percentage: Number | None = None


class Buy(Request):
    buy: Annotated[str, BeforeValidator(_as_text_one), Field(pattern=r"^(?:[\w-]{32,128}|1)$")]
    price: Positive
    parameters: BuyTerms | None = None
    subscribe: One | None = None


class Sell(Request):
    sell: int
    price: Number


class Cancel(Request):
    cancel: int


class OpenContract(Request):
    proposal_open_contract: One
    contract_id: int | None = None
    subscribe: One | None = None


class Balance(Request):
    balance: One
    subscribe: Flag | None = None


class Portfolio(Request):
    portfolio: One
    contract_type: UniqueTypes | None = None


class ProfitTable(Request):
    profit_table: One
    contract_type: UniqueTypes | None = None
    date_from: Date | None = None
    date_to: Date | None = None
    description: Flag = 0
    limit: Annotated[Decimal, BeforeValidator(_decimal), Field(ge=0, le=500)] = Decimal(50)
    offset: Annotated[int, Field(ge=0)] = 0
    sort: Literal["ASC", "DESC"] = "DESC"


class Statement(Request):
    statement: One
    action_type: Literal["buy", "sell", "deposit", "withdrawal"] | None = None
    date_from: Epoch | None = None
    date_to: Epoch | None = None
    description: Flag = 0
    limit: Annotated[Decimal, BeforeValidator(_decimal), Field(ge=0, le=999)] = Decimal(100)
    offset: Annotated[int, Field(ge=0)] = 0


class Transaction(Request):
    transaction: One
    subscribe: One


class ContractUpdate(Request):
    contract_update: One
    contract_id: int
    limit_order: LimitOrder


class ContractUpdateHistory(Request):
    contract_update_history: One
    contract_id: int
    limit: Annotated[Decimal, BeforeValidator(_decimal), Field(ge=1, le=999)] = Decimal(500)
