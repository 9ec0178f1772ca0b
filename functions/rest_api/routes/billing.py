"""`/billing`: what the user's real accounts owe."""

from fastapi import APIRouter

from functions.rest_api.caller import SignedIn, Wired
from functions.rest_api.paging import Cursor, Limit
from functions.rest_api.problems import documented
from functions.rest_api.schemas.billing import BillingBalance, ChargeList
from functions.rest_api.views.billing import balance_view, charges_page

router = APIRouter(prefix="/billing", tags=["billing"], responses=documented(401))


@router.get("/transactions", summary="List the fees of won trades, newest first")
async def list_charges(
    caller: SignedIn, wired: Wired, limit: Limit = 50, cursor: Cursor = None
) -> ChargeList:
    return charges_page(*wired.affiliates.receivables(caller.user_id, limit, cursor))


@router.get("/balance", summary="Show what is owed")
async def show_owed(caller: SignedIn, wired: Wired) -> BillingBalance:
    return balance_view(wired.every_receivable(caller.user_id), wired.clock())
