from dataclasses import dataclass

from starlette.requests import Request

from functions.sandbox_broker.books.models import Account, Token
from functions.sandbox_broker.errors import RestError
from functions.sandbox_broker.limits import REST_ADDRESS_BUDGETS, REST_USER_BUDGETS, Budget
from functions.sandbox_broker.world import World


@dataclass(frozen=True)
class Caller:
    """Say who calls and for which app."""

    user_id: str
    app_id: str
    token: Token


def authenticate(world: World, request: Request, scope: str) -> Caller:
    """Find out who calls, within the budgets and with the scope, or refuse."""
    count_address(world, request)
    token = _token(world, request)
    _count(world, f"rest:{token.user_id}", REST_USER_BUDGETS)
    if scope not in token.scopes and not _may_read(world, request, scope, token):
        raise RestError(403, "AccessDenied", f"The token lacks the scope {scope}.")
    return Caller(token.user_id, token.app_id, token)


def count_address(world: World, request: Request) -> None:
    """Count a request for the address it comes from."""
    address = request.client.host if request.client else "unknown"
    _count(world, f"rest:{address}", REST_ADDRESS_BUDGETS)


def owned(world: World, caller: Caller, account_id: str, status: int = 404) -> Account:
    """Find an account of the caller or refuse."""
    account = world.ledger.account(account_id)
    if account is None or account.user_id != caller.user_id:
        raise RestError(status, "AccountNotFound", "Account not found.")
    return account


def _may_read(world: World, request: Request, scope: str, token: Token) -> bool:
    is_reading = request.method == "GET" and scope == "trade" and token.kind == "pat"
    return is_reading and "read" in token.scopes and world.desk.assumptions.read_scope


def _token(world: World, request: Request) -> Token:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise RestError(401, "Unauthorized", "Authorization header is required")
    if not secret.startswith(("ory_at_", "pat_")):
        raise RestError(401, "Unauthorized", "Invalid token format")
    app_id = request.headers.get("deriv-app-id")
    if secret.startswith("pat_") and not app_id:
        raise RestError(401, "Unauthorized", "Deriv-App-ID header is required for PAT tokens")
    token = world.people.token(secret)
    if token is None or token.kind == "refresh" or not token.is_valid(world.clock.now()):
        raise RestError(401, "Unauthorized", "Invalid or expired token")
    if app_id is not None and app_id != token.app_id:
        raise RestError(401, "Unauthorized", "Invalid application")
    return token


def _count(world: World, key: str, budgets: tuple[Budget, ...]) -> None:
    if not world.meter.admit(key, budgets, world.clock.now()):
        error = RestError(429, "RateLimit", "You have reached the rate limit.")
        if world.desk.assumptions.retry_after:
            error.retry_after = budgets[0].seconds
        raise error
