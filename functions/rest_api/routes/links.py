"""`/accounts/{id}` at the broker: its contracts, whether the books agree, ending the link."""

from fastapi import APIRouter

from functions.rest_api.caller import SignedIn, Wired
from functions.rest_api.problems import documented
from functions.rest_api.schemas.accounts import UnlinkedAccount
from functions.rest_api.schemas.broker import Portfolio, Reconciliation
from functions.rest_api.telemetry import count
from functions.rest_api.views.accounts import account_view
from functions.rest_api.views.broker import portfolio_view, reconciliation_view

router = APIRouter(prefix="/accounts", tags=["accounts"], responses=documented(401, 404, 409))


@router.delete(
    "/{account_id}/link", summary="Unlink an account once its trades have ended; revoke the token"
)
async def unlink_account(account_id: str, caller: SignedIn, wired: Wired) -> UnlinkedAccount:
    done = wired.unlink(caller.user_id, account_id)
    count("AccountUnlinked", revocation=done.revocation.value)
    account = account_view(done.account, wired.clock())
    return UnlinkedAccount(account=account, revocation=done.revocation.value)


@router.get("/{account_id}/portfolio", summary="List the contracts that are open at the broker")
async def show_portfolio(account_id: str, caller: SignedIn, wired: Wired) -> Portfolio:
    return portfolio_view(*wired.broker_books.show(caller.user_id, account_id))


@router.get(
    "/{account_id}/reconciliation",
    summary="Show whether our ledger, the broker's statement and our trades agree",
)
async def show_reconciliation(account_id: str, caller: SignedIn, wired: Wired) -> Reconciliation:
    return reconciliation_view(*wired.broker_books.show(caller.user_id, account_id))
