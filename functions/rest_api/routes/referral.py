"""`/r/{code}`: a partner's link is followed."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse

from functions.rest_api.caller import Wired
from functions.rest_api.cookies import keep_referral
from functions.rest_api.problems import documented

router = APIRouter(tags=["affiliates"])


@router.get(
    "/r/{code}",
    status_code=302,
    response_class=RedirectResponse,
    responses=documented(),
    summary="Count the click, remember the partner for 30 days, go to sign-up",
)
async def follow_link(
    code: Annotated[str, Path(min_length=1, max_length=64)], wired: Wired
) -> RedirectResponse:
    click = wired.follow_link(code)
    target = f"{wired.public_url}/signup" + (f"?ref={click.code}" if click else "")
    response = RedirectResponse(target, status_code=302)
    if click:
        keep_referral(response, click, wired.public_url)
    return response
