"""`/auth`: signing up and in, tokens, sessions, tickets."""

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from functions.rest_api.caller import SignedIn, Wired, client_of
from functions.rest_api.cookies import (
    REFERRAL_COOKIE,
    forget_refresh_token,
    refresh_token_from,
    require_own_origin,
)
from functions.rest_api.problems import documented
from functions.rest_api.schemas.auth import (
    LoginRequest,
    RefreshRequest,
    SessionList,
    SessionResponse,
    SignupRequest,
    TicketRequest,
    TicketResponse,
    TokenResponse,
)
from functions.rest_api.telemetry import count
from functions.rest_api.views.auth import session_response, sessions_page, token_response
from nexus.accounts.models import SignUpForm

_NO_TOKEN = RefreshRequest()

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post(
    "/signup",
    status_code=201,
    summary="Create a user with a $10,000 demo account, and sign in",
    responses=documented(409, 413, 429),
)
async def sign_up(
    body: SignupRequest, request: Request, response: Response, wired: Wired
) -> SessionResponse:
    form = SignUpForm(
        email=body.email,
        username=body.username,
        password=body.password,
        country=body.country,
        referred_by=body.referred_by,
        referral_cookie=request.cookies.get(REFERRAL_COOKIE),
        accepts_terms=body.accept_terms,
    )
    signed_in = wired.sign_up(form, client_of(request))
    count("SignUp", referred=str(signed_in.user.referrer_id is not None))
    return session_response(signed_in, response, wired, body.token_delivery)


@router.post(
    "/login", summary="Sign in with e-mail or username", responses=documented(401, 413, 429)
)
async def log_in(
    body: LoginRequest, request: Request, response: Response, wired: Wired
) -> SessionResponse:
    signed_in = wired.log_in(body.name, body.password, client_of(request))
    return session_response(signed_in, response, wired, body.token_delivery)


@router.post(
    "/refresh",
    summary="Exchange a refresh token for new tokens; each works once",
    responses=documented(401, 403, 429),
)
async def refresh(
    request: Request, response: Response, wired: Wired, body: RefreshRequest = _NO_TOKEN
) -> TokenResponse:
    token, delivery = refresh_token_from(request, body.refresh_token)
    if delivery == "cookie":
        require_own_origin(request, wired.public_url)
    return token_response(wired.sessions.refresh(token), response, wired, delivery)


@router.post(
    "/logout",
    status_code=204,
    summary="Revoke the refresh token and its whole family",
    responses=documented(401, 403),
)
async def log_out(
    request: Request, response: Response, wired: Wired, body: RefreshRequest = _NO_TOKEN
) -> None:
    token, delivery = refresh_token_from(request, body.refresh_token)
    if delivery == "cookie":
        require_own_origin(request, wired.public_url)
    wired.sessions.log_out(token)
    forget_refresh_token(response)


@router.get("/sessions", summary="List where the user is signed in", responses=documented(401))
async def list_sessions(caller: SignedIn, wired: Wired) -> SessionList:
    return sessions_page(wired.sessions.of_user(caller.user_id), caller.session_id)


@router.delete(
    "/sessions/{session_id}",
    status_code=204,
    summary="Sign out one session",
    responses=documented(401, 404),
)
async def revoke_session(session_id: str, caller: SignedIn, wired: Wired) -> None:
    wired.sessions.revoke(caller.user_id, session_id)


@router.post(
    "/ws-ticket",
    status_code=201,
    summary="Get a one-time address for the live socket",
    responses=documented(401, 404),
)
async def issue_ticket(
    body: TicketRequest,
    caller: SignedIn,
    wired: Wired,
    origin: Annotated[str | None, Header()] = None,
) -> TicketResponse:
    ticket = wired.tickets.issue(caller.user_id, body.account_id, origin or "")
    path = f"/ws/trading/{caller.user_id}/{body.account_id}"
    return TicketResponse(
        ticket=ticket.secret,
        url=f"{wired.websocket_url}{path}?ticket={ticket.secret}",
        expires_in=ticket.expires_in,
    )
