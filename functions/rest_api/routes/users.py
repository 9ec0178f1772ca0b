"""`/users`: the signed-in person and their affiliate code."""

from fastapi import APIRouter

from functions.rest_api.caller import SignedIn, Wired
from functions.rest_api.problems import documented
from functions.rest_api.schemas.auth import User
from functions.rest_api.schemas.users import AffiliateCode, AffiliateStats, ProfilePatch
from functions.rest_api.views.affiliates import code_view, stats_view
from functions.rest_api.views.auth import user_view

router = APIRouter(prefix="/users", tags=["users"], responses=documented(401))


@router.get("/profile", summary="Show the signed-in user")
async def show_profile(caller: SignedIn, wired: Wired) -> User:
    return user_view(wired.profiles.show(caller.user_id))


@router.patch("/profile", summary="Change the signed-in user", responses=documented(401, 409))
async def change_profile(body: ProfilePatch, caller: SignedIn, wired: Wired) -> User:
    return user_view(wired.profiles.move(caller.user_id, body.country))


@router.get("/affiliate/code", summary="Show the user's own affiliate code and link")
async def show_affiliate_code(caller: SignedIn, wired: Wired) -> AffiliateCode:
    return code_view(wired.profiles.show(caller.user_id), wired.public_url)


@router.get("/affiliate/stats", summary="Count clicks, sign-ups and earnings")
async def show_affiliate_stats(caller: SignedIn, wired: Wired) -> AffiliateStats:
    return stats_view(wired.affiliates.stats(caller.user_id))
