import json
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.sockets import requests

MODELS: dict[str, type[requests.Request]] = {
    "active_symbols": requests.ActiveSymbols,
    "balance": requests.Balance,
    "buy": requests.Buy,
    "cancel": requests.Cancel,
    "contract_update": requests.ContractUpdate,
    "contract_update_history": requests.ContractUpdateHistory,
    "contracts_for": requests.ContractsFor,
    "contracts_list": requests.ContractsList,
    "forget": requests.Forget,
    "forget_all": requests.ForgetAll,
    "logout": requests.Logout,
    "ping": requests.Ping,
    "portfolio": requests.Portfolio,
    "profit_table": requests.ProfitTable,
    "proposal": requests.Proposal,
    "proposal_open_contract": requests.OpenContract,
    "sell": requests.Sell,
    "statement": requests.Statement,
    "ticks": requests.Ticks,
    "ticks_history": requests.TicksHistory,
    "time": requests.Time,
    "trading_times": requests.TradingTimes,
    "transaction": requests.Transaction,
}


@dataclass(frozen=True)
class Incoming:
    """Hold one frame as received: the object itself, and which call it names, if any."""

    raw: dict[str, object]
    call: str | None

    @property
    def req_id(self) -> int | None:
        """Give the request's number when it is one."""
        value = self.raw.get("req_id")
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def read(text: str) -> Incoming:
    """Parse a frame; anything but one JSON object is refused."""
    try:
        raw = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BrokerError("InputValidationFailed", "Input validation failed: not JSON") from error
    if not isinstance(raw, dict):
        raise BrokerError("InputValidationFailed", "Input validation failed: not an object")
    return Incoming(raw, next((name for name in raw if name in MODELS), None))


def check(incoming: Incoming) -> requests.Request:
    """Turn a frame into its typed request or refuse it naming the members at fault."""
    if incoming.call is None:
        raise BrokerError("UnrecognisedRequest", "Unrecognised request.")
    nulls = [name for name, value in incoming.raw.items() if value is None]
    if nulls:
        raise BrokerError("InputValidationFailed", f"Input validation failed: {', '.join(nulls)}")
    try:
        return MODELS[incoming.call].model_validate(incoming.raw)
    except ValidationError as error:
        raise _refusal(error.errors(include_url=False)) from error


def _refusal(errors: list[ErrorDetails]) -> BrokerError:
    unknown = [str(e["loc"][-1]) for e in errors if e["type"] == "extra_forbidden"]
    if unknown:
        names = ", ".join(unknown)
        return BrokerError(
            "InputValidationFailed", f"Input validation failed: Properties not allowed: {names}"
        )
    details = {str(e["loc"][0]): _reason(e) for e in errors if e["loc"]}
    message = f"Input validation failed: {', '.join(details)}"
    return BrokerError("InputValidationFailed", message, details)


def _reason(error: ErrorDetails) -> str:
    if error["type"] == "string_pattern_mismatch":
        return "String does not match the pattern."
    return str(error["msg"])


def _refuse(constant: str) -> float:
    raise ValueError(f"Expected JSON, was {constant}")
