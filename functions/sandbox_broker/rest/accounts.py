"""The account endpoints under /trading/v1/options."""

import json
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions.sandbox_broker.books.models import Account
from functions.sandbox_broker.errors import RestError
from functions.sandbox_broker.money import number
from functions.sandbox_broker.oauth.otps import Grant
from functions.sandbox_broker.rest.access import Caller, authenticate, owned
from functions.sandbox_broker.rest.envelope import PREFIX, failure, success
from functions.sandbox_broker.world import World

Handler = Callable[[World, Request, Caller], Awaitable[tuple[object, int]]]
Endpoint = Callable[[Request], Awaitable[Response]]


class NewAccount(BaseModel):
    """Describe the account to be made; only USD and row exist."""

    model_config = ConfigDict(extra="forbid", strict=True)

    currency: Literal["USD"]
    group: Literal["row"]
    account_type: Literal["demo", "real"]


def routes(world: World) -> list[Route]:
    """List the addresses served, each with the scope it needs."""
    table: list[tuple[str, str, str, Handler]] = [
        ("GET", "/accounts", "trade", list_accounts),
        ("POST", "/accounts", "account_manage", create_account),
        ("POST", "/accounts/{account_id}/otp", "trade", issue_otp),
        ("POST", "/accounts/{account_id}/reset-demo-balance", "trade", reset_balance),
    ]
    return [
        Route(PREFIX + path, _endpoint(world, handler, scope), methods=[method])
        for method, path, scope, handler in table
    ]


async def list_accounts(world: World, _request: Request, caller: Caller) -> tuple[object, int]:
    """List the caller's accounts."""
    return [_row(account) for account in world.people.accounts(caller.user_id)], 200


async def create_account(world: World, request: Request, caller: Caller) -> tuple[object, int]:
    """Make an account unless there is one of its type; the two answers differ in shape."""
    wanted = _parse(await request.body())
    for account in world.people.accounts(caller.user_id):
        if account.type == wanted.account_type:
            return _row(account), 200
    account = world.open_account(caller.user_id, wanted.account_type)
    return [_row(account)], 201


async def issue_otp(world: World, request: Request, caller: Caller) -> tuple[object, int]:
    """Hand out the address of one socket, to be opened once and soon."""
    account = owned(world, caller, request.path_params["account_id"], status=400)
    now = world.clock.now()
    until = now + world.desk.assumptions.otp_seconds
    grant = Grant(account.id, account.type, caller.user_id, caller.app_id, caller.token.hash, until)
    otp = world.otps.issue(grant, now)
    origin = world.settings.socket_origin
    return {"url": f"{origin}{PREFIX}/ws/{account.type}?otp={otp}"}, 200


async def reset_balance(world: World, request: Request, caller: Caller) -> tuple[object, int]:
    """Put a demo account back to its starting balance."""
    account = owned(world, caller, request.path_params["account_id"])
    if account.type != "demo":
        raise RestError(400, "BadInputRequest", "Only demo accounts can be reset.")
    start = world.desk.assumptions.demo_start
    account = world.ledger.adjust(account.id, start, world.clock.epoch())
    created = datetime.fromtimestamp(account.created_at, UTC)
    return {
        "account_id": account.id,
        "balance": number(account.balance),
        "currency": account.currency,
        "status": account.status,
        "account_type": account.type,
        "created_at": f"{created:%Y-%m-%dT%H:%M:%SZ}",
    }, 200


def _endpoint(world: World, handler: Handler, scope: str) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        started = time.monotonic()
        try:
            caller = authenticate(world, request, scope)
            data, status = await handler(world, request, caller)
        except RestError as error:
            return failure(request, error, started)
        return success(request, data, started, status)

    return endpoint


def _parse(body: bytes) -> NewAccount:
    try:
        return NewAccount.model_validate(json.loads(body))
    except ValueError as error:
        field = _field(error)
        message = f"Invalid value: {field}" if field else "The body must be JSON."
        raise RestError(400, "ValidationError", message, field) from error


def _field(error: ValueError) -> str | None:
    if not isinstance(error, ValidationError):
        return None
    place = error.errors()[0]["loc"]
    return str(place[0]) if place else None


def _row(account: Account) -> dict[str, object]:
    return {
        "account_id": account.id,
        "balance": number(account.balance),
        "currency": account.currency,
        "group": "row",
        "status": account.status,
        "account_type": account.type,
    }
