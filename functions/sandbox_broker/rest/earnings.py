"""What an app earned: markup statistics, the partner overview, tags of clients."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from functions.sandbox_broker.books.models import Contract, User
from functions.sandbox_broker.errors import RestError
from functions.sandbox_broker.money import number
from functions.sandbox_broker.rest.access import Caller, authenticate
from functions.sandbox_broker.rest.envelope import failure
from functions.sandbox_broker.rest.routing import routes_of
from functions.sandbox_broker.world import World

LONGEST_OVERVIEW = timedelta(days=730)
SCOPE = "application_read"


def routes(world: World) -> list[Route]:
    """List the addresses served."""

    async def overview(request: Request) -> Response:
        try:
            caller = authenticate(world, request, SCOPE)
            return JSONResponse(_overview(world, request, caller))
        except RestError as error:
            return failure(request, error, 0.0)

    return [
        *routes_of(world, [("GET", "/applications/v1/markup-statistics", SCOPE, statistics)]),
        Route("/partners/analytics/v1/overview", overview),
    ]


async def statistics(world: World, request: Request, caller: Caller) -> tuple[object, int]:
    """Add up the app's contracts bought between two days, as far back as is kept."""
    known, now = world.desk.assumptions, world.clock.epoch()
    first, last = _span(request, "date_from", "date_to")
    oldest = now - known.statistics_days * 86_400
    until = min(last, now - known.statistics_lag_seconds)
    bought = _bought(world, caller.app_id, max(first, oldest), until)
    totals = _totals(bought)
    row = {"app_id": caller.app_id, **totals}
    return {
        **{f"total_{name}": value for name, value in totals.items()},
        "breakdown": [row] if bought else [],
    }, 200


def _overview(world: World, request: Request, caller: Caller) -> dict[str, object]:
    first, last = _span(request, "start_date", "end_date")
    if last - first > LONGEST_OVERVIEW.total_seconds():
        raise RestError(400, "BadInputRequest", "The period may be at most 730 days.", "end_date")
    bought = _bought(world, caller.app_id, first, last)
    referred = [user for user in world.store.users.find() if user.attribution]
    signed_up = [user for user in referred if first <= user.created_at <= last]
    earned = sum((contract.markup for contract in bought), Decimal(0))
    return {
        "period": {
            "start_date": request.query_params["start_date"],
            "end_date": request.query_params["end_date"],
        },
        "currency": "USD",
        "has_lifetime_referred_client": bool(referred),
        "signups": _signups(world, signed_up),
        "master_partner": {"earnings_occurred": 0, "active_subpartners": 0},
        "activity": {
            "paid": 0,
            "pending": number(earned),
            "active_traders": len({contract.account_id for contract in bought}),
        },
    }


def _signups(world: World, users: list[User]) -> dict[str, object]:
    accounts = [account for user in users for account in world.people.accounts(user.id)]
    real = [account for account in accounts if account.type == "real"]
    traders = {contract.account_id for contract in world.store.contracts.find()}
    return {
        "total": len(users),
        "real_accounts": len(real),
        "first_time_depositors": len([account for account in real if account.balance]),
        "first_time_traders": len([account for account in real if account.id in traders]),
    }


def _bought(world: World, app_id: str, since: int, until: int) -> list[Contract]:
    found = world.store.contracts.find("purchase_time BETWEEN ? AND ?", since, until)
    return [contract for contract in found if contract.app_id == app_id]


def _totals(bought: list[Contract]) -> dict[str, object]:
    clients = {contract.account_id for contract in bought}
    return {
        "app_markup_usd": number(sum((c.markup for c in bought), Decimal(0))),
        "volume_usd": number(sum((c.buy_price for c in bought), Decimal(0))),
        "payout_usd": number(sum((c.payout for c in bought), Decimal(0))),
        "contract_count": len(bought),
        "client_count": len(clients),
    }


def _span(request: Request, first: str, last: str) -> tuple[int, int]:
    start, stop = (_midnight(request, name) for name in (first, last))
    if stop < start:
        raise RestError(422, "ValidationError", f"{last} lies before {first}", last)
    return start, stop + 86_399


def _midnight(request: Request, name: str) -> int:
    given = request.query_params.get(name)
    if given is None:
        raise RestError(400, "FieldIsRequired", f"{name} is required", name)
    try:
        return int(datetime.strptime(given, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError as error:
        raise RestError(422, "ValidationError", f"Invalid value: {name}", name) from error
