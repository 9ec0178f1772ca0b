"""The account endpoints under /trading/v1/options."""

from datetime import UTC, datetime
from typing import Literal

from starlette.requests import Request
from starlette.routing import Route

from functions.sandbox_broker.books.models import Account
from functions.sandbox_broker.errors import RestError
from functions.sandbox_broker.money import number
from functions.sandbox_broker.oauth.otps import Grant
from functions.sandbox_broker.rest.access import Caller, owned
from functions.sandbox_broker.rest.envelope import PREFIX
from functions.sandbox_broker.rest.routing import Body, parse, routes_of
from functions.sandbox_broker.world import World


class NewAccount(Body):
    """Describe the account to be made; only USD and row exist."""

    currency: Literal["USD"]
    group: Literal["row"]
    account_type: Literal["demo", "real"]


def routes(world: World) -> list[Route]:
    """List the addresses served, each with the scope it needs."""
    return routes_of(
        world,
        [
            ("GET", f"{PREFIX}/accounts", "trade", list_accounts),
            ("POST", f"{PREFIX}/accounts", "account_manage", create_account),
            ("POST", f"{PREFIX}/accounts/{{account_id}}/otp", "trade", issue_otp),
            (
                "POST",
                f"{PREFIX}/accounts/{{account_id}}/reset-demo-balance",
                "trade",
                reset_balance,
            ),
        ],
    )


async def list_accounts(world: World, _request: Request, caller: Caller) -> tuple[object, int]:
    """List the caller's accounts."""
    return [_row(account) for account in world.people.accounts(caller.user_id)], 200


async def create_account(world: World, request: Request, caller: Caller) -> tuple[object, int]:
    """Make an account unless there is one of its type; the two answers differ in shape."""
    wanted = await parse(request, NewAccount)
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


def _row(account: Account) -> dict[str, object]:
    return {
        "account_id": account.id,
        "balance": number(account.balance),
        "currency": account.currency,
        "group": "row",
        "status": account.status,
        "account_type": account.type,
    }
