"""`/accounts/{id}` at the broker: its contracts, whether the books agree, ending the link."""

from fastapi import APIRouter, Response

from functions.rest_api.caller import SignedIn, Wired
from functions.rest_api.cookies import keep_oauth_browser
from functions.rest_api.problems import documented
from functions.rest_api.schemas.accounts import UnlinkedAccount
from functions.rest_api.schemas.broker import (
    Portfolio,
    Reconciliation,
    WithdrawalConsent,
    WithdrawRequest,
)
from functions.rest_api.telemetry import count
from functions.rest_api.views.accounts import account_view
from functions.rest_api.views.broker import portfolio_view, reconciliation_view
from nexus.accounts.withdrawing import CONSENT_LIFE

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
    return portfolio_view(wired.broker_books.show(caller.user_id, account_id))


@router.get(
    "/{account_id}/reconciliation",
    summary="Show whether our ledger, the broker's statement and our trades agree",
)
async def show_reconciliation(account_id: str, caller: SignedIn, wired: Wired) -> Reconciliation:
    return reconciliation_view(wired.broker_books.show(caller.user_id, account_id))


@router.post(
    "/{account_id}/reconciliation",
    status_code=202,
    summary="Have the books compared again; a frozen account whose books agree thaws by itself",
    responses=documented(401, 404, 409, 429),
)
async def compare_again(account_id: str, caller: SignedIn, wired: Wired) -> Reconciliation:
    return reconciliation_view(wired.broker_books.ask(caller.user_id, account_id))


@router.post(
    "/{account_id}/withdraw",
    status_code=202,
    summary="Begin to move real money to the owner's wallet: Deriv asks for consent first",
    responses=documented(401, 404, 409, 413),
)
async def withdraw(
    account_id: str, body: WithdrawRequest, caller: SignedIn, wired: Wired, response: Response
) -> WithdrawalConsent:
    consent = wired.withdraw.begin(caller, account_id, body.amount)
    keep_oauth_browser(response, consent.browser, wired.public_url)
    return WithdrawalConsent(
        authorization_url=consent.url,
        state=consent.state,
        request_id=consent.request_id,
        expires_in=int(CONSENT_LIFE.total_seconds()),
    )
