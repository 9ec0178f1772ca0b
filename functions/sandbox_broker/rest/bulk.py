"""One contract for several accounts at once, each paying with its own personal token."""

import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Annotated

from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions.sandbox_broker.errors import BrokerError, RestError
from functions.sandbox_broker.money import number
from functions.sandbox_broker.rest.access import count_address
from functions.sandbox_broker.rest.envelope import PREFIX, failure, success
from functions.sandbox_broker.rest.routing import Body, parse
from functions.sandbox_broker.sockets.requests import BuyTerms
from functions.sandbox_broker.world import World

HIGHEST_PRICE = Decimal(10**9)


class Buyer(Body):
    """Name an account and the token that may buy for it."""

    token: Annotated[str, Field(min_length=1, max_length=512)]
    account_id: Annotated[str, Field(min_length=1, max_length=64)]


class BulkPurchase(Body):
    """Describe the contract and who gets it."""

    contract_parameters: dict[str, object]
    accounts: Annotated[list[Buyer], Field(min_length=1, max_length=100)]


def routes(world: World) -> list[Route]:
    """List the addresses served, one per kind of account."""
    path = f"{PREFIX}/contracts/bulk-purchase"
    return [
        Route(f"{path}/{kind}", _endpoint(world, kind), methods=["POST"])
        for kind in ("demo", "real")
    ]


def _endpoint(world: World, kind: str) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        started = time.monotonic()
        try:
            count_address(world, request)
            app_id = request.headers.get("deriv-app-id", "")
            if world.store.apps.get(app_id) is None:
                raise RestError(401, "Unauthorized", "Invalid application")
            wanted = await parse(request, BulkPurchase)
            rows = [_buy(world, kind, app_id, wanted, buyer) for buyer in wanted.accounts]
        except RestError as error:
            return failure(request, error, started)
        return success(request, {"transactions": rows}, started)

    return serve


def _buy(
    world: World, kind: str, app_id: str, wanted: BulkPurchase, buyer: Buyer
) -> dict[str, object]:
    try:
        terms = BuyTerms.model_validate(wanted.contract_parameters)
        return _bought(world, kind, app_id, terms, buyer)
    except ValidationError as error:
        names = ", ".join(str(e["loc"][0]) for e in error.errors() if e["loc"])
        refusal = BrokerError("InputValidationFailed", f"Input validation failed: {names}")
    except BrokerError as error:
        refusal = error
    about = {"code": refusal.code, "message": refusal.message}
    return {"account_id": buyer.account_id, "error": about}


def _bought(
    world: World, kind: str, app_id: str, terms: BuyTerms, buyer: Buyer
) -> dict[str, object]:
    token, account = world.people.token(buyer.token), world.ledger.account(buyer.account_id)
    if token is None or token.kind != "pat" or not token.is_valid(world.clock.now()):
        raise BrokerError("InvalidToken", "The token is invalid.")
    if "trade" not in token.scopes:
        raise BrokerError("PermissionDenied", "Permission denied, requires trade scope.")
    if account is None or account.user_id != token.user_id or account.type != kind:
        raise BrokerError("AccountNotFound", "Account not found.")
    app = world.store.apps.get(app_id)
    markup = app.markup_percent if app else Decimal(0)
    wish = terms.wish(terms.app_markup_percentage)
    offer = world.desk.offer(wish, terms.underlying_symbol, account.type, markup)
    contract, booking = world.desk.buy(offer, account, HIGHEST_PRICE, app_id)
    return {
        "account_id": account.id,
        "contract_id": contract.id,
        "buy_price": number(contract.buy_price),
        "transaction_id": booking.id,
    }
