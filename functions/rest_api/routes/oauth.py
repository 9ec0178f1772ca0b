"""Signing in through Deriv and linking Deriv accounts (OAuth code with PKCE)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from functions.rest_api.caller import MaybeSignedIn, Wired, client_of
from functions.rest_api.cookies import OAUTH_COOKIE, REFERRAL_COOKIE, keep_oauth_browser
from functions.rest_api.problems import documented
from functions.rest_api.schemas.auth import (
    AuthorizationResponse,
    CallbackRequest,
    CallbackResponse,
    CompleteRequest,
    ProfileRequired,
)
from functions.rest_api.telemetry import count
from functions.rest_api.views.auth import callback_response
from functions.rest_api.views.broker import withdrawal_view
from nexus.accounts.linking import CompleteForm, ProfileNeeded, Withdrawn
from nexus.accounts.models import Intent, SignUpForm

router = APIRouter(tags=["auth"])
IntentName = Literal["login", "signup", "link"]


@router.get(
    "/auth/oauth/authorize",
    summary="Begin at Deriv: where to send the browser",
    responses=documented(401, 403),
)
async def authorize(
    response: Response,
    caller: MaybeSignedIn,
    wired: Wired,
    intent: IntentName = "login",
    referred_by: Annotated[str | None, Query(max_length=64)] = None,
) -> AuthorizationResponse:
    begun = wired.linking.begin(Intent(intent), caller, referred_by)
    keep_oauth_browser(response, begun.browser, wired.public_url)
    return AuthorizationResponse(authorization_url=begun.url, state=begun.state)


@router.post(
    "/oauth/deriv/callback",
    summary="Finish at Deriv: sign in, or link every account the user has there",
    response_model=CallbackResponse,
    responses={
        202: {"model": ProfileRequired, "description": "An unknown person"},
        **documented(401, 403, 409, 503),
    },
)
async def callback(
    body: CallbackRequest, request: Request, response: Response, wired: Wired
) -> CallbackResponse | Response:
    browser = request.cookies.get(OAUTH_COOKIE, "")
    done = wired.linking.finish(body.code, body.state, browser, client_of(request))
    if isinstance(done, ProfileNeeded):
        answer = ProfileRequired(profile_token=done.token, expires_in=done.expires_in)
        return Response(answer.model_dump_json(), 202, media_type="application/json")
    if isinstance(done, Withdrawn):
        count("Withdrawal", status=done.withdrawal.status.value)
        signed_in = callback_response(done.signed_in, response, wired, body.token_delivery)
        return signed_in.model_copy(update={"withdrawal": withdrawal_view(done.withdrawal)})
    return callback_response(done, response, wired, body.token_delivery)


@router.post(
    "/auth/oauth/complete",
    status_code=201,
    summary="Tell what Deriv does not: e-mail, username, country and consent",
    responses=documented(401, 403, 409),
)
async def complete(
    body: CompleteRequest, request: Request, response: Response, wired: Wired
) -> CallbackResponse:
    profile = SignUpForm(
        email=body.email,
        username=body.username,
        password=body.password,
        country=body.country,
        referred_by=body.referred_by,
        referral_cookie=request.cookies.get(REFERRAL_COOKIE),
        accepts_terms=body.accept_terms,
    )
    form = CompleteForm(body.profile_token, profile)
    done = wired.linking.complete(form, client_of(request))
    return callback_response(done, response, wired, body.token_delivery)
