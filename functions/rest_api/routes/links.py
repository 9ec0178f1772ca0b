"""`/accounts/{id}/link`: ending the link to an account at the broker."""

from fastapi import APIRouter

from functions.rest_api.caller import SignedIn, Wired
from functions.rest_api.problems import documented
from functions.rest_api.schemas.accounts import UnlinkedAccount
from functions.rest_api.telemetry import count
from functions.rest_api.views.accounts import account_view

router = APIRouter(prefix="/accounts", tags=["accounts"], responses=documented(401, 404, 409))


@router.delete(
    "/{account_id}/link", summary="Unlink an account once its trades have ended; revoke the token"
)
async def unlink_account(account_id: str, caller: SignedIn, wired: Wired) -> UnlinkedAccount:
    done = wired.unlink(caller.user_id, account_id)
    count("AccountUnlinked", revocation=done.revocation.value)
    account = account_view(done.account, wired.clock())
    return UnlinkedAccount(account=account, revocation=done.revocation.value)
