"""`/accounts`: balances, limits, halting and the statement."""

from fastapi import APIRouter, Response

from functions.rest_api.caller import SignedIn, Wired
from functions.rest_api.paging import Cursor, Limit
from functions.rest_api.problems import documented
from functions.rest_api.schemas.accounts import (
    Account,
    AccountList,
    Balance,
    Exclusion,
    LimitsPatch,
    Statement,
)
from functions.rest_api.views.accounts import (
    account_view,
    accounts_page,
    balance_view,
    limits_wish,
    statement_page,
)

router = APIRouter(prefix="/accounts", tags=["accounts"], responses=documented(401, 404))


@router.get("", summary="List the user's accounts, the default one first")
async def list_accounts(caller: SignedIn, wired: Wired) -> AccountList:
    return accounts_page(wired.accounts.of_user(caller.user_id), wired.clock())


@router.post(
    "/demo",
    status_code=201,
    summary="Open the demo account, or return the one that is there",
    responses={200: {"model": Account, "description": "It was there"}, **documented(401)},
)
async def open_demo_account(caller: SignedIn, wired: Wired, response: Response) -> Account:
    account, is_new = wired.accounts.open_demo(caller.user_id)
    response.status_code = 201 if is_new else 200
    return account_view(account, wired.clock())


@router.get("/balance", summary="Show the default account's balance")
async def show_default_balance(caller: SignedIn, wired: Wired) -> Balance:
    return balance_view(wired.accounts.default(caller.user_id), wired.clock())


@router.get("/{account_id}", summary="Show one account")
async def show_account(account_id: str, caller: SignedIn, wired: Wired) -> Account:
    return account_view(wired.accounts.show(caller.user_id, account_id), wired.clock())


@router.get("/{account_id}/balance", summary="Show one account's balance")
async def show_balance(account_id: str, caller: SignedIn, wired: Wired) -> Balance:
    return balance_view(wired.accounts.show(caller.user_id, account_id), wired.clock())


@router.patch("/{account_id}/default", summary="Make an account the default one")
async def make_default(account_id: str, caller: SignedIn, wired: Wired) -> Account:
    return account_view(wired.accounts.make_default(caller.user_id, account_id), wired.clock())


@router.patch(
    "/{account_id}/limits",
    summary="Tighten limits at once, or loosen them in 24 hours",
    responses=documented(401, 404, 409),
)
async def change_limits(
    account_id: str, body: LimitsPatch, caller: SignedIn, wired: Wired
) -> Account:
    wish = limits_wish(body)
    account = wired.accounts.change_limits(caller.user_id, account_id, wish, body.leverage)
    return account_view(account, wired.clock())


@router.post(
    "/{account_id}/exclude",
    summary="Shut yourself out until a moment; it cannot be taken back",
    responses=documented(401, 404, 409),
)
async def exclude(account_id: str, body: Exclusion, caller: SignedIn, wired: Wired) -> Account:
    account = wired.accounts.exclude(caller.user_id, account_id, body.until)
    return account_view(account, wired.clock())


@router.post(
    "/{account_id}/halt", summary="Stop all trading at once", responses=documented(401, 404, 409)
)
async def halt(account_id: str, caller: SignedIn, wired: Wired) -> Account:
    return account_view(wired.accounts.halt(caller.user_id, account_id), wired.clock())


@router.post(
    "/{account_id}/resume",
    summary="Trade again, one hour after the halt at the earliest",
    responses=documented(401, 404, 409),
)
async def resume(account_id: str, caller: SignedIn, wired: Wired) -> Account:
    return account_view(wired.accounts.resume(caller.user_id, account_id), wired.clock())


@router.get("/{account_id}/statement", summary="List every change of the balance, newest first")
async def show_statement(
    account_id: str, caller: SignedIn, wired: Wired, limit: Limit = 50, cursor: Cursor = None
) -> Statement:
    return statement_page(wired.accounts.statement(caller.user_id, account_id, limit, cursor))
