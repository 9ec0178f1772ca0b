"""Money between a person's wallet and their options accounts (scope payment)."""

import re
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator
from starlette.requests import Request
from starlette.routing import Route

from functions.sandbox_broker.books.models import Account, Transfer, Wallet
from functions.sandbox_broker.errors import RestError
from functions.sandbox_broker.money import text
from functions.sandbox_broker.rest.access import Caller
from functions.sandbox_broker.rest.routing import Body, parse, routes_of
from functions.sandbox_broker.world import World

AMOUNT = re.compile(r"\d{1,9}(\.\d{1,2})?")
Amount = Annotated[str, Field(pattern=rf"^{AMOUNT.pattern}$")]
RATE_MEMBERS = ("wallet_currency", "exchange_rate", "rate_token")


class PlatformTransfer(Body):
    """Describe a transfer between a wallet and a trading platform."""

    wallet_id: str
    amount: Amount
    currency: str
    direction: Literal["to_wallet", "from_wallet"]
    platform_name: Literal["mt5", "ctrader", "options", "crypto-exchange", "tradingview"]
    platform_account_id: str
    request_id: str
    description: str | None = None
    wallet_currency: str | None = None
    exchange_rate: str | None = None
    rate_token: str | None = None

    @model_validator(mode="after")
    def _rate_is_whole(self) -> "PlatformTransfer":
        given = [name for name in RATE_MEMBERS if getattr(self, name) is not None]
        if given and len(given) < len(RATE_MEMBERS):
            raise ValueError(f"Expected all or none of {', '.join(RATE_MEMBERS)}")
        return self


def routes(world: World) -> list[Route]:
    """List the addresses served."""
    return routes_of(
        world,
        [
            ("GET", "/wallet/v1/wallets", "payment", list_wallets),
            ("POST", "/wallet/v1/transfers/platforms", "payment", transfer),
        ],
    )


async def list_wallets(world: World, request: Request, caller: Caller) -> tuple[object, int]:
    """List the caller's wallets."""
    wallet = world.people.wallet(caller.user_id)
    moved = list(world.store.transfers.find("user_id = ?", caller.user_id))
    incoming = sum((t.amount for t in moved if t.direction == "to_wallet"), Decimal(0))
    outgoing = sum((t.amount for t in moved if t.direction == "from_wallet"), Decimal(0))
    total = {
        "converted_to": request.query_params.get("conversion_currency", wallet.currency),
        "approximate_total_balance": text(wallet.balance),
        "approximate_total_input": text(incoming),
        "approximate_total_output": text(outgoing),
    }
    balances = {wallet.currency: {"balance": text(wallet.balance)}}
    row = {"wallet_id": wallet.id, "type": "main", "balances": balances, "total_balance": total}
    return [row], 200


async def transfer(world: World, request: Request, caller: Caller) -> tuple[object, int]:
    """Move money once per request id; repeating an id moves nothing and is refused."""
    wanted = await parse(request, PlatformTransfer)
    _check_request_id(world, wanted.request_id)
    wallet = world.people.wallet(caller.user_id)
    account = _account(world, caller, wanted, wallet)
    amount = Decimal(wanted.amount)
    available = account.balance if wanted.direction == "to_wallet" else wallet.balance
    if amount <= 0:
        raise RestError(400, "ValidationError", "Invalid value: amount", "amount")
    if amount > available:
        raise RestError(400, "InsufficientBalance", f"Only {text(available)} is available.")
    moved = Transfer(
        wanted.request_id,
        caller.user_id,
        wallet.id,
        account.id,
        wanted.direction,
        amount,
        world.clock.epoch(),
        wanted.description,
    )
    world.ledger.move(moved, wallet)
    return {"request_id": wanted.request_id}, 200


def _check_request_id(world: World, request_id: str) -> None:
    try:
        UUID(request_id)
    except ValueError as error:
        text_ = "Invalid value: request_id"
        raise RestError(400, "ValidationError", text_, "request_id") from error
    if world.store.transfers.get(request_id):
        raise RestError(409, "DuplicateRequestID", "This request_id has been used already.")


def _account(world: World, caller: Caller, wanted: PlatformTransfer, wallet: Wallet) -> Account:
    if wanted.wallet_id != wallet.id:
        raise RestError(404, "NotFound", "Wallet not found.", "wallet_id")
    if wanted.currency != wallet.currency or wanted.wallet_currency not in {None, wallet.currency}:
        raise RestError(400, "BadInputRequest", "Only USD is available.", "currency")
    if wanted.platform_name != "options":
        raise RestError(400, "BadInputRequest", "Only options is available.", "platform_name")
    account = world.ledger.account(wanted.platform_account_id)
    if account is None or account.user_id != caller.user_id:
        raise RestError(404, "AccountNotFound", "Account not found.", "platform_account_id")
    if account.type != "real":
        message = "Money moves to and from real accounts only."
        raise RestError(400, "BadInputRequest", message, "platform_account_id")
    return account
