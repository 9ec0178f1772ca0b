"""`/affiliates`: what a partner's link brought, and what it earned."""

from fastapi import APIRouter

from functions.rest_api.caller import SignedIn, Wired
from functions.rest_api.paging import Cursor, Limit
from functions.rest_api.problems import documented
from functions.rest_api.schemas.affiliates import ClickList, CommissionList, ReferralList
from functions.rest_api.views.affiliates import clicks_page, commissions_page, referrals_page

router = APIRouter(prefix="/affiliates", tags=["affiliates"], responses=documented(401))


@router.get("/clicks", summary="List clicks on the partner's link, newest first")
async def list_clicks(
    caller: SignedIn, wired: Wired, limit: Limit = 50, cursor: Cursor = None
) -> ClickList:
    return clicks_page(*wired.affiliates.clicks(caller.user_id, limit, cursor))


@router.get("/referrals", summary="List referred clients, newest first")
async def list_referrals(
    caller: SignedIn, wired: Wired, limit: Limit = 50, cursor: Cursor = None
) -> ReferralList:
    return referrals_page(*wired.affiliates.referrals(caller.user_id, limit, cursor))


@router.get("/commissions", summary="List the partner's earnings, newest first")
async def list_commissions(
    caller: SignedIn, wired: Wired, limit: Limit = 50, cursor: Cursor = None
) -> CommissionList:
    return commissions_page(*wired.affiliates.commissions(caller.user_id, limit, cursor))
